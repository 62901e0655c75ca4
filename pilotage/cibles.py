"""La cible du moment : un département en change en cours d'année, le passé garde la sienne.

Une période se juge à la cible en vigueur à son dernier jour.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from pilotage.grandeurs import Definition


@dataclass(frozen=True)
class CibleDatee:
    """Ce qu'un département vise à partir d'un jour ; sans valeur, il suit sans viser."""

    date_effet: date
    valeur: Fraction | None
    sens: str


def en_vigueur(cibles: Iterable[CibleDatee], jour: date) -> CibleDatee | None:
    """La dernière cible entrée en vigueur ce jour-là au plus tard."""
    passees = [cible for cible in cibles if cible.date_effet <= jour]
    return max(passees, key=lambda cible: cible.date_effet, default=None)


def viser(definition: Definition, cibles: Iterable[CibleDatee], jour: date) -> Definition:
    """La définition avec la cible du jour ; à défaut de cible du département, celle d'origine."""
    cible = en_vigueur(cibles, jour)
    return replace(definition, cible=cible.valeur, sens=cible.sens) if cible else definition
