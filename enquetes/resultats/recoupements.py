"""Ce que deux ventilations apprennent ensemble : un groupe que l'une cache, l'autre ne le rend pas.

Règle et bornes : docs/decisions/ventilations-recoupees.md.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

from enquetes.depouillement import groupes_masques

Croise = tuple[Sequence[Hashable], int]  # le groupe de chacun des axes, et combien de répondants
RESTE = object()  # ensemble, les groupes cachés d'un axe : leur somme se lit par soustraction


def groupes_caches(croises: Sequence[Croise], montrer: int) -> list[frozenset[Hashable]]:
    """Pour chaque axe, dans leur ordre, les groupes à cacher quel que soit l'axe qu'on regarde.

    D'un axe à l'autre, deux groupes des mêmes personnes à moins de `montrer` près (ou l'un, de
    celles que l'autre n'a pas) : leur différence est celle de quelques personnes. Le plus petit se
    cache ; et celui qui redonnerait un groupe caché ailleurs.
    """
    rangs = range(len(croises[0][0])) if croises else range(0)
    effectifs = [_effectifs(croises, rang) for rang in rangs]
    caches = [groupes_masques(comptes, montrer) for comptes in effectifs]
    while de_plus := _trahis(croises, effectifs, caches, montrer):
        caches = [
            groupes_masques(effectifs[r], montrer, {*caches[r], *(g for x, g in de_plus if x == r)})
            for r in rangs
        ]
    return caches


def _effectifs(croises: Sequence[Croise], rang: int) -> Counter:
    comptes: Counter = Counter()
    for groupes, nombre in croises:
        comptes[groupes[rang]] += nombre
    return comptes


def _trahis(croises, effectifs, caches, montrer) -> set[tuple[int, Hashable]]:
    """(axe, groupe) : les groupes lisibles à cacher encore."""
    tous = sum(nombre for _, nombre in croises)
    communs = _communs(croises, caches)
    tailles = [
        {**comptes, RESTE: sum(comptes[g] for g in caches[rang])}
        for rang, comptes in enumerate(effectifs)
    ]
    trahis = set()
    for i, j in combinations(range(len(effectifs)), 2):
        for a, b in ((a, b) for a in tailles[i] for b in tailles[j]):
            n, m, ensemble = tailles[i][a], tailles[j][b], communs[i, a, j, b]
            ecart = min(n + m - 2 * ensemble, tous - n - m + 2 * ensemble)
            if n and m and ecart < montrer:
                trahis |= set(_a_cacher((n, i, a), (m, j, b), caches, bool(ecart)))
    return trahis


def _communs(croises, caches) -> Counter:
    """Combien sont à la fois de ce groupe d'un axe et de cet autre d'un autre."""
    communs: Counter = Counter()
    for groupes, nombre in croises:
        dits = [
            (rang, nom)
            for rang, groupe in enumerate(groupes)
            for nom in ([groupe, RESTE] if groupe in caches[rang] else [groupe])
        ]
        for (i, a), (j, b) in combinations(dits, 2):
            communs[i, a, j, b] += nombre
    return communs


def _a_cacher(un, autre, caches, different: bool) -> Iterator[tuple[int, Hashable]]:
    """Exactement les mêmes personnes : rien à apprendre, sauf si l'un des deux se cache."""
    lisibles = [dit for dit in (un, autre) if dit[2] is not RESTE and dit[2] not in caches[dit[1]]]
    un_seul_cache = len(lisibles) == 1 and RESTE not in (un[2], autre[2])
    if lisibles and (different or un_seul_cache):
        _, rang, groupe = min(lisibles, key=lambda dit: dit[0])
        yield rang, groupe
