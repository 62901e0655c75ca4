"""Combien de temps garder l'identité d'un usager après la clôture de sa demande.

Source : delais.yaml ne fixe rien ; deux ans couvrent le recours contentieux et la réclamation qui
revient (proposé). Un département règle sa durée par registre, et par nature s'il le veut.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

MOIS_D_ORIGINE = 24
MOIS_MAX = 120

Durees = Mapping[tuple[str, str], int]  # (registre, nature) → mois ; nature vide : le registre


def mois_gardes(durees: Durees, registre: str, nature: str = "") -> int:
    """La durée la plus précise : celle de la nature, sinon du registre, sinon celle d'origine."""
    du_registre = durees.get((registre, ""), MOIS_D_ORIGINE)
    return durees.get((registre, nature), du_registre)


def limite(le: date, mois: int) -> date:
    """Ce qui s'est clos avant ce jour ne se garde plus ; un 31 devient la fin d'un mois court."""
    annee, rang = divmod(le.year * 12 + le.month - 1 - mois, 12)
    return date(annee, rang + 1, min(le.day, monthrange(annee, rang + 1)[1]))
