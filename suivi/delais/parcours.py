"""Où en est une demande : son état et ses deux délais, déduits de ses seuls événements.

Deux horloges partent du même jour zéro : l'accusé de réception, que rien n'arrête, et la réponse
sur le fond. Ni état ni compteur ne se rangent : une règle, un jour férié ou une rectification de
plus, et le même calcul se refait.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qualepref.socle.calendrier import Calendrier
from suivi.comptes.decompte import Compte
from suivi.delais.deroulement import Arret, Deroulement, derouler
from suivi.delais.echeances import (
    Echeance,
    calculer,
    chemin,
    date_echeance,
    delai,
    jours_utilises,
)
from suivi.delais.evenements import Evenement, Genre
from suivi.delais.interruptions import Interruption
from suivi.delais.regles import Regle

# delais.yaml, « reponse_non_due ».
NON_DUES = {
    "anonyme": "son auteur n'est pas identifié",
    "sans_adresse": "aucune adresse ne permet de lui répondre",
    "abusive": "elle est abusive, répétitive ou systématique",
    "doublon": "c'est la même demande qu'une autre, déjà enregistrée",
    "indesirable": "c'est un message publicitaire, automatique ou malveillant",
    "autre_administration": "elle relève d'une autre administration, à qui elle est transmise",
}


class Etat(StrEnum):
    """Le dernier pas franchi par la demande."""

    RECUE = "recue"
    ACCUSEE = "accusee"
    EN_ATTENTE = "en_attente"
    SUSPENDUE = "suspendue"
    TRANSMISE = "transmise"
    REPONDUE = "repondue"
    RETIREE = "retiree"

    @property
    def est_ouvert(self) -> bool:
        return self not in (Etat.REPONDUE, Etat.RETIREE)


@dataclass(frozen=True)
class PeriodeNeutre:
    """Une période suspendue par décision : ce qui y arrive sort des taux, pas des volumes."""

    debut: date
    fin: date
    motif: str = ""

    def couvre(self, jour: date) -> bool:
        return self.debut <= jour <= self.fin


@dataclass(frozen=True, kw_only=True)
class Horloge:
    """Un délai vu un jour donné, dans l'unité de sa règle.

    `faite_le` : le jour de l'acte dû. `au` : ce jour-là, ou celui où l'on regarde. `utilises` :
    jours comptés jusque-là. `restants` : jours encore à compter, négatif si l'échéance est passée,
    vide si aucun délai n'est fixé. Un délai qui n'est pas `du` ne s'apprécie pas.
    """

    echeance: Echeance
    du: bool
    faite_le: date | None
    au: date
    utilises: int
    restants: int | None

    @property
    def est_passee(self) -> bool:
        """Due, et l'échéance était passée au jour de l'acte, ou l'est au jour où l'on regarde."""
        return self.du and self.echeance.date is not None and self.au > self.echeance.date

    @property
    def est_arretee(self) -> bool:
        """Un délai est fixé mais il ne court plus : son échéance n'est pas encore connue."""
        return self.echeance.suspendue_le is not None


@dataclass(frozen=True, kw_only=True)
class Parcours:
    """Ce que les événements d'une demande disent d'elle à une date.

    `tardives` : les prolongations décidées après l'échéance, qui ne la déplacent pas.
    `neutralisee` : la période suspendue où la demande est arrivée. `compte` : ce qui vaut
    traitement, la réponse ou l'accusé.
    """

    le: date
    etat: Etat
    deroulement: Deroulement
    reponse: Horloge
    accuse: Horloge
    tardives: tuple[Evenement, ...] = ()
    non_due: str = ""
    neutralisee: PeriodeNeutre | None = None
    compte: Compte = Compte.REPONSE_FOND

    @property
    def regle(self) -> Regle:
        return self.reponse.echeance.regle

    @property
    def arrivee(self) -> date:
        """Le jour zéro : celui où la demande est réputée arrivée."""
        return self.reponse.echeance.arrivee

    @property
    def compte_dans_les_taux(self) -> bool:
        return self.reponse.du and self.neutralisee is None

    @property
    def est_en_retard(self) -> bool:
        """Ouverte, réponse due, échéance passée : en période neutralisée, le retard se voit."""
        return self.etat.est_ouvert and self.reponse.est_passee

    @property
    def suspensions(self) -> tuple[Arret, ...]:
        """Les temps d'attente que la règle retire du délai."""
        return tuple(a for a in self.deroulement.arrets if a.arrete(self.regle))


@dataclass(frozen=True)
class Dates:
    """Les deux échéances d'une demande, et depuis quand son délai attend une reprise."""

    reponse: Echeance
    accuse: Echeance
    suspendue_le: date | None = None


def dater(evenements: Sequence[Evenement], regle: Regle, calendrier: Calendrier) -> Dates:
    """Ce que la suite entière fait des deux échéances. Lève SuiteInvalide."""
    vu = derouler(evenements)
    reponse, _ = _echeance(vu, regle, calendrier)
    accuse = calculer(reponse.arrivee, regle.pour_accuse(), calendrier)
    return Dates(reponse, accuse, vu.suspendue_le or reponse.suspendue_le)


def suivre(
    evenements: Sequence[Evenement],
    regle: Regle,
    calendrier: Calendrier,
    *,
    le: date,
    non_due: str = "",
    periodes_suspendues: Iterable[PeriodeNeutre] = (),
    compte: Compte = Compte.REPONSE_FOND,
) -> Parcours:
    """Le parcours d'une demande tel qu'on le connaît ce jour-là.

    `non_due` : pourquoi aucune réponse n'est due (delais.yaml, « reponse_non_due »).
    Lève SuiteInvalide, DateHorsCalendrier, ou ValueError si la raison n'est pas de la liste.
    """
    _exiger_connue(non_due)
    vu = derouler(evenements, le)
    reponse, tardives = _echeance(vu, regle, calendrier)
    return Parcours(
        le=le,
        etat=_etat(vu, le),
        deroulement=vu,
        **_horloges(vu, reponse, calendrier, le=le, due=not non_due, compte=compte),
        tardives=tardives,
        non_due=non_due,
        neutralisee=next((p for p in periodes_suspendues if p.couvre(vu.reception.le)), None),
        compte=compte,
    )


def _exiger_connue(non_due: str) -> None:
    if non_due and non_due not in NON_DUES:
        raise ValueError(f"Raison « {non_due} » inconnue : écrire l'une de {', '.join(NON_DUES)}.")


def _horloges(
    vu: Deroulement,
    reponse: Echeance,
    calendrier: Calendrier,
    *,
    le: date,
    due: bool,
    compte: Compte,
) -> dict[str, Horloge]:
    regle = reponse.regle
    accuse = calculer(reponse.arrivee, regle.pour_accuse(), calendrier)
    traitee = vu.accuse if vu.accuse and compte is Compte.ACCUSE else vu.date_reponse
    accusee = min(filter(None, (vu.accuse, vu.premiere_reponse)), default=None)
    vue = {"du": due and not vu.date_retrait, "le": vu.date_retrait or le}
    arrets = vu.interruptions(regle)
    return {
        "reponse": _horloge(reponse, calendrier, arrets, faite_le=traitee, **vue),
        "accuse": _horloge(accuse, calendrier, (), faite_le=accusee, **vue),
    }


def _echeance(
    vu: Deroulement, regle: Regle, calendrier: Calendrier
) -> tuple[Echeance, tuple[Evenement, ...]]:
    """L'échéance de la réponse, et les prolongations venues après elle : trop tard pour valoir."""
    arrivee = regle.date_reputee(vu.reception.le, vu.reception.heure, calendrier)
    arrets, en_plus, tardives = vu.interruptions(regle), 0, []
    for prolongation in vu.prolongations:
        due = date_echeance(arrivee, regle, calendrier, arrets, en_plus)
        if due is None or prolongation.le <= due:
            en_plus += prolongation.jours
        else:
            tardives.append(prolongation)
    return calculer(arrivee, regle, calendrier, arrets, en_plus), tuple(tardives)


def _horloge(
    echeance: Echeance,
    calendrier: Calendrier,
    arrets: Sequence[Interruption],
    *,
    faite_le: date | None,
    du: bool,
    le: date,
) -> Horloge:
    unite, au = echeance.regle.unite, max(faite_le or le, echeance.arrivee)
    if echeance.jours is None:
        utilises, restants = delai(echeance.arrivee, au, unite, calendrier), None
    else:
        suivi = chemin(echeance.arrivee, echeance.regle, calendrier, arrets, echeance.prolongation)
        utilises = jours_utilises(suivi, au, unite, calendrier)
        perdus = echeance.date is None and suivi.effectives[-1].remet_a_zero
        restants = echeance.jours + len(echeance.report) - (0 if perdus else utilises)
    return Horloge(
        echeance=echeance, du=du, faite_le=faite_le, au=au, utilises=utilises, restants=restants
    )


def _etat(vu: Deroulement, le: date) -> Etat:
    if vu.cloture:
        return Etat(vu.cloture.genre)
    ouverts = {arret.genre for arret in vu.arrets if arret.est_ouvert(le)}
    if Genre.SUSPENDUE in ouverts:
        return Etat.SUSPENDUE
    if vu.transmission:
        return Etat.TRANSMISE
    if Genre.ATTENTE in ouverts:
        return Etat.EN_ATTENTE
    return Etat.ACCUSEE if vu.accuse else Etat.RECUE
