"""Le calendrier des contrôles : quelle grille est attendue, en quelle période, et ce qu'il en est.

La périodicité vient du questionnaire, en mois ; une période est civile (socle/periodes.py).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, TypeVar

from qualepref.socle.periodes import Genre, Periode, periodes_entre

Cle = TypeVar("Cle", bound=Hashable)
GENRES = {genre.mois: genre for genre in Genre}
BIENTOT = timedelta(days=31)


class Situation(StrEnum):
    """Où en est un contrôle attendu, un jour donné ; de la plus pressante à la moins."""

    MANQUE = "manque"
    EN_COURS = "en_cours"
    A_FAIRE = "a_faire"
    A_VENIR = "a_venir"
    FAIT = "fait"


MOTS = {
    Situation.MANQUE: "manqué",
    Situation.EN_COURS: "en cours",
    Situation.A_FAIRE: "à faire",
    Situation.A_VENIR: "à venir",
    Situation.FAIT: "fait",
}
RANGS = {situation: rang for rang, situation in enumerate(Situation)}


def genre_de(periodicite_mois: int | None) -> Genre | None:
    """Le genre de période d'une périodicité ; None si elle n'en a pas (tous les deux mois…)."""
    return GENRES.get(periodicite_mois)


def attendus(annee: int, periodicite_mois: int | None) -> list[Periode]:
    """Les périodes de l'année où la grille est attendue ; aucune sans périodicité connue."""
    genre = genre_de(periodicite_mois)
    if genre is None:
        return []
    return periodes_entre(date(annee, 1, 1), date(annee, 12, 31), genre)


def periode_du_jour(jour: date, periodicite_mois: int | None) -> Periode:
    """Celle d'un contrôle fait ce jour-là ; sans périodicité, le mois."""
    return Periode.contenant(jour, genre_de(periodicite_mois) or Genre.MOIS)


def situation(debut: date, echeance: date, *, fait: bool, commence: bool, le: date) -> Situation:
    """`echeance` : dernier jour pour le faire. Passé ce jour, commencé ne suffit pas."""
    if fait:
        return Situation.FAIT
    if echeance < le:
        return Situation.MANQUE
    if commence:
        return Situation.EN_COURS
    return Situation.A_FAIRE if debut <= le else Situation.A_VENIR


class Attendu(NamedTuple):
    """Un contrôle placé dans l'année : la ligne qui le porte, sa période, où il en est."""

    ligne: Hashable
    debut: date
    echeance: date
    situation: Situation
    objet: object


@dataclass(frozen=True)
class Case:
    """Un mois d'une ligne : ce qui y échoit, le plus pressant d'abord."""

    mois: int
    attendus: tuple[Attendu, ...] = ()


@dataclass(frozen=True)
class Ligne:
    """Une grille en un lieu, sur douze mois."""

    cle: Hashable
    cases: tuple[Case, ...] = field(default=())


def tableau(annee: int, controles: Iterable[Attendu], ordre: Sequence[Cle]) -> list[Ligne]:
    """Une ligne par clé d'`ordre`, douze cases : un contrôle est dans le mois de son échéance."""
    par_case: dict[tuple, list[Attendu]] = {}
    for un in controles:
        if un.echeance.year == annee:
            par_case.setdefault((un.ligne, un.echeance.month), []).append(un)
    return [Ligne(cle, tuple(_case(cle, mois, par_case) for mois in range(1, 13))) for cle in ordre]


def _case(cle: Cle, mois: int, par_case: Mapping[tuple, list[Attendu]]) -> Case:
    siens = par_case.get((cle, mois), [])
    return Case(mois, tuple(sorted(siens, key=lambda un: (RANGS[un.situation], un.echeance))))


def compter(situations: Iterable[Situation]) -> dict[Situation, int]:
    """Combien de chaque sorte, dans l'ordre d'urgence ; zéro compris."""
    comptes = dict.fromkeys(Situation, 0)
    for une in situations:
        comptes[une] += 1
    return comptes
