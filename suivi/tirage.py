"""Tirer au hasard des demandes, de façon que n'importe qui puisse refaire le même tirage."""

from collections.abc import Iterable
from random import Random


def tirer(cles: Iterable[int], taille: int, graine: str) -> list[int]:
    """`taille` clés tirées sans remise, dans l'ordre croissant ; toutes s'il y en a moins.

    La même graine, sur les mêmes clés dans n'importe quel ordre, rend le même tirage.
    """
    toutes = sorted(cles)
    return sorted(Random(graine).sample(toutes, min(taille, len(toutes))))
