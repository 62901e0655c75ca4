"""Ce que l'application sait fabriquer en tâche de fond, par genre de production.

Une fabrique reçoit la production et rend `Fichier(nom, octets)` ou None ; elle dit son avancement
par `production.avancer(pourcentage, étape)` et peut être rejouée sans risque de double.
"""

from collections.abc import Callable
from typing import NamedTuple


class Fichier(NamedTuple):
    nom: str
    octets: bytes


class ProductionRefusee(Exception):
    """La production ne peut pas aboutir ; le message est une phrase pour l'utilisateur."""


_fabriques: dict[str, Callable] = {}
_personnelles: dict[str, int] = {}


def fabrique(genre: str, *, personnelle: int = 0):
    """Décorateur : la fonction fabrique les productions de ce genre.

    `personnelle` : elles nomment quelqu'un ; seul qui les demande les voit, ce nombre de jours.
    """

    def enregistrer(fonction):
        if genre in _fabriques:
            raise ValueError(f"Deux fabriques pour le genre {genre}")
        _fabriques[genre] = fonction
        if personnelle:
            _personnelles[genre] = personnelle
        return fonction

    return enregistrer


def personnelles() -> dict[str, int]:
    """Les genres qui nomment quelqu'un, et leurs jours de conservation."""
    return _personnelles


def genres() -> list[str]:
    return sorted(_fabriques)


def trouver(genre: str) -> Callable:
    return _fabriques[genre]
