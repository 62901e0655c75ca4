"""Table des droits des enquêtes : une ligne par URL (voir tests/test_droits.py)."""

from tests.acces import Acces
from tests.enquetes import (
    acces_controles,
    acces_enquetes,
    acces_public,
    acces_questionnaires,
    acces_resultats,
)

ACCES: dict[str, Acces] = {
    **acces_controles.ACCES,
    **acces_enquetes.ACCES,
    **acces_public.ACCES,
    **acces_questionnaires.ACCES,
    **acces_resultats.ACCES,
}
