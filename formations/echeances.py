"""Quand un agent doit être formé sur un thème, et où il en est un jour donné.

Source : « Bilan qualité 2022 », préfecture de l'Isère : dans l'année qui suit la prise de poste,
puis tous les quatre ans au minimum. Les durées sont des mois, lus dans formations.yaml.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from engagements.cycle import ajouter_mois

A_JOUR = "a_jour"
A_FORMER = "a_former"
A_RENOUVELER = "a_renouveler"
EN_RETARD = "en_retard"
DISPENSE = "dispense"
INSCRIT = "inscrit"  # s'ajoute à un état qui attend une formation, sans le remplacer
HORS = "hors"  # pas encore en poste, ou plus
EN_ATTENTE = frozenset({A_FORMER, A_RENOUVELER, EN_RETARD})
PREAVIS_MOIS = 12  # à renouveler dans les douze derniers mois (formations.yaml, « etats »)

LIBELLES = {
    A_JOUR: "à jour",
    A_FORMER: "à former",
    A_RENOUVELER: "à renouveler",
    EN_RETARD: "en retard",
    DISPENSE: "dispensé",
    HORS: "hors du poste",
}


@dataclass(frozen=True)
class Regle:
    """Délai depuis la prise de poste, puis entre deux formations, en mois ; None : jamais plus."""

    delai_initial_mois: int
    renouvellement_mois: int | None


@dataclass(frozen=True)
class Dossier:
    """Un agent, un thème, une prise de poste. `tutorats` : du et au, bornes comprises.

    `depart` : dernier jour en poste (départ, changement de poste ou fin de contrat).
    `formations` : dernier jour de chaque session validante suivie, avant ou après la prise de
    poste. `inscriptions` : premier jour des sessions où il a une place.
    """

    regle: Regle
    prise_de_poste: date
    depart: date | None = None
    formations: tuple[date, ...] = ()
    inscriptions: tuple[date, ...] = ()
    dispense_le: date | None = None
    tutorats: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Situation:
    """`inscrit_le` et `couvert_jusqu_au` s'ajoutent à l'état : ni l'un ni l'autre ne forme."""

    etat: str
    echeance: date | None = None
    inscrit_le: date | None = None
    couvert_jusqu_au: date | None = None


def echeance(regle: Regle, prise_de_poste: date, derniere: date | None) -> date | None:
    """Le dernier jour pour être formé ; None si la dernière formation vaut pour toujours.

    Une formation d'avant la prise de poste compte, sans rien ôter à l'année que laisse le poste.
    """
    premiere = ajouter_mois(prise_de_poste, regle.delai_initial_mois)
    if derniere is None:
        return premiere
    if regle.renouvellement_mois is None:
        return None
    suivante = ajouter_mois(derniere, regle.renouvellement_mois)
    return max(suivante, premiere) if derniere < prise_de_poste else suivante


def derniere_formation(dossier: Dossier, le: date) -> date | None:
    return max((jour for jour in dossier.formations if jour <= le), default=None)


def echeance_au(dossier: Dossier, le: date) -> date | None:
    """L'échéance telle qu'on la lisait ce jour-là ; None : dispensé, ou formé pour toujours."""
    if dossier.dispense_le and dossier.dispense_le <= le:
        return None
    return echeance(dossier.regle, dossier.prise_de_poste, derniere_formation(dossier, le))


def est_en_poste(dossier: Dossier, le: date) -> bool:
    return dossier.prise_de_poste <= le and (dossier.depart is None or le <= dossier.depart)


def situer(dossier: Dossier, le: date) -> Situation:
    """Où en est l'agent ce jour-là ; le jour de l'échéance, il n'est pas encore en retard."""
    if not est_en_poste(dossier, le):
        return Situation(HORS)
    if dossier.dispense_le and dossier.dispense_le <= le:
        return Situation(DISPENSE)
    due = echeance_au(dossier, le)
    forme = derniere_formation(dossier, le) is not None
    etat = _etat(due, forme, le)
    if etat not in EN_ATTENTE:
        return Situation(etat, due)
    return Situation(
        etat, due, _inscrit_le(dossier, le), None if forme else couverture(dossier, le)
    )


def _etat(due: date | None, forme: bool, le: date) -> str:
    if due is None:
        return A_JOUR
    if due < le:
        return EN_RETARD
    if not forme:
        return A_FORMER
    return A_RENOUVELER if due < ajouter_mois(le, PREAVIS_MOIS) else A_JOUR


def _inscrit_le(dossier: Dossier, le: date) -> date | None:
    return min((jour for jour in dossier.inscriptions if jour >= le), default=None)


def couverture(dossier: Dossier, le: date) -> date | None:
    """Le dernier jour couvert par un tutorat en cours, renouvellements qui s'enchaînent compris."""
    fin = None
    for du, au in sorted(dossier.tutorats):
        enchaine = fin is not None and (du - fin).days <= 1
        if du <= le <= au or enchaine:
            fin = au if fin is None else max(fin, au)
    return fin


# --- Un bilan de l'année, une prévision -----------------------------------------------------------


def devait_suivre(dossier: Dossier, annee: int) -> bool:
    """Dû au plus tard le 31 décembre, d'après ce qu'on savait à la veille de l'année.

    « 59 se calcule » (conventions des classeurs) : une formation de l'année n'efface pas le dû.
    """
    due = echeance_au(dossier, date(annee - 1, 12, 31))
    return due is not None and due <= date(annee, 12, 31)


def a_ete_forme(dossier: Dossier, annee: int, le: date) -> bool:
    return any(jour.year == annee and jour <= le for jour in dossier.formations)


def est_en_retard(dossier: Dossier, le: date) -> bool:
    due = echeance_au(dossier, le)
    return due is not None and due < le


def trimestre(jour: date) -> tuple[int, int]:
    """(année, 1 à 4)."""
    return jour.year, (jour.month + 2) // 3


def trimestres(depart: date, nombre: int) -> Iterator[tuple[int, int]]:
    """Celui qui contient ce jour et les suivants."""
    annee, rang = trimestre(depart)
    for ecart in range(nombre):
        yield annee + (rang - 1 + ecart) // 4, (rang - 1 + ecart) % 4 + 1


def prevoir(dues: Iterable[date], le: date, nombre: int = 8) -> dict[tuple[int, int] | None, int]:
    """Combien sont dus à chacun des prochains trimestres ; None : ceux qui le sont déjà.

    Chaque trimestre y est, même vide ; une échéance au-delà du dernier n'y est pas.
    """
    prevus: dict[tuple[int, int] | None, int] = {
        None: 0,
        **dict.fromkeys(trimestres(le, nombre), 0),
    }
    for due in dues:
        cle = None if due < le else trimestre(due)
        if cle in prevus:
            prevus[cle] += 1
    return prevus
