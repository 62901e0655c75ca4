"""Tirer un échantillon au hasard, et pouvoir le refaire : une graine, une taille, une liste.

Le rang d'un élément est l'empreinte de la graine et de sa clé : le tirage ne dépend ni de l'ordre
de la population ni de la version d'un langage, et se recalcule à la main avec `sha256sum`.
"""

import hashlib
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Strate = TypeVar("Strate", bound=Hashable)


def rang(graine: str, cle: str) -> str:
    """SHA-256 de « graine:clé », en hexadécimal."""
    return hashlib.sha256(f"{graine}:{cle}".encode()).hexdigest()


def tirer(
    population: Iterable[str], taille: int, graine: str, recents: Collection[str] = ()
) -> list[str]:
    """`taille` clés, dans l'ordre du tirage ; toutes s'il y en a moins.

    `recents` : celles des derniers contrôles, reprises seulement quand il ne reste rien d'autre
    (grille-site-internet.yaml, `echantillon`).
    """
    if taille < 1:
        raise ValueError("Un échantillon compte au moins un élément.")
    deja = set(recents)
    classees = sorted(set(population), key=lambda cle: (cle in deja, rang(graine, cle)))
    return classees[:taille]


def tirer_par_strate(
    population: Mapping[Strate, Iterable[str]],
    taille: int,
    graine: str,
    recents: Collection[str] = (),
) -> dict[Strate, list[str]]:
    """`taille` clés dans chaque strate (un service et un canal) ; une strate vide n'y est pas."""
    tirages = {strate: tirer(cles, taille, graine, recents) for strate, cles in population.items()}
    return {strate: cles for strate, cles in tirages.items() if cles}
