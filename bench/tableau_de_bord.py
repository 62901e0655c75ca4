"""Mesure la page d'un tableau de bord chaude, en rapport à une page de liste.

    .venv/bin/python bench/tableau_de_bord.py [--demandes 20000] [--sites 8] [--essais 15]

Un référent demande, par le client de Django, à tour de rôle :

- la liste : vingt-cinq demandes parmi toutes celles du département, ses filtres et ses vues ;
- le tableau de bord publié d'un trimestre, tous ses indicateurs mesurés dans chaque site, avec
  ses graphiques, ses détails par lieu et leurs liens ;
- la fiche d'un indicateur relevé, et sa comparaison par sites, puis par mois.

Base SQLite jetable, ou celle de DATABASE_URL, vide et jetable aussi. `--profil` dit où passe le
temps du tableau. Les rapports se comparent d'une machine à l'autre ; les secondes, non.
"""

import argparse
import cProfile
import pstats
from datetime import date, timedelta
from functools import partial

import banc
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pilotage.grandeurs import Nature
from pilotage.models import Indicateur, Mesure, TableauDeBord
from pilotage.tableaux import donnees_du_tableau, series_pour
from qualepref.socle.models import Site
from qualepref.socle.periodes import Periode, periodes_entre
from suivi.models import Canal, Demande
from suivi.models import Nature as NatureDemande

SEUIL = 2
SERVICES = 12
TRIMESTRE, ARRETE = Periode.lire("2022-T4"), date(2022, 12, 31)
DEBUT = date(2021, 1, 1)


def remplir_le_registre(services, nombre: int) -> None:
    """Arrivées sur deux ans, quatre sur cinq répondues."""
    Demande.objects.bulk_create(
        (demande(rang, services[rang % len(services)]) for rang in range(nombre)), batch_size=1000
    )


def demande(rang: int, service) -> Demande:
    arrivee = DEBUT + timedelta(days=rang * 730 // 20_000 % 730)
    return Demande(
        departement=service.site.departement,
        site=service.site,
        service=service,
        canal=(Canal.COURRIEL, Canal.COURRIER)[rang % 2],
        nature=NatureDemande.INFORMATION_GENERALE,
        numero=f"D-{rang:06d}",
        objet=f"Demande d'essai n° {rang} : titre de séjour & rendez-vous",
        date_arrivee=arrivee,
        date_echeance=arrivee + timedelta(days=15),
        date_reponse=arrivee + timedelta(days=rang % 20) if rang % 5 else None,
        cle_doublon=f"{rang}",
    )


def mesurer_partout(departement, sites: list[Site]) -> None:
    """Chaque indicateur relevé, à chaque période de son pas, dans chaque site ou compte."""
    mesures = []
    for indicateur in Indicateur.objects.exclude(source=Indicateur.Source.CALCULE):
        comptes = {"compte", "type_titre"} & set(indicateur.ventilation)
        lieux = (
            [{"modalite": f"Compte {n}"} for n in range(3)]
            if comptes
            else [{"site": site} for site in sites]
        )
        for periode in periodes_entre(DEBUT, ARRETE, indicateur.pas):
            for rang, lieu in enumerate(lieux):
                mesures.append(mesure(departement, indicateur, periode, rang, lieu))
    Mesure.objects.bulk_create(mesures)


def mesure(departement, indicateur, periode: Periode, rang: int, lieu: dict) -> Mesure:
    est_nombre = indicateur.definition.nature is Nature.NOMBRE
    une = Mesure(
        departement=departement,
        indicateur=indicateur,
        pas=periode.genre,
        date_debut=periode.debut,
        date_fin=periode.fin,
        numerateur=70 + (periode.debut.month * 7 + rang * 3) % 30,
        denominateur=None if est_nombre else 100,
        source=indicateur.source,
        **lieu,
    )
    une.completer()
    return une


class Banc:
    def __init__(self, demandes: int, sites: int):
        site, services = banc.peupler(SERVICES, regles=True)
        departement = site.departement
        autres = [
            Site.objects.create(
                departement=departement,
                code=f"SP{n}",
                nom=f"Sous-préfecture n° {n}",
                type=Site.Type.SOUS_PREFECTURE,
            )
            for n in range(1, sites)
        ]
        remplir_le_registre(services, demandes)
        mesurer_partout(departement, [site, *autres])
        with connection.cursor() as curseur:
            curseur.execute("ANALYZE")
        self.referent = banc.designer("referente", "referent_qualite", site)
        self.client = banc.navigateur(self.referent)
        tableau = TableauDeBord.objects.create(departement=departement, trimestre=TRIMESTRE.cle)
        series = series_pour(departement, TRIMESTRE, ARRETE)
        tableau.garder(donnees_du_tableau(series, TRIMESTRE))
        tableau.publier(par=self.referent)
        decroche = Indicateur.objects.get(code="TEL-DECROCHE")
        comparer = reverse("pilotage:indicateur_comparer", args=[decroche.pk])
        self.pages = {
            "liste": reverse("suivi:demande_list"),
            "tableau de bord": tableau.get_absolute_url(),
            "fiche d'un indicateur": f"{decroche.get_absolute_url()}?periode={TRIMESTRE.cle}",
            "sites comparés": f"{comparer}?axe=site&periode=2022",
            "mois comparés": f"{comparer}?axe=pas",
        }

    def ouvrir(self, adresse: str) -> bytes:
        reponse = self.client.get(adresse)
        assert reponse.status_code == 200, adresse
        return reponse.content

    def compter(self, adresse: str) -> tuple[int, int]:
        """Les requêtes de la page, et son poids en kilo-octets."""
        self.ouvrir(adresse)
        with CaptureQueriesContext(connection) as captees:
            octets = self.ouvrir(adresse)
        return len(captees), len(octets) // 1024


def profiler(mesure_: Banc) -> None:
    adresse = mesure_.pages["tableau de bord"]
    mesure_.ouvrir(adresse)
    profil = cProfile.Profile()
    for _ in range(5):
        profil.runcall(mesure_.ouvrir, adresse)
    pstats.Stats(profil).sort_stats("cumulative").print_stats(45)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--demandes", type=int, default=20_000)
    options.add_argument("--sites", type=int, default=8)
    options.add_argument("--essais", type=int, default=15)
    options.add_argument("--profil", action="store_true")
    choix = options.parse_args()
    mesure_ = Banc(choix.demandes, choix.sites)
    if choix.profil:
        return profiler(mesure_)
    gestes = {nom: partial(mesure_.ouvrir, adresse) for nom, adresse in mesure_.pages.items()}
    medianes = banc.mesurer(gestes, choix.essais, chauffe=3)
    print(f"{choix.demandes} demandes, {choix.sites} sites, {connection.vendor} : médianes")
    for nom, adresse in mesure_.pages.items():
        requetes, poids = mesure_.compter(adresse)
        rapport = medianes[nom] / medianes["liste"]
        print(
            f"  {nom:24} {medianes[nom] * 1000:7.1f} ms  × {rapport:4.2f}"
            f"  {requetes} requêtes, {poids} ko"
        )
    rapport = medianes["tableau de bord"] / medianes["liste"]
    banc.juger("Tableau de bord, en pages de liste", rapport, SEUIL)


if __name__ == "__main__":
    main()
