"""Mesure un dossier de preuves de 500 fichiers et d'un gigaoctet.

    .venv/bin/python bench/dossier.py [--fichiers 500] [--mo 1000] [--essais 3]

- le dossier : la production entière, telle qu'un worker la joue (lecture des registres, archive,
  tableaux, page d'accueil, empreinte du zip, rangement au stockage) ;
- la référence : `zip -0` des mêmes fichiers, puis `sha256sum` de chacun.

La mémoire est la plus haute d'un processus neuf, par la commande `dossier_preuves` ; celle de
l'application seule, par `check`, se dit à côté. Le nombre de requêtes se compte à 50 fichiers,
puis à tous. Il faut `zip` et `sha256sum`.
Seuils : dossier ≤ 1,3 × référence ; mémoire ≤ 150 Mo ; autant de requêtes.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import banc
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.models import Document, FamilleDocument, TypeDocument, VersionDocument
from engagements.models import Engagement, Module, Referentiel
from pilotage.dossier.fabrication import fabriquer
from pilotage.dossier.lecture import Etendue
from pilotage.models import DossierDePreuves

SEUIL, SEUIL_MEMOIRE, SERVICES, PEU = 1.3, 150, 20, 50
LE = date(2022, 12, 31)
# Linux garde le plus haut d'un programme dans VmHWM ; celui de getrusage compterait le père.
DIRE_SA_MEMOIRE = """
import re
from pathlib import Path
from django.core.management import execute_from_command_line
execute_from_command_line()
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


class Banc:
    brouillon = Path(banc.jetable.name) / "brouillon.zip"

    def __init__(self):
        self.site, self.services = banc.peupler(SERVICES)
        self.referent = banc.designer("referent", "referent_qualite", self.site)
        famille = FamilleDocument.objects.create(cle="procedure", libelle="Procédures")
        self.type = TypeDocument.objects.create(
            cle="fiche_procedure", libelle="Fiche de procédure", prefixe="FP", famille=famille
        )
        referentiel = Referentiel.objects.create(code="banc", intitule="Banc", version="1", date=LE)
        module = Module.objects.create(
            referentiel=referentiel, numero=1, intitule="Tous", caractere="obligatoire", ordre=1
        )
        self.engagements = [
            Engagement.objects.create(module=module, numero=n, intitule=f"Promesse {n}", ordre=n)
            for n in range(1, 24)
        ]

    def remplir(self, rangs: range, octets: int) -> None:
        """Des fichiers sans répétition, inscrits sans les travaux d'indexation qui suivent."""
        for rang in rangs:
            document = Document(
                departement=self.site.departement,
                service=self.services[rang % SERVICES],
                type=self.type,
                reference=f"FP-{rang:05d}",
                intitule="Accueillir un usager",
                etat=Document.Etat.EN_VIGUEUR,
                date_effet=date(2022, 1, 1),
            )
            Document.objects.bulk_create([document])
            document.engagements.through.objects.create(
                document=document, engagement=self.engagements[rang % 23]
            )
            contenu = os.urandom(octets)
            version = VersionDocument(
                document=document,
                numero=1,
                nom="fiche.pdf",
                taille=octets,
                type="application/pdf",
                sha256=hashlib.sha256(contenu).hexdigest(),
                fichier=ContentFile(contenu, "fiche.pdf"),
                en_vigueur_du=date(2022, 1, 1),
            )
            VersionDocument.objects.bulk_create([version])

    def requetes(self) -> int:
        etendue = Etendue(self.site.departement, LE, self.referent)
        with self.brouillon.open("wb") as flux, CaptureQueriesContext(connection) as lues:
            fabriquer(etendue, flux)
        self.brouillon.unlink()
        return len(lues)

    def dossier(self) -> None:
        dossier = DossierDePreuves(
            departement=self.site.departement, le=LE, demandeur=self.referent
        )
        self.production = DossierDePreuves.objects.inscrire(dossier).production
        self.production.produire()
        self.production.refresh_from_db()
        assert self.production.fichier, self.production.erreur
        assert self.production.rapport["absents"] == self.production.rapport["abimes"] == 0

    def reference(self) -> None:
        depots = Path(os.environ["MEDIA_ROOT"]) / "documents"
        zip_ = Path(banc.jetable.name) / "reference.zip"
        subprocess.run(["zip", "-0", "-q", "-r", zip_, depots], check=True)
        fichiers = sorted(str(f) for f in depots.rglob("*") if f.is_file())
        subprocess.run(["sha256sum", *fichiers], check=True, stdout=subprocess.DEVNULL)

    def effacer(self) -> None:
        """Hors de la mesure : l'archive d'avant."""
        if production := getattr(self, "production", None):
            production.effacer_les_fichiers()
        (Path(banc.jetable.name) / "reference.zip").unlink(missing_ok=True)


def memoire(*commande: str) -> float:
    """Mo que tient au plus haut un processus neuf qui joue cette commande, et qui le dit."""
    fils = subprocess.run(
        [sys.executable, "-c", DIRE_SA_MEMOIRE, *commande],
        cwd=banc.RACINE,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return int(fils.stdout.splitlines()[-1]) / 1024


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--fichiers", type=int, default=500)
    options.add_argument("--mo", type=int, default=1000)
    options.add_argument("--essais", type=int, default=3)
    choix = options.parse_args()
    mesure, octets = Banc(), choix.mo * 1_000_000 // choix.fichiers
    mesure.remplir(range(PEU), octets)
    mesure.requetes()  # ce qui ne se lit qu'une fois par minute
    peu = mesure.requetes()
    mesure.remplir(range(PEU, choix.fichiers), octets)
    beaucoup = mesure.requetes()
    gestes = {"dossier": mesure.dossier, "référence": mesure.reference}
    medianes = banc.mesurer(gestes, choix.essais, avant=mesure.effacer, horloge=time.perf_counter)
    print(f"{choix.fichiers} fichiers, {choix.mo} Mo, {choix.essais} essais : médianes")
    for nom, duree in medianes.items():
        print(f"  {nom:14} {duree:6.2f} s  × {duree / medianes['référence']:.2f} référence")
    print(f"  requêtes : {peu} pour {PEU} fichiers, {beaucoup} pour {choix.fichiers}")
    banc.juger("dossier", medianes["dossier"] / medianes["référence"], SEUIL)
    au_repos = memoire("check")
    sortie = f"--sortie={mesure.brouillon}"
    au_plus_haut = memoire("dossier_preuves", f"--date={LE}", sortie)
    print(f"  mémoire : {au_plus_haut:.0f} Mo au plus haut, dont {au_repos:.0f} pour l'application")
    banc.juger("mémoire du processus entier", au_plus_haut, SEUIL_MEMOIRE, "{:.0f} Mo")
    banc.juger("requêtes", beaucoup / peu, 1)


if __name__ == "__main__":
    main()
