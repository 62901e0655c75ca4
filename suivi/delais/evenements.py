"""Ce qui arrive à une demande, dans l'ordre, et ce qui dans une suite n'a pas de sens.

L'histoire ne se récrit pas : une erreur de date se corrige par un événement de plus.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum


class Genre(StrEnum):
    """Ce qui peut arriver à une demande."""

    RECUE = "recue"
    ACCUSEE = "accusee"
    ATTENTE = "attente"
    SUSPENDUE = "suspendue"
    REPRISE = "reprise"
    PROLONGEE = "prolongee"
    TRANSMISE = "transmise"
    REPONDUE = "repondue"
    RETIREE = "retiree"
    RECTIFIEE = "rectifiee"
    ROUVERTE = "rouverte"

    @property
    def nom(self) -> str:
        """« la réponse » ; sert aussi à « la réponse du 3 mars »."""
        return _NOMS[self]


_NOMS = {
    Genre.RECUE: "la réception",
    Genre.ACCUSEE: "l'accusé de réception",
    Genre.ATTENTE: "la réponse d'attente",
    Genre.SUSPENDUE: "la suspension",
    Genre.REPRISE: "la reprise",
    Genre.PROLONGEE: "la prolongation",
    Genre.TRANSMISE: "la transmission",
    Genre.REPONDUE: "la réponse",
    Genre.RETIREE: "le retrait",
    Genre.RECTIFIEE: "la rectification",
    Genre.ROUVERTE: "la réouverture",
}
_A_MOTIVER = (Genre.SUSPENDUE, Genre.PROLONGEE, Genre.RECTIFIEE, Genre.ROUVERTE)


@dataclass(frozen=True)
class Evenement:
    """Un fait daté de la vie d'une demande.

    `heure` : celle de la réception, si elle est connue. `jusqua` : le jour où une suspension ou
    une attente finit d'elle-même. `reference` : ce qu'on attend, quand plusieurs attentes se
    croisent. `jours` : ceux d'une prolongation, dans l'unité de la règle. Une rectification `vise`
    un genre, à sa date d'`avant` (vide : le dernier) ; sa date d'`apres`, vide, l'annule.
    """

    genre: Genre
    le: date
    motif: str = ""
    heure: time | None = None
    jours: int | None = None
    jusqua: date | None = None
    reference: str = ""
    vise: Genre | None = None
    avant: date | None = None
    apres: date | None = None

    def __str__(self):
        """« la suspension du 03/03/2022 », « l'accusé de réception du 03/03/2022 »."""
        return f"{self.genre.nom} du {self.le:%d/%m/%Y}"

    @property
    def en_tete(self) -> str:
        """Le même en tête de phrase."""
        phrase = str(self)
        return phrase[0].upper() + phrase[1:]

    def fautes(self) -> list[str]:
        """Ce qui manque à l'événement pris seul, en phrases."""
        fautes = []
        if self.genre in _A_MOTIVER and not self.motif.strip():
            fautes.append(f"{self.en_tete} demande un motif.")
        if self.genre is Genre.PROLONGEE and (self.jours or 0) < 1:
            fautes.append(f"{self.en_tete} ne dit pas de combien de jours : au moins un.")
        if self.jusqua and self.jusqua < self.le:
            fautes.append(f"{self.en_tete} finirait le {self.jusqua:%d/%m/%Y}, avant son début.")
        if self.genre is Genre.RECTIFIEE and self.vise in (None, Genre.RECTIFIEE):
            fautes.append(f"{self.en_tete} ne dit pas quel événement elle corrige.")
        return fautes


class SuiteInvalide(ValueError):
    """Une suite d'événements n'a pas de sens ; `fautes` le dit, une phrase chacune."""

    def __init__(self, fautes: Iterable[str]):
        self.fautes = tuple(fautes)
        super().__init__(" ".join(self.fautes))


def depuis_dates(
    arrivee: date,
    *,
    heure: time | None = None,
    accuse: date | None = None,
    attente: date | None = None,
    transmission: date | None = None,
    reponse: date | None = None,
    retrait: date | None = None,
) -> list[Evenement]:
    """La suite que disent les seules dates d'une demande, reprise d'un classeur ou saisie.

    Un acte daté avant l'arrivée vaut le jour 0 ; un retrait l'emporte sur une réponse ; une
    attente datée après la fin n'attend plus rien.
    """
    close = retrait or reponse
    gestes = {
        Genre.ACCUSEE: accuse,
        Genre.ATTENTE: attente if close is None or attente is None or attente <= close else None,
        Genre.TRANSMISE: transmission,
        Genre.RETIREE if retrait else Genre.REPONDUE: close,
    }
    faits = [Evenement(genre, max(le, arrivee)) for genre, le in gestes.items() if le]
    recue = Evenement(Genre.RECUE, arrivee, heure=heure)
    return [recue, *sorted(faits, key=lambda fait: fait.le)]


def entremeler(dates: Sequence[Evenement], faits: Sequence[Evenement]) -> list[Evenement]:
    """La suite que disent ensemble les dates d'une demande et les faits inscrits à part.

    Un même jour : la réception d'abord, la clôture en vigueur en dernier ; une date passe avant
    les faits, sauf le jour d'une réouverture, qui doit la précéder. Un transfert déjà daté ne se
    répète pas.
    """
    autres = [fait for fait in faits if fait.genre is not Genre.TRANSMISE]
    rouverte = {fait.le for fait in autres if fait.genre is Genre.ROUVERTE}

    def rang(date_de_la_demande: Evenement) -> int:
        if date_de_la_demande.genre is Genre.RECUE:
            return 0
        if date_de_la_demande.genre in (Genre.REPONDUE, Genre.RETIREE):
            return 4
        return 3 if date_de_la_demande.le in rouverte else 1

    ranges = [(e.le, rang(e), e) for e in dates] + [(e.le, 2, e) for e in autres]
    return [evenement for *_, evenement in sorted(ranges, key=lambda place: place[:2])]


def fautes_d_ordre(evenements: Sequence[Evenement]) -> list[str]:
    """Une suite se donne dans l'ordre des dates : un événement qui recule est mal daté."""
    return [
        f"{suivant.en_tete} vient avant {precedent} : vérifier les deux dates."
        for precedent, suivant in zip(evenements, evenements[1:], strict=False)
        if suivant.le < precedent.le
    ]


def rectifier(evenements: Sequence[Evenement]) -> list[Evenement]:
    """La suite aux dates corrigées, sans les rectifications. Lève SuiteInvalide."""
    suite: list[Evenement] = []
    for evenement in evenements:
        if evenement.genre is not Genre.RECTIFIEE:
            suite.append(evenement)
            continue
        rang = _rang_vise(suite, evenement)
        if rang is None:
            quand = f" du {evenement.avant:%d/%m/%Y}" if evenement.avant else ""
            raise SuiteInvalide(
                [f"{evenement.en_tete} vise {evenement.vise.nom}{quand}, introuvable."]
            )
        if evenement.apres is None:
            del suite[rang]
        else:
            suite[rang] = replace(suite[rang], le=evenement.apres)
    return suite


def _rang_vise(suite: Sequence[Evenement], rectification: Evenement) -> int | None:
    rangs = (
        rang
        for rang, evenement in enumerate(suite)
        if evenement.genre is rectification.vise and rectification.avant in (None, evenement.le)
    )
    return max(rangs, default=None)
