"""Quand une lecture demandée est due, quand elle se rappelle, et combien l'ont faite.

Dates et nombres seuls, sans base. Le délai se compte en jours calendaires.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

SEMAINE = 7


def echeance(demandee: date, en_vigueur_du: date, delai_jours: int) -> date:
    """Le dernier jour pour lire : le délai court de la demande, ou de la version si elle suit.

    Une version nouvelle redemande donc la lecture, avec son délai entier.
    """
    return max(demandee, en_vigueur_du) + timedelta(days=delai_jours)


class Jalon(NamedTuple):
    """Le rappel qui vaut ce jour-là ; `cle` le distingue des précédents, `date_due` le date."""

    cle: str
    date_due: date


def jalon(due: date, relance: date | None, le: date) -> Jalon | None:
    """Le dernier rappel à dire : au délai, puis chaque semaine ; une relance passe devant.

    None : le délai court encore et personne n'a relancé.

    >>> jalon(date(2022, 3, 1), None, date(2022, 3, 9))
    Jalon(cle='s1', date_due=datetime.date(2022, 3, 1))
    """
    semaine = (le - due).days // SEMAINE
    au_delai = due + timedelta(days=SEMAINE * semaine) if semaine >= 0 else None
    if relance and relance <= le and (au_delai is None or relance > au_delai):
        return Jalon(f"r{relance:%Y%m%d}", min(due, relance))
    return Jalon(f"s{semaine}", due) if au_delai else None


@dataclass(frozen=True)
class Lecteur:
    """Un agent à qui la lecture est demandée ; `lu_le` None : pas encore."""

    agent: int
    nom: str
    service: str
    lu_le: date | None = None


@dataclass(frozen=True)
class Suivi:
    """Où en est un service : qui a lu la version en vigueur, qui ne l'a pas lue."""

    due: date
    lecteurs: Sequence[Lecteur]

    @property
    def lus(self) -> int:
        return sum(lecteur.lu_le is not None for lecteur in self.lecteurs)

    @property
    def attendus(self) -> int:
        return len(self.lecteurs)

    @property
    def restent(self) -> int:
        return self.attendus - self.lus

    @property
    def taux(self) -> float | None:
        """Proportion de lecteurs, de 0 à 1 ; None sans agent à qui demander."""
        return self.lus / self.attendus if self.attendus else None

    @property
    def pas_encore(self) -> list[Lecteur]:
        return [lecteur for lecteur in self.lecteurs if lecteur.lu_le is None]

    def est_en_retard(self, le: date) -> bool:
        return self.restent > 0 and self.due < le
