"""Les chiffres d'un genre, en valeurs simples : chaque app les inscrit dans son `chiffres.py`.

Ils sont ceux qu'on compare à un calcul fait à la main (commande `chiffres`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from qualepref.socle.models import Departement

TYPES_PREVUS = ("formations", "documents", "actions", "autoevaluations", "enquete")


class ChiffresRefuses(Exception):
    """Ce qui empêche de calculer, en une phrase française."""


@dataclass(frozen=True)
class Cadre:
    """Ce que l'on compte : un département, à une date, dans une campagne ou une enquête."""

    departement: Departement
    le: date
    campagne: str | None = None
    enquete: str | None = None


Calcul = Callable[[Cadre], dict]
_calculs: dict[str, Calcul] = {}


def chiffres(genre: str) -> Callable[[Calcul], Calcul]:
    """Décorateur : `fonction(cadre) -> dict` calcule les chiffres de ce genre."""

    def enregistrer(fonction: Calcul) -> Calcul:
        _calculs[genre] = fonction
        return fonction

    return enregistrer


def calculer(genre: str, cadre: Cadre) -> dict:
    """Les chiffres du genre ; ChiffresRefuses dit s'il est inconnu ou à venir."""
    if genre in _calculs:
        return _calculs[genre](cadre)
    if genre in TYPES_PREVUS:
        raise ChiffresRefuses(f"« {genre} » : type pas encore disponible.")
    raise ChiffresRefuses(f"« {genre} » n'est pas un type connu : {', '.join(TYPES_PREVUS)}.")
