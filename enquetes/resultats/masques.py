"""Ce qu'un tableau de résultats ne montre pas, pour que personne ne s'y retrouve par soustraction.

Un tableau a des questions et leurs thèmes en lignes, des groupes et leur ensemble en colonnes :
chaque ligne s'additionne vers l'ensemble, chaque groupe de questions vers son thème.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

ENSEMBLE = "ensemble"  # la colonne de tous les groupes


class Case(NamedTuple):
    """Une question ou un thème, et un groupe ou l'ensemble."""

    ligne: Hashable
    groupe: Hashable


class Somme(NamedTuple):
    """Des cases qui s'additionnent en une autre."""

    parts: Sequence[Case]
    total: Case


def cases_masquees(
    exprimees: Mapping[Hashable, Mapping[Hashable, int]],
    themes: Mapping[Hashable, Sequence[Hashable]],
    montrer: int,
    groupes_caches: Iterable[Hashable] = (),
) -> frozenset[Case]:
    """Les cases à ne pas montrer ; `exprimees` : {question: {groupe ou ENSEMBLE: réponses}}.

    Une case de moins de `montrer` réponses ; un thème, si aucune de ses questions ne les a (ses
    réponses sont celles des mêmes personnes) ; puis ce qu'il faut pour que nulle soustraction ne
    les rende. Une case sans réponse n'apprend rien sur personne et se dit vide.
    """
    nombres = _nombres(exprimees, themes)
    personnes = nombres | {
        Case(theme, groupe): max((exprimees[q].get(groupe, 0) for q in questions), default=0)
        for theme, questions in themes.items()
        for groupe in _groupes(exprimees)
    }
    exclus = set(groupes_caches)
    caches = {
        case
        for case, n in personnes.items()
        if n and (n < montrer or (case.groupe in exclus and case.groupe != ENSEMBLE))
    }
    return frozenset(_fermer(caches, nombres, _sommes(exprimees, themes), montrer))


def _groupes(exprimees) -> list[Hashable]:
    return list(dict.fromkeys(g for comptes in exprimees.values() for g in comptes))


def _nombres(exprimees, themes) -> dict[Case, int]:
    nombres = {Case(q, g): n for q, comptes in exprimees.items() for g, n in comptes.items()}
    for theme, questions in themes.items():
        for groupe in _groupes(exprimees):
            nombres[Case(theme, groupe)] = sum(exprimees[q].get(groupe, 0) for q in questions)
    return nombres


def _sommes(exprimees, themes) -> list[Somme]:
    groupes = _groupes(exprimees)
    parts = [groupe for groupe in groupes if groupe != ENSEMBLE]
    lignes = [*exprimees, *themes]
    par_ligne = [Somme([Case(x, g) for g in parts], Case(x, ENSEMBLE)) for x in lignes if parts]
    par_theme = [
        Somme([Case(q, groupe) for q in questions], Case(theme, groupe))
        for theme, questions in themes.items()
        for groupe in groupes
    ]
    return par_ligne + par_theme


def _fermer(caches, nombres, sommes, montrer) -> set[Case]:
    """Cache la plus petite case visible de chaque somme qui trahirait, tant qu'il y en a une."""
    encore = True
    while encore:
        encore = False
        for somme in sommes:
            while trahie := _trahie(caches, nombres, somme, montrer):
                caches.add(trahie)
                encore = True
    return caches


def _trahie(caches, nombres, somme, montrer) -> Case | None:
    """La case à cacher de plus dans cette somme ; None si elle ne trahit rien."""
    peuplees = [case for case in (*somme.parts, somme.total) if nombres.get(case)]
    cachees = [case for case in peuplees if case in caches]
    visibles = [case for case in peuplees if case not in caches]
    if not cachees or not visibles:
        return None
    trop_peu = sum(nombres[case] for case in cachees) < montrer and somme.total not in caches
    if len(cachees) > 1 and not trop_peu:
        return None
    return min(visibles, key=lambda case: nombres[case])
