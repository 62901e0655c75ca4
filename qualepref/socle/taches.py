"""Lignes « À faire » de la page d'accueil : chaque app les inscrit dans son module `a_faire.py`."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Ligne(NamedTuple):
    """Ce qu'il y a à faire : combien, quoi, où aller ; `urgence` parmi error, warning, info.

    Dans le libellé, « (s) » et « (x) » s'accordent avec le nombre.
    """

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
    dites = (li._replace(libelle=accorder(li.libelle, li.nombre)) for li in lignes if li.nombre)
    return sorted(dites, key=lambda li: ordre.index(li.urgence))


def accorder(libelle: str, nombre: int) -> str:
    """« action(s) en retard » : « action en retard » pour une, « actions en retard » au-delà."""
    return re.sub(r"\(([sx])\)", r"\1" if nombre > 1 else "", libelle)
