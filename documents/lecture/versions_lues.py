"""Le numéro de version écrit dans un registre : « V4 », « version 3 », « v2.1 », « indice B »."""

import re

from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.valeurs import lire_texte, normaliser

_VERSION = re.compile(
    r"(?:version|vers\.?|v|n°|no|indice|rev\.?|revision)*\s*\.?\s*(\d{1,4})(?:[.,](\d{1,3}))?"
)
_LETTRE = re.compile(r"(?:indice|rev\.?|revision|version) ?([a-z])")


def lire_version(valeur: Valeur) -> int | None:
    """Le numéro entier ; « v2.1 » est la version 2, « indice B » la deuxième. None sinon."""
    texte = normaliser(lire_texte(valeur))
    if trouve := _VERSION.fullmatch(texte):
        return int(trouve[1]) or None
    trouve = _LETTRE.fullmatch(texte)
    return ord(trouve[1]) - ord("a") + 1 if trouve else None
