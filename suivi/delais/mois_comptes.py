"""Un délai dessiné jour par jour : ce que chaque case du mois dit du compte."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qualepref.socle.typographie import JOURS, MOIS
from suivi.delais.echeances import Echeance

MOIS_MAXIMUM = 6  # au-delà, la liste des jours non comptés dit mieux


class Marque(StrEnum):
    """Ce qu'un jour est pour le délai."""

    ARRIVEE = "arrivee"
    COMPTE = "compte"
    EXCLU = "exclu"
    ECHEANCE = "echeance"
    HORS = "hors"


@dataclass(frozen=True)
class Case:
    """Un jour du mois ; `rang` : le combien compté ; `dit` : la même chose en mots."""

    jour: date
    marque: Marque
    dit: str = ""
    rang: int | None = None


@dataclass(frozen=True)
class Mois:
    """Les semaines d'un mois, du lundi au dimanche ; une case vide est d'un autre mois."""

    JOURS = JOURS

    libelle: str
    semaines: list[list[Case | None]]


def mois_comptes(echeance: Echeance) -> list[Mois]:
    """De l'arrivée à l'échéance, ou au jour de la suspension ; vide si c'est trop long."""
    fin = echeance.date or echeance.suspendue_le
    if fin is None:
        return []
    premier, dernier = (jour.year * 12 + jour.month - 1 for jour in (echeance.arrivee, fin))
    if dernier - premier >= MOIS_MAXIMUM:
        return []
    cases = _cases(echeance, fin)
    return [_mois(*divmod(rang, 12), cases) for rang in range(premier, dernier + 1)]


def _cases(echeance: Echeance, fin: date) -> dict[date, Case]:
    exclus = {e.jour: e.motif for e in (*echeance.jours_exclus, *echeance.report)}
    cases = {echeance.arrivee: Case(echeance.arrivee, Marque.ARRIVEE, "arrivée, ne compte pas")}
    rang = 0
    for ordinal in range(echeance.arrivee.toordinal() + 1, fin.toordinal() + 1):
        jour = date.fromordinal(ordinal)
        if jour in exclus and jour not in (echeance.date, echeance.terme):
            cases[jour] = Case(jour, Marque.EXCLU, exclus[jour])
            continue
        rang += 1
        cases[jour] = _case_comptee(jour, min(rang, echeance.jours), echeance)
    return cases


def _case_comptee(jour: date, rang: int, echeance: Echeance) -> Case:
    """Le jour où une échéance est reportée n'est pas un jour compté de plus."""
    ordinal = "1er" if rang == 1 else f"{rang}e"
    if jour != echeance.date:
        return Case(jour, Marque.COMPTE, f"{ordinal} jour compté", rang)
    if echeance.report:
        return Case(jour, Marque.ECHEANCE, "échéance reportée")
    return Case(jour, Marque.ECHEANCE, f"{ordinal} jour compté, échéance", rang)


def _mois(annee: int, rang: int, cases: dict[date, Case]) -> Mois:
    semaines = [
        [_case(jour, rang + 1, cases) for jour in semaine]
        for semaine in Calendar().monthdatescalendar(annee, rang + 1)
    ]
    return Mois(f"{MOIS[rang]} {annee}", semaines)


def _case(jour: date, mois: int, cases: dict[date, Case]) -> Case | None:
    return cases.get(jour, Case(jour, Marque.HORS)) if jour.month == mois else None
