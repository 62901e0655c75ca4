"""Un rapport en blocs simples : ce que le classeur et le texte OpenDocument en reprennent."""

from collections.abc import Sequence
from typing import NamedTuple


class Titre(NamedTuple):
    texte: str
    niveau: int = 1


class Paragraphe(NamedTuple):
    texte: str


class Nombre(NamedTuple):
    """Un nombre et son unité : un nombre dans un classeur, écrit en français dans un texte."""

    valeur: float | None
    unite: str


class Tableau(NamedTuple):
    """`lignes` : autant de cellules que d'en-têtes ; None est une absence, jamais zéro."""

    legende: str
    entetes: Sequence[str]
    lignes: Sequence[Sequence]


Bloc = Titre | Paragraphe | Tableau
