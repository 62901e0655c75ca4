"""Un indicateur qui se relève est-il à jour ? Sa période attendue, puis ce que l'on en sait.

Source : `delai_disponibilite_jours`, les jours laissés après la fin d'une période avant d'en
signaler l'absence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pilotage.grandeurs import Suspension
from qualepref.socle.periodes import Genre, Periode


class Etat(StrEnum):
    CALCULE = "calcule"
    A_JOUR = "a_jour"
    EN_RETARD = "en_retard"
    PERIME = "perime"
    SUSPENDU = "suspendu"


MOTS = {
    Etat.CALCULE: "calculé",
    Etat.A_JOUR: "à jour",
    Etat.EN_RETARD: "en retard",
    Etat.PERIME: "périmé",
    Etat.SUSPENDU: "suspendu",
}
EN_DEFAUT = {Etat.EN_RETARD, Etat.PERIME}


@dataclass(frozen=True)
class Fraicheur:
    """`attendue` : la dernière période dont le délai est passé ; `derniere` : jour mesuré."""

    etat: Etat
    attendue: Periode | None = None
    limite: date | None = None
    derniere: date | None = None

    @property
    def mot(self) -> str:
        return MOTS[self.etat]

    @property
    def est_en_defaut(self) -> bool:
        return self.etat in EN_DEFAUT

    @property
    def phrase(self) -> str:
        """« En retard : mars 2022 était attendu au plus tard le 10/04/2022, … »"""
        if not self.est_en_defaut:
            return self.mot.capitalize()
        attendu = f"{self.attendue.libelle} était attendu au plus tard le {self.limite:%d/%m/%Y}"
        if self.derniere is None:
            return f"En retard : {attendu}, aucune valeur n'est connue"
        return f"Périmé : la dernière valeur va jusqu'au {self.derniere:%d/%m/%Y}, {attendu}"


def periode_attendue(pas: Genre, delai: int, arrete: date) -> Periode:
    """La dernière période dont la fin et le délai sont passés."""
    return Periode.contenant(arrete - timedelta(days=delai), pas).precedente


def fraicheur(
    pas: Genre,
    delai: int,
    derniere: date | None,
    arrete: date,
    suspensions: Iterable[Suspension] = (),
) -> Fraicheur:
    """Ce qu'il en est à l'arrêté ; une période toute suspendue n'est pas attendue."""
    attendue = periode_attendue(pas, delai, arrete)
    if derniere is not None and derniere >= attendue.fin:
        return Fraicheur(Etat.A_JOUR, derniere=derniere)
    if any(s.couvre(attendue.debut, attendue.fin, None) for s in suspensions):
        return Fraicheur(Etat.SUSPENDU, attendue, derniere=derniere)
    etat = Etat.EN_RETARD if derniere is None else Etat.PERIME
    return Fraicheur(etat, attendue, attendue.fin + timedelta(days=delai), derniere)
