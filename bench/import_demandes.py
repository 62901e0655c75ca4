"""Mesure l'import en arrière-plan d'un registre de 60 000 demandes.

    .venv/bin/python bench/import_demandes.py [--lignes 60000] [--essais 3]

À tour de rôle, sur le même classeur de 12 colonnes et 40 services, dans une base vidée :

- l'import : la production que lance la page (fichier reçu, reconnaissance, lecture de chaque ligne,
  doublons, échéances et leur explication, identités, rapport, journal) ;
- la vérification : la même production en essai, défaite à la fin ;
- le plancher : la feuille lue par python-calamine, puis un simple `bulk_create`, dans une
  transaction et par les mêmes lots, des demandes que l'import a faites, déjà toutes calculées.

Le plancher n'écrit pas d'identité et ne calcule rien. Seuil : import ≤ 3 × plancher.
"""

import argparse
import random
import resource
from datetime import date, timedelta
from io import BytesIO

import banc
from django.core.files.base import ContentFile
from django.db import connection, transaction
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from qualepref.socle.models import Agent, Production
from suivi.lecture.rapprochement import TRANCHE
from suivi.models import Demande, Identite

SEUIL, SERVICES, JOURS = 3, 40, 365
TITRES = (
    *("N°", "Date d'arrivée", "Canal", "Nature", "Service", "Objet", "Usager", "Coordonnées"),
    *("Date AR", "Date de réponse", "Thème", "Observations"),
)
CANAUX = ("courriel", "mail", "Courrier", "Formulaire internet", "E-mail", "lettre", "téléphone")
NATURES = ("Information générale", "suivi de dossier", "Réclamation", "RDV", "autre", "DIG")
OBJETS = ("Titre de séjour", "Permis de conduire", "Carte grise", "Naturalisation", "Association")


def classeur(lignes: int) -> bytes:
    """Un registre d'un an comme en tiennent les services, écritures variées comprises."""
    livre, de = Workbook(write_only=True), random.Random(2022)
    feuille = livre.create_sheet("Suivi 2022")
    feuille.append(TITRES)
    for rang in range(lignes):
        feuille.append(ligne(rang, de))
    sortie = BytesIO()
    livre.save(sortie)
    return sortie.getvalue()


def ligne(rang: int, de: random.Random) -> list:
    arrivee = date(2022, 1, 1) + timedelta(days=de.randrange(JOURS))
    reponse = arrivee + timedelta(days=de.randrange(25)) if de.random() < 0.9 else "en cours"
    return [
        rang + 1,
        f"{arrivee:%d/%m/%Y}" if de.random() < 0.1 else arrivee,
        de.choice(CANAUX),
        de.choice(NATURES),
        f"Bureau n° {de.randrange(SERVICES) + 1}",
        f"{de.choice(OBJETS)} : pièce manquante au dossier {de.randrange(10**6)}",
        f"Usager {rang:06d}",
        f"usager{rang:06d}@example.org",
        arrivee + timedelta(days=1) if de.random() < 0.5 else None,
        reponse,
        de.choice(OBJETS),
        "Relancé par téléphone" if de.random() < 0.2 else None,
    ]


class Banc:
    """Le classeur, l'agent qui le dépose, et les trois gestes."""

    def __init__(self, lignes: int):
        site, _ = banc.peupler(SERVICES, regles=True)
        self.agent: Agent = banc.designer("referent", "referent_qualite", site)
        self.octets, self.lignes = classeur(lignes), lignes

    def vider(self) -> None:
        with connection.cursor() as curseur:
            for modele in (Identite, Demande, Production):
                curseur.execute(f"DELETE FROM {modele._meta.db_table}")

    def produire(self, essai: bool = False) -> None:
        production = Production.objects.create(
            departement=self.agent.departement,
            demandeur=self.agent,
            genre="import",
            objet="demandes",
            titre="Import de mesure",
            source=ContentFile(self.octets, "suivi.xlsx"),
            parametres={"nom": "suivi.xlsx", "essai": essai, "partiel": True},
        )
        production.produire()
        production.refresh_from_db()
        assert production.rapport["creees"] == self.lignes, production.erreur

    def retenir(self) -> None:
        """Les demandes du plancher : celles d'un import, sans leur clé."""
        self.vider()
        self.produire()
        assert Identite.objects.count() == self.lignes
        self.demandes = list(Demande.objects.order_by("pk"))

    def lire(self) -> None:
        livre = CalamineWorkbook.from_filelike(BytesIO(self.octets))
        assert len(livre.get_sheet_by_index(0).to_python()) == self.lignes + 1

    def ecrire(self) -> None:
        for demande in self.demandes:
            demande.pk = None
        with transaction.atomic():
            Demande.objects.bulk_create(self.demandes, batch_size=TRANCHE)

    def plancher(self) -> None:
        self.lire()
        self.ecrire()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--lignes", type=int, default=60_000)
    options.add_argument("--essais", type=int, default=3)
    choix = options.parse_args()
    mesure = Banc(choix.lignes)
    debut = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mesure.retenir()
    pic = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gestes = {
        "import": mesure.produire,
        "vérification": lambda: mesure.produire(essai=True),
        "plancher": mesure.plancher,
        "dont calamine": mesure.lire,
    }
    medianes = banc.mesurer(gestes, choix.essais, avant=mesure.vider)
    print(f"{choix.lignes} lignes, {connection.vendor}, {choix.essais} essais : médianes")
    for nom, duree in medianes.items():
        print(f"  {nom:14} {duree:6.2f} s  × {duree / medianes['plancher']:.2f} plancher")
    print(f"  mémoire : {debut // 1024} Mo avant l'import, {pic // 1024} Mo au plus haut")
    banc.juger("import", medianes["import"] / medianes["plancher"], SEUIL)


if __name__ == "__main__":
    main()
