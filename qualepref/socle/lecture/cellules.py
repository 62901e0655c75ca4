"""Ce qu'une cellule de classeur peut contenir, et comment on la désigne."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

Valeur = str | int | float | bool | date | datetime | time | timedelta | None
Position = tuple[int, int]


class ErreurExcel(str):
    """Erreur de formule (« #N/A ») : s'affiche comme un texte, se reconnaît à son type."""


ERREURS = {
    *("#N/A", "#REF!", "#VALUE!", "#VALEUR!", "#DIV/0!", "#NAME?", "#NOM?", "#NUM!"),
    *("#NOMBRE!", "#NULL!", "#NUL!", "#SPILL!", "#PROPAGATION!", "#CALC!", "#CALCUL!"),
}
# Une formule écrite par un programme et jamais calculée : ni vide ni valeur.
NON_CALCULEE = ErreurExcel("#NON CALCULÉ")


class Fusion(NamedTuple):
    """Cellules fusionnées : indices à partir de 0, bornes comprises."""

    haut: int
    gauche: int
    bas: int
    droite: int


@dataclass(frozen=True)
class Particularites:
    """Ce que le lecteur de classeurs ne dit pas d'une feuille.

    `hauteur` et `largeur` : étendue des cellules remplies, 0 si elle n'est pas connue.
    """

    nom: str = ""
    erreurs: Mapping[Position, ErreurExcel] = field(default_factory=dict)
    hauteur: int = 0
    largeur: int = 0
    fusions: tuple[Fusion, ...] | None = None


@dataclass(frozen=True)
class Inspection:
    """Particularités de chaque feuille, dans l'ordre du classeur."""

    date1904: bool = False
    feuilles: tuple[Particularites, ...] = ()

    def de(self, rang: int) -> Particularites:
        return self.feuilles[rang] if rang < len(self.feuilles) else Particularites()


def lettre(indice: int) -> str:
    """Nom de colonne : 0 → « A », 26 → « AA »."""
    nom = ""
    indice += 1
    while indice:
        indice, reste = divmod(indice - 1, 26)
        nom = chr(ord("A") + reste) + nom
    return nom


def indice(lettres: str) -> int:
    """« A » → 0, « AA » → 26."""
    rang = 0
    for caractere in lettres.upper():
        rang = rang * 26 + ord(caractere) - ord("A") + 1
    return rang - 1


def est_vide(valeur: Valeur) -> bool:
    """Rien, ou seulement des espaces (insécables comprises)."""
    return valeur is None or (isinstance(valeur, str) and not valeur.strip())
