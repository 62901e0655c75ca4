"""Lignes « À faire » de la page d'accueil : chaque app les inscrit dans son module `a_faire.py`."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Ligne(NamedTuple):
    """Ce qu'il y a à faire : combien, quoi, où aller ; `urgence` parmi error, warning, info."""

    nombre: int
    libelle: str
    url: str
    urgence: str = "info"


_fonctions: list[tuple[frozenset[str], Callable]] = []


def a_faire(*roles: str):
    """Décorateur : `fonction(agent) -> Iterable[Ligne]` parle à qui tient un de ces rôles."""

    def enregistrer(fonction):
        _fonctions.append((frozenset(roles), fonction))
        return fonction

    return enregistrer


def lignes_pour(agent) -> list[Ligne]:
    """Les lignes non nulles de l'agent, les plus urgentes d'abord."""
    tenus = set(agent.roles)
    lignes: Iterable[Ligne] = (
        ligne for roles, fonction in _fonctions if roles & tenus for ligne in fonction(agent)
    )
    ordre = ("error", "warning", "info")
    return sorted((li for li in lignes if li.nombre), key=lambda li: ordre.index(li.urgence))
