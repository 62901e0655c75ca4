"""Table des droits des documents : une ligne par URL (voir tests/test_droits.py)."""

from tests.acces import TOUS, Acces

ACCES = {
    "documents:typedocument_list": Acces(TOUS),
}
