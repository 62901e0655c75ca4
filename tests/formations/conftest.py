import json
from io import StringIO

import pytest
from django.conf import settings as reglages
from django.core.management import call_command

from tests.attendus import ARRETE, CLASSEURS
from tests.tableurs import xlsx

CLASSEUR = CLASSEURS / "tableau-formations-2022.xlsx"
ENTETE = ["Agent", "Service", "Thème", "Statut", "Date de prise de poste"]
ENTETE += ["Date de dernière formation", "Formation 2022", "Date de la session", "Suivie"]
ENTETE += ["Observations"]


@pytest.fixture
def regles(db):
    """Les thèmes, le catalogue et la règle du tutorat livrés."""
    fichier = reglages.RACINE / "formations" / "donnees" / "formations.yaml"
    call_command("charger_referentiel", fichier, verbosity=0, stdout=StringIO())


@pytest.fixture
def isere(regles):
    """L'organisation du jeu d'essai."""
    call_command(
        "charger_organisation", CLASSEURS / "organisation.yaml", verbosity=0, stdout=StringIO()
    )


@pytest.fixture
def importer(tmp_path, settings):
    """Importe des octets ou un fichier par la commande et rend le rapport."""
    settings.ARRETE = ARRETE

    def importer(contenu=CLASSEUR, **options):
        rapport = tmp_path / "rapport.json"
        chemin = contenu
        if isinstance(contenu, bytes):
            chemin = tmp_path / "formations.xlsx"
            chemin.write_bytes(contenu)
        options = {"departement": "38", "rapport": rapport, "verbosity": 0} | options
        sorties = {"stdout": StringIO(), "stderr": StringIO()}
        call_command("importer", "formations", chemin, **options, **sorties)
        return json.loads(rapport.read_text())

    return importer


@pytest.fixture
def suivi(isere, importer):
    """Importe les lignes données, sous l'en-tête d'un suivi d'agents."""

    def importer_lignes(*lignes, entete=ENTETE, **options):
        largeur = len(entete)
        pleines = [[*ligne, *[None] * (largeur - len(ligne))] for ligne in lignes]
        return importer(xlsx(entete, *pleines), **{"partiel": True} | options)

    return importer_lignes


@pytest.fixture
def modifier():
    """Ouvre une fiche, change des champs et l'envoie, comme le ferait la page."""

    def modifier(client, url, saisie):
        lue = client.get(url).context["form"]["empreinte"].value()
        return client.post(url, {"empreinte": lue, **saisie})

    return modifier
