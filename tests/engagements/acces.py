"""Table des droits des engagements : une ligne par URL (voir tests/test_droits.py)."""

from tests import factories
from tests.acces import TOUS, Acces


def referentiel(decor):
    return factories.ReferentielFactory(pilotage={"intitule": "Pilotage", "statut": "proposé"})


def module(decor):
    return factories.ModuleFactory()


def engagement(decor):
    return factories.EngagementFactory()


ACCES = {
    "engagements:referentiel_list": Acces(TOUS),
    "engagements:referentiel_detail": Acces(TOUS, referentiel, ailleurs=200),
    "engagements:referentiel_pilotage": Acces(TOUS, referentiel, ailleurs=200),
    "engagements:module_detail": Acces(TOUS, module, ailleurs=200),
    "engagements:engagement_detail": Acces(TOUS, engagement, ailleurs=200),
}
