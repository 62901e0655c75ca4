"""Table des droits des enquêtes : une ligne par URL (voir tests/test_droits.py)."""

from tests.acces import Acces

ACCES: dict[str, Acces] = {}
