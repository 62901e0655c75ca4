"""Ce que des sommes publiées apprennent de cases cachées, toutes ensemble : élimination de Gauss.

Une case cachée se retrouve si une combinaison des sommes ne laisse qu'elle d'inconnue ; plusieurs,
si la combinaison donne leur somme et que celle-ci est trop petite. Le calcul est exact, en entiers.
Borne : environ 70 sommes et 1 100 cases (25 questions, 40 groupes), en moins d'une seconde.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from math import gcd
from typing import TypeVar

Cle = TypeVar("Cle", bound=Hashable)
# {case: coefficient} ; la somme des cases ainsi pesées est nulle
Relation = Mapping[Cle, int]


def reduire(relations: Iterable[Relation[Cle]], cachees: frozenset[Cle]) -> list[dict[Cle, int]]:
    """Les relations échelonnées et réduites sur les cases cachées ; les autres se lisent.

    Une case cachée est déterminée si et seulement si elle est la seule cachée d'une de ces lignes :
    la forme réduite est unique, et rien d'autre n'engendre son vecteur.
    """
    reduites: dict[Cle, dict[Cle, int]] = {}
    for relation in relations:
        ligne = dict(relation)
        for pivot in [case for case in ligne if case in reduites]:
            ligne = _eliminer(ligne, reduites[pivot], pivot)
        pivot = next((case for case in ligne if case in cachees), None)
        if pivot is None:
            continue
        for autre, deja in reduites.items():
            if pivot in deja:
                reduites[autre] = _eliminer(deja, ligne, pivot)
        reduites[pivot] = ligne
    return list(reduites.values())


def _eliminer(ligne: dict[Cle, int], par: dict[Cle, int], pivot: Cle) -> dict[Cle, int]:
    """`ligne` sans `pivot`, divisée par le plus grand diviseur de ses coefficients."""
    a, b = par[pivot], ligne[pivot]
    if (commun := gcd(a, b)) != 1:
        a, b = a // commun, b // commun
    somme = {case: a * n for case, n in ligne.items()}
    for case, n in par.items():
        if reste := somme.get(case, 0) - b * n:
            somme[case] = reste
        else:
            somme.pop(case, None)
    diviseur = gcd(*somme.values()) if somme else 1
    return {case: n // diviseur for case, n in somme.items()} if diviseur > 1 else somme


def fermer(
    relations: Sequence[Relation[Cle]],
    cachees: Iterable[Cle],
    trahit: Callable[[list[Cle]], bool],
    suivante: Callable[[Iterable[Cle]], Cle | None],
) -> frozenset[Cle]:
    """Cache une case de plus par combinaison qui trahit, tant qu'il en est une.

    `trahit` : dit si la somme de ces cases cachées en apprend trop. `suivante` : laquelle de ces
    cases lisibles cacher ; None s'il n'en est aucune.
    """
    closes = frozenset(cachees)
    while closes:
        de_plus: set[Cle] = set()
        for ligne in (*reduire(relations, closes), *relations):
            inconnues = [case for case in ligne if case in closes]
            if not _apprend(ligne, inconnues, trahit) or not de_plus.isdisjoint(ligne):
                continue
            if (cachee := suivante(case for case in ligne if case not in closes)) is not None:
                de_plus.add(cachee)
        if not de_plus:
            break
        closes |= de_plus
    return closes


def _apprend(ligne: Relation[Cle], inconnues: list[Cle], trahit) -> bool:
    """Seule, une case se retrouve ; des cases de signes contraires ne disent que leur écart."""
    if len(inconnues) < 2:
        return bool(inconnues)
    signes = {ligne[case] > 0 for case in inconnues}
    return len(signes) == 1 and trahit(inconnues)
