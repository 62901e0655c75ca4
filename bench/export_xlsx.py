"""Mesure l'export Excel d'une liste de 50 000 demandes, et la mémoire qu'il prend.

    .venv/bin/python bench/export_xlsx.py [--lignes 50000] [--essais 5]

Un référent connecté demande, par le client de Django, la page de liste avec `?export=xlsx` :

- l'export : droits, filtres, requête, colonnes cachées comprises, classeur et journal ;
- le plancher : les mêmes cellules, déjà lues et en mémoire, écrites par openpyxl en `write_only`.

La mémoire est le plus haut de ce qu'un processus fils alloue pour un export (tracemalloc) : plate,
elle est la même pour 5 000 et pour 50 000 lignes, à la taille du fichier rendu près.
Seuil : export ≤ 1,5 × plancher.
"""

import argparse
import os
import subprocess
import sys
import tracemalloc
from datetime import date, timedelta
from io import BytesIO

import banc
from django.db import connection
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from qualepref.socle.models import Service, Site
from suivi.models import Canal, Demande, Nature

SEUIL, SERVICES = 1.5, 40
TAILLES = (5_000, 50_000)


def remplir(site: Site, services: list[Service], nombre: int) -> None:
    demandes = (demande(rang, site, services[rang % SERVICES]) for rang in range(nombre))
    Demande.objects.bulk_create(demandes, batch_size=2000)


def demande(rang: int, site: Site, service: Service) -> Demande:
    arrivee = date(2020, 1, 1) + timedelta(days=rang % 1096)
    return Demande(
        departement=site.departement,
        site=site,
        service=service,
        canal=Canal.values[rang % len(Canal.values)],
        nature=Nature.values[rang % len(Nature.values)],
        numero=f"D-{rang:06d}",
        objet=f"Demande d'essai n° {rang} : titre de séjour & rendez-vous",
        date_arrivee=arrivee,
        date_echeance=arrivee + timedelta(days=15),
        date_reponse=arrivee + timedelta(days=rang % 20) if rang % 3 else None,
        cle_doublon=f"{rang}",
    )


class Banc:
    def __init__(self, lignes: int):
        site, services = banc.peupler(SERVICES)
        remplir(site, services, lignes)
        self.client = banc.navigateur(banc.designer("referent", "referent_qualite", site))
        self.adresse, self.lignes = f"{reverse('suivi:demande_list')}?export=xlsx", lignes

    def exporter(self) -> bytes:
        reponse = self.client.get(self.adresse)
        assert reponse.status_code == 200
        return reponse.content

    def retenir(self) -> None:
        """Les cellules du plancher : celles du classeur exporté."""
        feuille = load_workbook(BytesIO(self.exporter()), read_only=True).active
        self.cellules = [
            [valeur.date() if hasattr(valeur, "date") else valeur for valeur in ligne]
            for ligne in feuille.iter_rows(values_only=True)
        ]
        assert len(self.cellules) == self.lignes + 1

    def plancher(self) -> None:
        livre = Workbook(write_only=True)
        feuille = livre.create_sheet("demandes")
        for ligne in self.cellules:
            feuille.append(ligne)
        livre.save(BytesIO())


def memoire_d_un_fils(lignes: int) -> float:
    """Mo qu'un export prend en plus, à son plus haut, dans un processus neuf et sous SQLite."""
    environnement = {nom: valeur for nom, valeur in os.environ.items() if nom != "DATABASE_URL"}
    fils = subprocess.run(
        [sys.executable, __file__, "--lignes", str(lignes), "--fils"],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environnement,
    )
    return float(fils.stdout)


def dire_sa_memoire(mesure: Banc) -> None:
    """Dans le fils : la page de liste d'abord, qui charge tout ce qui ne sert qu'une fois."""
    mesure.client.get(mesure.adresse, {"export": "", "q": "rien de tel"})
    tracemalloc.start()
    mesure.exporter()
    print(tracemalloc.get_traced_memory()[1] / 2**20)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--lignes", type=int, default=50_000)
    options.add_argument("--essais", type=int, default=5)
    options.add_argument("--fils", action="store_true", help=argparse.SUPPRESS)
    choix = options.parse_args()
    mesure = Banc(choix.lignes)
    if choix.fils:
        return dire_sa_memoire(mesure)
    mesure.retenir()
    gestes = {"export": mesure.exporter, "plancher": mesure.plancher}
    medianes = banc.mesurer(gestes, choix.essais)
    print(f"{choix.lignes} lignes, {connection.vendor}, {choix.essais} essais : médianes")
    for nom, duree in medianes.items():
        print(f"  {nom:14} {duree:6.2f} s  × {duree / medianes['plancher']:.2f} plancher")
    for lignes in TAILLES:
        print(f"  mémoire de plus pour {lignes} lignes : {memoire_d_un_fils(lignes):.1f} Mo")
    banc.juger("export", medianes["export"] / medianes["plancher"], SEUIL)


if __name__ == "__main__":
    main()
