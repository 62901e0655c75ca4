import pytest
from django.conf import settings

from enquetes.models import Questionnaire
from qualepref.socle import chargement

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
