"""Les règles du plan d'actions : ce qui est en retard, ce qui entre dans le taux.

Valeurs simples en entrée et en sortie ; les états sont les codes d'`Action.Etat`.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
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


def en_intervalles(numeros: Iterable[int]) -> str:
    """« 2, 5 », « 1 à 23 », « 1, 16 à 18 » : trois numéros qui se suivent font un intervalle."""
    suites: list[list[int]] = []
    for numero in sorted(set(numeros)):
        if suites and suites[-1][-1] == numero - 1:
            suites[-1].append(numero)
        else:
            suites.append([numero])
    mots = [
        [f"{suite[0]} à {suite[-1]}"] if len(suite) > 2 else map(str, suite) for suite in suites
    ]
    return ", ".join(mot for groupe in mots for mot in groupe)


class Groupe(NamedTuple):
    """Des actions mises ensemble (un service, un mois) et leurs comptes."""

    objet: object
    actions: list
    par_etat: dict[str, int]
    en_retard: int
    taux: TauxRealisation


def grouper(actions: Iterable, cle: Callable[[object], object], le: date) -> list[Groupe]:
    """Un groupe par valeur de `cle`, dans l'ordre où elles viennent."""
    ensembles: dict[object, list] = {}
    for action in actions:
        ensembles.setdefault(cle(action), []).append(action)
    return [
        Groupe(
            objet=objet,
            actions=siennes,
            par_etat=dict(Counter(action.etat for action in siennes)),
            en_retard=sum(est_en_retard(a.etat, a.date_echeance, le) for a in siennes),
            taux=taux_realisation(action.etat for action in siennes),
        )
        for objet, siennes in ensembles.items()
    ]


def page_de_chacun(tailles: Sequence[int], par_page: int) -> list[int]:
    """La page où commence chaque groupe, ses lignes mises à la suite des autres."""
    avant = accumulate(tailles, initial=0)
    return [debut // par_page + 1 for debut, _ in zip(avant, tailles, strict=False)]


class Mois(NamedTuple):
    """Un mois et les actions qui y échoient, dans l'ordre des dates."""

    premier: date
    actions: list

    @property
    def dernier(self) -> date:
        return self.premier.replace(day=monthrange(self.premier.year, self.premier.month)[1])


def mois_de_l_annee(actions: Iterable, annee: int) -> list[Mois]:
    """Les douze mois de l'année, même vides."""
    du_mois: dict[int, list] = {mois: [] for mois in range(1, 13)}
    for action in actions:
        if action.date_echeance and action.date_echeance.year == annee:
            du_mois[action.date_echeance.month].append(action)
    return [
        Mois(date(annee, mois, 1), sorted(siennes, key=lambda action: action.date_echeance))
        for mois, siennes in du_mois.items()
    ]
