"""Le bilan d'un contrôle : points conformes sur points jugés, et ce qui s'écarte.

« Sans objet » et les blancs n'entrent pas dans le taux (`score` des grilles livrées).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from enquetes.depouillement import Taux, total


class Point(NamedTuple):
    """Un point de la grille, à son rang."""

    code: str
    theme: str


@dataclass(frozen=True)
class Bilan:
    """`sans_objet` : réponses hors du calcul. Sans réponse jugée, un taux est Taux()."""

    ensemble: Taux
    par_theme: dict[str, Taux]
    par_point: dict[str, Taux]
    sans_objet: int


def bilan(points: Iterable[Point], comptes: Mapping[tuple[str, bool | None], int]) -> Bilan:
    """`comptes` : (code, favorable) → nombre ; favorable None pour « sans objet »."""
    points = list(points)
    par_point = {point.code: _taux(point.code, comptes) for point in points}
    themes: dict[str, list[Taux]] = {}
    for point in points:
        themes.setdefault(point.theme, []).append(par_point[point.code])
    return Bilan(
        total(par_point.values()),
        {theme: total(taux) for theme, taux in themes.items()},
        par_point,
        sum(comptes.get((point.code, None), 0) for point in points),
    )


def _taux(code: str, comptes: Mapping[tuple[str, bool | None], int]) -> Taux:
    conformes = comptes.get((code, True), 0)
    return Taux(conformes, conformes + comptes.get((code, False), 0))
