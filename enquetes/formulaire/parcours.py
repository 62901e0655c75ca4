"""D'un écran à l'autre : quelles questions se posent ensemble, ce qui vient après, où l'on en est.

Sans JavaScript, une question qui dépend d'une autre attend l'écran d'après la sienne.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from enquetes.affichage import Posee, Reponses, visibles


@dataclass(frozen=True)
class Ecran:
    """Les questions d'un écran ; `rang` : celui de la première, parmi `nombre` qui se posent."""

    codes: tuple[str, ...]
    rang: int
    nombre: int
    est_dernier: bool

    @property
    def cle(self) -> str:
        return self.codes[0]


def ecrans(posees: Sequence[Posee], reponses: Reponses, une_par_ecran: bool) -> list[Ecran]:
    """Les écrans à parcourir d'après ce qui est déjà répondu ; vide si rien ne se pose."""
    vues = set(visibles(posees, reponses))
    groupes = [tuple(code for code in groupe if code in vues) for groupe in _groupes(posees)]
    if une_par_ecran:
        groupes = [(code,) for groupe in groupes for code in groupe]
    groupes = [groupe for groupe in groupes if groupe]
    suite, rang = [], 1
    for groupe in groupes:
        suite.append(Ecran(groupe, rang, len(vues), groupe is groupes[-1]))
        rang += len(groupe)
    return suite


def _groupes(posees: Iterable[Posee]) -> list[list[str]]:
    """Coupe avant une question qui dépend d'une autre du même groupe."""
    groupes: list[list[str]] = [[]]
    for posee in posees:
        if posee.condition and posee.condition.code in groupes[-1]:
            groupes.append([])
        groupes[-1].append(posee.code)
    return groupes


def ecran_de(suite: Sequence[Ecran], code: str) -> Ecran | None:
    """Celui où se pose cette question."""
    return next((ecran for ecran in suite if code in ecran.codes), None)


def apres(suite: Sequence[Ecran], codes: Iterable[str], rangs: dict[str, int]) -> Ecran | None:
    """Le premier écran qui suit ces questions ; None à la fin. `rangs` : code → place."""
    dernier = max(rangs[code] for code in codes)
    return next((ecran for ecran in suite if rangs[ecran.cle] > dernier), None)


def avant(suite: Sequence[Ecran], codes: Iterable[str], rangs: dict[str, int]) -> Ecran | None:
    """Le dernier écran qui précède ces questions ; None au début."""
    premier = min(rangs[code] for code in codes)
    precedents = [ecran for ecran in suite if rangs[ecran.codes[-1]] < premier]
    return precedents[-1] if precedents else None
