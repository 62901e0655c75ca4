"""Les règles du plan d'actions : ce qui est en retard, ce qui entre dans le taux.

Valeurs simples en entrée et en sortie ; les états sont les codes d'`Action.Etat`.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

PROPOSEE, REFUSEE = "proposee", "refusee"
A_FAIRE, EN_COURS, REPORTEE = "a_faire", "en_cours", "reportee"
REALISEE, SOLDEE, ABANDONNEE = "realisee", "soldee", "abandonnee"

OUVERTES = frozenset({A_FAIRE, EN_COURS})
FAITES = frozenset({REALISEE, SOLDEE})
# Une proposition n'est pas encore au plan, un refus n'y est jamais entré (docs/decisions).
HORS_TAUX = frozenset({PROPOSEE, REFUSEE, ABANDONNEE})
TERMINEES = FAITES | {ABANDONNEE, REFUSEE}
TRANSITIONS = {
    PROPOSEE: {A_FAIRE, REFUSEE},
    REFUSEE: {PROPOSEE},
    A_FAIRE: {EN_COURS, REALISEE, REPORTEE, ABANDONNEE},
    EN_COURS: {A_FAIRE, REALISEE, REPORTEE, ABANDONNEE},
    REPORTEE: {A_FAIRE, EN_COURS, REALISEE, ABANDONNEE},
    REALISEE: {EN_COURS, SOLDEE},
    SOLDEE: {REALISEE},
    ABANDONNEE: {A_FAIRE},
}
# Où revient une action que l'on rouvre.
REOUVERTURE = {
    REFUSEE: PROPOSEE,
    REPORTEE: A_FAIRE,
    REALISEE: EN_COURS,
    SOLDEE: REALISEE,
    ABANDONNEE: A_FAIRE,
}


class TauxRealisation(NamedTuple):
    """Actions faites sur actions à faire ; pct en %, None s'il n'y a rien à faire."""

    realisees: int
    hors_abandonnees: int

    @property
    def pct(self) -> Decimal | None:
        """À deux décimales, demi vers le haut : 19 sur 54 donne 35,19."""
        if not self.hors_abandonnees:
            return None
        taux = Decimal(100 * self.realisees) / self.hors_abandonnees
        return taux.quantize(Decimal("0.01"), ROUND_HALF_UP)


def taux_realisation(etats: Iterable[str]) -> TauxRealisation:
    """(réalisées + soldées) / (toutes − abandonnées), propositions et refus à part."""
    comptes = [etat for etat in etats if etat not in HORS_TAUX]
    return TauxRealisation(sum(etat in FAITES for etat in comptes), len(comptes))


def est_en_retard(etat: str, echeance: date | None, le: date) -> bool:
    """À faire ou en cours, échéance avant `le` ; reportée ou sans échéance : jamais."""
    return etat in OUVERTES and echeance is not None and echeance < le


def actes_possibles(etat: str, avancer: bool, decider: bool) -> list[str]:
    """Les verbes qu'offre la fiche, le plus attendu d'abord, à qui peut avancer ou décider."""
    ouverte, en_attente = etat in OUVERTES, etat == REPORTEE
    offres = (
        ("accepter", decider and etat == PROPOSEE),
        ("refuser", decider and etat == PROPOSEE),
        ("solder", decider and etat == REALISEE),
        ("commencer", avancer and (etat == A_FAIRE or en_attente)),
        ("realiser", avancer and (ouverte or en_attente)),
        ("avancer", avancer and (ouverte or en_attente)),
        ("deplacer", decider and etat not in TERMINEES),
        ("reporter", decider and ouverte),
        ("abandonner", decider and (ouverte or en_attente)),
        ("rouvrir", decider and etat in REOUVERTURE),
    )
    return [verbe for verbe, permis in offres if permis]
