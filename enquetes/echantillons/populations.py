"""D'où se tire l'échantillon d'un contrôle : chaque app dit, dans son module `a_tirer.py`, ce
qu'elle donne à examiner à quelle grille.

Cette app n'en voit que des références : un numéro, un service, un canal ; jamais un usager.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enquetes.models import Controle
    from qualepref.socle.models import Agent

Strates = Mapping[str, Mapping[str, str]]  # strate → {référence: ce qu'on en dit}


@dataclass(frozen=True)
class Population:
    """`grille` : le code du questionnaire ; `permission` : ce qu'il faut pour en lire les éléments.

    `quoi` : ce qui se tire, en mots (« pages du site internet »).
    """

    grille: str
    quoi: str
    permission: str
    lire: Callable[["Controle", "Agent"], Strates]


_populations: dict[str, Population] = {}


def inscrire(population: Population) -> None:
    if population.grille in _populations:
        raise ValueError(f"Deux populations pour la grille {population.grille}")
    _populations[population.grille] = population


def pour(controle: "Controle") -> Population | None:
    return _populations.get(controle.questionnaire.code)
