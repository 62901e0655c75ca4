"""Les lignes d'une feuille qui peuvent être un en-tête, et les titres qu'elles donneraient.

Prendre une ligne de données pour le second rang d'un en-tête la perdrait en silence : une ligne
qui porte une date, un nombre, ou des valeurs qui reviennent dessous n'est jamais un rang de titres.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import pairwise

from qualepref.socle.lecture.cellules import Valeur, est_vide, indice
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.titres import CERTAINE, Lexique, Rapprochement
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte, normaliser
from qualepref.socle.typographie import MOIS

_COLONNES_EXAMINEES = 200
_LIGNES_PROBABLES = 25
_LIGNES_COMPAREES = 40
_MOIS_EN_TITRES = 3  # à partir de là, des dates en 1er du mois sont des titres
_ANNEES = range(1950, 2200)
_SOUS_TITRE = 0.995  # « Canal » lu seul, sous un titre de groupe sans rapport


@dataclass(frozen=True)
class Titre:
    """Titre d'une colonne sur une ou deux lignes ; `suite` : le bas n'y vaut rien sans le haut."""

    haut: str
    bas: str = ""
    suite: bool = False

    def __str__(self) -> str:
        return " ".join(partie for partie in (self.haut, self.bas) if partie)

    def est(self, demande: str) -> bool:
        return normaliser(demande) in {normaliser(t) for t in (str(self), self.haut, self.bas) if t}

    def rapprocher(self, lexique: Lexique, prudent: bool) -> list[Rapprochement]:
        trouves = lexique.rapprocher(str(self), prudent)
        if (
            self.haut
            and self.bas
            and not self.suite
            and not any(r.note >= CERTAINE for r in trouves)
        ):
            seuls = lexique.rapprocher(self.bas, prudent)
            trouves += [replace(r, note=r.note * _SOUS_TITRE) for r in seuls]
        return trouves


@dataclass(frozen=True)
class Entete:
    """En-tête possible : ses lignes (indices) et le titre de chaque colonne.

    `est_pleine` : de deux lignes, celle du haut n'a ni trou ni fusion. La seconde est alors plus
    souvent une ligne de données qu'une suite de titres : il y faut des titres connus mot pour mot.
    """

    lignes: tuple[int, ...]
    titres: Mapping[int, Titre]
    est_pleine: bool = False

    def chercher(self, demande: str) -> int | None:
        """Par le titre, sinon par la lettre de la colonne."""
        for j, titre in self.titres.items():
            if titre.est(demande):
                return j
        lettres = demande.strip().upper()
        possible = lettres.isascii() and lettres.isalpha() and len(lettres) <= 2
        return indice(lettres) if possible else None


# La première ligne est déjà de données : les colonnes se désignent par leurs lettres.
SANS_ENTETE = Entete((-1,), {})


def entetes_possibles(feuille: Feuille, limite: int) -> Iterator[Entete]:
    """Chaque ligne seule, puis chaque ligne jointe à la suivante, si ce sont des titres."""
    lignes = [
        {} if _porte_une_date(feuille, rang) else _titres_de_la_ligne(feuille, rang)
        for rang in range(limite)
    ]
    for rang, seule in enumerate(lignes):
        if len(seule) > 1:
            yield Entete((rang,), {j: Titre(texte) for j, texte in seule.items()})
    for rang, (seule, dessous) in enumerate(pairwise(lignes)):
        pleine = _est_pleine(feuille, rang, seule, dessous)
        if seule and len(dessous) > 1 and not _est_de_donnees(feuille, rang + 1, pleine):
            for dessus in _reports(feuille, rang, seule, dessous):
                yield Entete((rang, rang + 1), _joindre(dessus, dessous, pleine), pleine)


def entete_probable(feuille: Feuille) -> Entete | None:
    """La première des lignes les plus remplies de textes : un en-tête aux titres inconnus."""
    seules = [e for e in entetes_possibles(feuille, _LIGNES_PROBABLES) if len(e.lignes) == 1]
    suivies = [e for e in seules if any(map(any, feuille.lignes[e.lignes[0] + 1 :]))]
    titrees = [e for e in suivies if not _est_de_donnees(feuille, e.lignes[0], False)]
    return max(titrees, key=lambda e: len(e.titres), default=None)


def _est_pleine(
    feuille: Feuille, rang: int, dessus: Mapping[int, str], dessous: Mapping[int, str]
) -> bool:
    """Chaque titre du bas a le sien au-dessus, à lui seul : rien n'y fait un groupe de colonnes."""
    groupes = any(f.haut == rang and f.droite > f.gauche for f in feuille.fusions or ())
    distincts = len(set(dessus.values())) == len(dessus)
    return not groupes and distincts and all(j in dessus for j in dessous)


def _porte_une_date(feuille: Feuille, rang: int) -> bool:
    """Une date précise ; des premiers du mois qui se suivent sont des titres de colonnes."""
    remplies = _remplies(feuille, rang)
    vraies = [v for _, v in remplies if isinstance(v, date)]
    mois = {(v.year, v.month) for v in vraies if v.day == 1}
    titres_de_mois = len(mois) == len(vraies) >= _MOIS_EN_TITRES
    return (bool(vraies) and not titres_de_mois) or any(_est_date_ecrite(v) for _, v in remplies)


def _est_date_ecrite(valeur: Valeur) -> bool:
    if not isinstance(valeur, str) or valeur.strip().isdigit():
        return False
    try:
        return lire_date(valeur) is not None
    except ValeurRefusee as refus:
        return refus.code == "date_impossible"


def _est_de_donnees(feuille: Feuille, rang: int, pleine: bool) -> bool:
    """Un nombre, ou des valeurs qui reviennent plus bas dans la même colonne."""
    reprises = sum(_revient_dessous(feuille, rang, j) for j, _ in _remplies(feuille, rang))
    return _porte_un_nombre(feuille, rang) or reprises >= (1 if pleine else 2)


def _porte_un_nombre(feuille: Feuille, rang: int) -> bool:
    """Ni une année, ni une numérotation : « 1, 2, 3… » peut intituler des colonnes."""
    remplies = _remplies(feuille, rang)
    if any(isinstance(v, time | timedelta | bool) for _, v in remplies):
        return True
    nombres = [v for _, v in remplies if isinstance(v, int | float) and v not in _ANNEES]
    return bool(nombres) and (len(nombres) == 1 or any(a >= b for a, b in pairwise(nombres)))


def _revient_dessous(feuille: Feuille, rang: int, j: int) -> bool:
    """Une ligne tout à fait pareille ne compte pas : c'est l'en-tête, répété."""
    ligne, valeur = feuille.lignes[rang], normaliser(lire_texte(feuille.valeur(rang, j)))
    return any(
        normaliser(lire_texte(feuille.valeur(dessous, j))) == valeur
        for dessous in range(rang + 1, min(rang + 1 + _LIGNES_COMPAREES, len(feuille.lignes)))
        if feuille.lignes[dessous] != ligne
    )


def _remplies(feuille: Feuille, rang: int) -> list[tuple[int, Valeur]]:
    if rang >= len(feuille.lignes):
        return []
    ligne = feuille.lignes[rang][:_COLONNES_EXAMINEES]
    return [(j, valeur) for j, valeur in enumerate(ligne) if not est_vide(valeur)]


def _titres_de_la_ligne(feuille: Feuille, rang: int) -> dict[int, str]:
    if rang >= len(feuille.lignes):
        return {}
    ligne = feuille.lignes[rang][:_COLONNES_EXAMINEES]
    return {j: titre for j, valeur in enumerate(ligne) if (titre := _titre(valeur))}


def _titre(valeur: Valeur) -> str:
    """Un mois mis en titre est une date : « janvier 2022 »."""
    if isinstance(valeur, date):
        return f"{MOIS[valeur.month - 1]} {valeur.year}"
    return lire_texte(valeur)


def _reports(
    feuille: Feuille, rang: int, dessus: dict[int, str], dessous: dict[int, str]
) -> Iterator[dict[int, str]]:
    """Un titre de groupe vaut pour les colonnes de sa fusion ; à défaut, jusqu'au suivant."""
    fusions = [f for f in feuille.fusions or () if f.haut == rang and f.gauche in dessus]
    yield dessus | {j: dessus[f.gauche] for f in fusions for j in range(f.gauche, f.droite + 1)}
    report, reportes = "", {}
    for j in range(max(*dessus, *dessous) + 1):
        report = dessus.get(j, report)
        if j in dessous and report:
            reportes[j] = report
    yield dessus | reportes


def _joindre(dessus: dict[int, str], dessous: dict[int, str], pleine: bool) -> dict[int, Titre]:
    colonnes = sorted({*dessus, *dessous})
    return {j: Titre(dessus.get(j, ""), dessous.get(j, ""), pleine) for j in colonnes}
