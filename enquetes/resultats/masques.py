"""Ce qu'un tableau de résultats ne montre pas, pour que personne ne s'y retrouve par soustraction.

Un tableau a des questions et leurs thèmes en lignes, des groupes et leur ensemble en colonnes :
chaque ligne s'additionne vers l'ensemble, chaque groupe de questions vers son thème.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from enquetes.resultats.combinaisons import fermer

ENSEMBLE = "ensemble"  # la colonne de tous les groupes
Effectifs = Mapping[Hashable, Mapping[Hashable, int]]  # {question ou thème: {groupe: personnes}}


class Case(NamedTuple):
    """Une question ou un thème, et un groupe ou l'ensemble."""

    ligne: Hashable
    groupe: Hashable


@dataclass(frozen=True)
class Tableau:
    """`personnes` : qui s'est exprimé, une fois chacun, à chaque question et dans chaque thème.

    `themes` : {thème: ses questions}. `groupes_caches` : ceux dont aucune case ne se montre.
    """

    personnes: Effectifs
    themes: Mapping[Hashable, Sequence[Hashable]]
    montrer: int
    groupes_caches: frozenset[Hashable] = field(default_factory=frozenset)

    @cached_property
    def groupes(self) -> list[Hashable]:
        dits = dict.fromkeys(g for comptes in self.personnes.values() for g in comptes)
        return [groupe for groupe in dits if groupe != ENSEMBLE]

    def nombre(self, case: Case) -> int:
        return self.personnes[case.ligne].get(case.groupe, 0)

    @cached_property
    def blocs(self) -> list[tuple[Hashable | None, Sequence[Hashable]]]:
        """Un thème et ses questions, ou une question seule : aucune somme n'en lie deux."""
        rangees = {question for questions in self.themes.values() for question in questions}
        seules = [x for x in self.personnes if x not in rangees and x not in self.themes]
        return [*self.themes.items(), *((None, [question]) for question in seules)]

    def trop_peu(self, case: Case) -> bool:
        return 0 < self.nombre(case) < self.montrer

    def cachees_d_abord(self, lignes: Iterable[Hashable]) -> set[Case]:
        """Trop peu de personnes, ou un groupe caché : alors tout, zéros compris.

        Une case vide dirait ce que ce petit groupe n'a pas répondu ; dans une ligne de trop peu de
        personnes, elle dirait qui elles ne sont pas.
        """
        return {
            case
            for ligne in lignes
            for groupe in self.groupes
            if self.trop_peu(case := Case(ligne, groupe))
            or groupe in self.groupes_caches
            or self.trop_peu(Case(ligne, ENSEMBLE))
        }

    def ensemble(self, lignes: Sequence[Hashable]) -> set[Case]:
        return {Case(ligne, ENSEMBLE) for ligne in lignes}


def cases_masquees(tableau: Tableau) -> frozenset[Case]:
    """Les cases à ne pas montrer : celles de trop peu de personnes, puis de quoi les garder.

    La colonne de l'ensemble se décide seule : elle est la même quel que soit l'axe choisi, sans
    quoi un autre axe montrerait ce que celui-ci cache.
    """
    caches: set[Case] = set()
    for theme, questions in tableau.blocs:
        lignes = [*questions, *([theme] if theme is not None else [])]
        ensemble = tableau.ensemble(lignes)
        du_theme = [_du_theme(theme, questions, ENSEMBLE)] if theme is not None else []
        petites = {case for case in ensemble if tableau.trop_peu(case)}
        decidees = _fermer(tableau, du_theme, petites, frozenset())
        relations = [*du_theme, *_relations(tableau, theme, questions, lignes)]
        ouvertes = decidees | tableau.cachees_d_abord(lignes)
        caches |= _fermer(tableau, relations, ouvertes, frozenset(ensemble))
    return frozenset(caches)


def _du_theme(theme, questions, groupe) -> dict[Case, int]:
    return {Case(q, groupe): 1 for q in questions} | {Case(theme, groupe): -1}


def _relations(tableau: Tableau, theme, questions, lignes) -> list[dict[Case, int]]:
    groupes = tableau.groupes
    par_ligne = [
        {Case(ligne, g): 1 for g in groupes} | {Case(ligne, ENSEMBLE): -1} for ligne in lignes
    ]
    par_theme = [_du_theme(theme, questions, g) for g in groupes if theme is not None]
    return (par_ligne if groupes else []) + par_theme


def _fermer(tableau: Tableau, relations, cachees, tenues: frozenset[Case]) -> frozenset[Case]:
    """`tenues` : les cases qu'on ne peut plus cacher."""

    def trahit(cases: list[Case]) -> bool:
        return 0 < _au_moins(tableau, cases) < tableau.montrer

    def suivante(lisibles: Iterable[Case]) -> Case | None:
        libres = [case for case in lisibles if case not in tenues]
        return min(libres, key=lambda c: (not tableau.nombre(c), tableau.nombre(c)), default=None)

    return fermer(relations, cachees, trahit, suivante)


def _au_moins(tableau: Tableau, cases: list[Case]) -> int:
    """Combien de personnes, au moins, ces cases comptent ensemble.

    D'un groupe à l'autre, elles s'ajoutent ; d'une question à l'autre, ce peuvent être les mêmes,
    sauf si ce sont toutes celles d'un thème, dont on sait combien de personnes y ont répondu.
    """
    par_ligne: dict[Hashable, int] = {}
    for case in cases:
        par_ligne[case.ligne] = par_ligne.get(case.ligne, 0) + tableau.nombre(case)
    groupes = {case.groupe for case in cases}
    entiers = [
        sum(tableau.nombre(Case(theme, groupe)) for groupe in groupes)
        for theme, questions in tableau.themes.items()
        if len(cases) == len(questions) * len(groupes)
        and all(Case(q, g) in cases for q in questions for g in groupes)
    ]
    return max([*par_ligne.values(), *entiers], default=0)
