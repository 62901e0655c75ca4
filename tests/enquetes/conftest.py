import json
from collections import Counter
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from enquetes.models import Questionnaire, Valeur
from qualepref.socle import chargement
from tests.attendus import ARRETE, CLASSEURS

SPHINX = CLASSEURS / "resultats-enquete-sphinx.csv"
LIVRES = sorted((settings.RACINE / "enquetes" / "questionnaires").glob("*.yaml"))
EXPORTS_CONNUS = settings.RACINE / "enquetes" / "donnees" / "exports-connus.yaml"
REFERENTIEL = settings.RACINE / "engagements" / "referentiels" / "qual-e-pref-2019.yaml"


@pytest.fixture
def referentiel_livre(db):
    chargement.charger(REFERENTIEL)


@pytest.fixture
def questionnaires(referentiel_livre):
    """Les huit questionnaires livrés, par code."""
    for chemin in LIVRES:
        chargement.charger(chemin)
    return {un.code: un for un in Questionnaire.objects.all()}


@pytest.fixture
def isere(db, settings):
    settings.ARRETE = ARRETE
    call_command(
        "charger_organisation", CLASSEURS / "organisation.yaml", verbosity=0, stdout=StringIO()
    )
    call_command("charger_referentiel", EXPORTS_CONNUS, verbosity=0, stdout=StringIO())


@pytest.fixture
def importer(isere, tmp_path):
    """Importe un fichier, ou le texte d'un CSV, par la commande ; rend le rapport, même refusé."""

    def importer(source=SPHINX, correspondance="", **options):
        rapport, dite = tmp_path / "rapport.json", tmp_path / "correspondance.yaml"
        chemin = source
        if isinstance(source, str):
            chemin = tmp_path / "export.csv"
            chemin.write_text(source, encoding="utf-8")
        if correspondance:
            dite.write_text(correspondance, encoding="utf-8")
            options["correspondance"] = dite
        options = {"departement": "38", "rapport": rapport, "verbosity": 0} | options
        sorties = {"stdout": StringIO(), "stderr": StringIO()}
        call_command("importer", "reponses-enquete", chemin, **options, **sorties)
        return json.loads(rapport.read_text())

    return importer


def decompte(**filtre):
    """{(code de question, clé du choix ou None): nombre}."""
    return Counter(Valeur.objects.filter(**filtre).values_list("question__code", "choix__cle"))
