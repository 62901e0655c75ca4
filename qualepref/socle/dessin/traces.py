"""Tracés d'un graphique : cadre, axes, cible, barres, lignes, barres empilées."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from qualepref.socle.dessin import svg
from qualepref.socle.nombres import UNITES, abreger, ecrire, graduer
from qualepref.socle.typographie import insecables

if TYPE_CHECKING:
    from qualepref.socle.dessin.graphiques import Graphique

HAUT, BASE = 22, 242
MARGE = 44


def graduations(maximum: float, unite: str) -> list[float]:
    """Repères ronds (1, 2 ou 5 × 10ⁿ), de zéro jusqu'à couvrir `maximum`.

    Sous le quart du plancher (un taux d'engagement de 5 %), l'échelle se met à leur taille.
    """
    plancher = UNITES[unite].plancher
    maximum = max(maximum, plancher if not maximum or maximum > plancher / 4 else 0) or 1
    puissance = 10 ** math.floor(math.log10(maximum / 5))
    pas = next(c * puissance for c in (1, 2, 5, 10) if maximum / 5 <= c * puissance * (1 + 1e-9))
    if not UNITES[unite].decimales:
        pas = max(pas, 1)
    nombre = math.ceil(maximum / pas - 1e-9)
    return [float(f"{pas * rang:.10g}") for rang in range(nombre + 1)]


@dataclass(frozen=True)
class Cadre:
    """Le rectangle du tracé : x d'un rang, y d'une valeur, en unités du dessin."""

    g: Graphique

    @cached_property
    def reperes(self) -> list[float]:
        piles = [sum(pile) for pile in _piles(self.g)]
        sommets = piles if self.g.genre == "barres_empilees" else self.g.mesures
        return graduations(
            max([*sommets, *(float(c or 0) for c in (self.g.cible, *self.g.cibles))]), self.g.unite
        )

    @cached_property
    def gauche(self) -> float:
        large = max(svg.largeur(graduer(v, self.g.unite), 11) for v in self.reperes)
        return max(large + 10, MARGE)

    @cached_property
    def droite(self) -> float:
        if self.g.cible is None:
            return svg.LARGEUR - 4
        return svg.LARGEUR - max(svg.largeur(abreger(self.g.cible, self.g.unite)) + 8, MARGE)

    @cached_property
    def pas(self) -> float:
        return (self.droite - self.gauche) / len(self.g.categories)

    @cached_property
    def categories(self) -> list[list[str]]:
        """Libellés en trois lignes au plus, d'un pas de large même agrandis dans un petit écran."""
        signes = max(int(self.pas / svg.largeur("x", 20)), 5)
        coupe = textwrap.TextWrapper(
            signes,
            break_long_words=False,
            break_on_hyphens=False,
            max_lines=3,
            placeholder="…",
        )
        return [coupe.wrap(categorie) for categorie in self.g.categories]

    @property
    def hauteur(self) -> int:
        return BASE + 12 + 15 * max(map(len, self.categories))

    def x(self, rang: int) -> float:
        return self.gauche + self.pas * (rang + 0.5)

    def y(self, valeur: float) -> float:
        return BASE - (BASE - HAUT) * float(valeur) / self.reperes[-1]


def tracer(graphique: Graphique) -> tuple[str, int]:
    """Contenu du svg et sa hauteur ; la cible passe derrière : qui la couvre l'atteint."""
    cadre = Cadre(graphique)
    formes, etiquettes = GENRES[graphique.genre](cadre)
    return _fond(cadre) + _cible(cadre) + formes + etiquettes, cadre.hauteur


def _piles(g: Graphique) -> list[list[float]]:
    """Par catégorie, les valeurs mesurées, de bas en haut."""
    colonnes = zip(*(serie.valeurs for serie in g.series), strict=True)
    return [[float(v) for v in colonne if v is not None] for colonne in colonnes]


def points(g: Graphique) -> Iterator[tuple[int, int, float | None]]:
    """Les (rang, numéro de série, valeur), catégorie par catégorie."""
    for rang in range(len(g.categories)):
        for n, serie in enumerate(g.series, 1):
            yield rang, n, serie.valeurs[rang]


def infobulle(g: Graphique, rang: int, n: int) -> str:
    serie = g.series[n - 1]
    valeur = ecrire(serie.valeurs[rang], g.unite)
    return insecables(f"{serie.libelle}, {g.categories[rang]} : {valeur}")


def suites(valeurs: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Suites de valeurs mesurées qui se touchent : une ligne ne traverse pas un trou."""
    for absente, suite in groupby(enumerate(valeurs), key=lambda paire: paire[1] is None):
        if not absente:
            yield list(suite)


def _fond(cadre: Cadre) -> str:
    """Trames, périodes suspendues, grille et libellés des axes."""
    cle = cadre.g.identifiant
    motifs = "".join(svg.motif(cle, n) for n in range(len(cadre.g.series) + 1))
    cotes = {"y": HAUT, "width": cadre.pas, "height": BASE - HAUT}
    bandes = "".join(
        svg.pave(cle, 0, "Période suspendue", x=cadre.gauche + cadre.pas * rang, **cotes)
        for rang in cadre.g.periodes_neutres
    )
    grille = "".join(_graduation(cadre, valeur) for valeur in cadre.reperes)
    return f"<defs>{motifs}</defs>{bandes}{grille}{_categories(cadre)}"


def _graduation(cadre: Cadre, valeur: float) -> str:
    y = cadre.y(valeur)
    trait = _trait("grille" if valeur else "base", cadre, y)
    mots = graduer(valeur, cadre.g.unite)
    return trait + svg.texte("axe", cadre.gauche - 8, y, mots, "end", dy="0.35em")


def _trait(classe: str, cadre: Cadre, y: float) -> str:
    return svg.forme("line", classe, x1=cadre.gauche, x2=cadre.droite, y1=y, y2=y)


def _categories(cadre: Cadre) -> str:
    large = max(svg.largeur(ligne) for lignes in cadre.categories for ligne in lignes or " ")
    rangs = range(0, len(cadre.categories), math.ceil(large / cadre.pas))
    return _groupe([_categorie(cadre, rang) for rang in rangs])


def _categorie(cadre: Cadre, rang: int) -> str:
    lignes = enumerate(cadre.categories[rang])
    x, y = cadre.x(rang), BASE + 6
    textes = [svg.texte("categorie", x, y, mots, dy=f"{1 + 1.2 * n:.1f}em") for n, mots in lignes]
    return f"<g>{''.join(textes)}</g>"


def _groupe(textes: Sequence[str], seul: bool = True) -> str:
    """Plus de six textes : une page étroite en cache un sur deux, ou tous s'il y a des séries."""
    classe = "espace" if len(textes) <= 6 else "dense" if seul else "multiple"
    return f'<g class="{classe}">{"".join(textes)}</g>'


def _cible(cadre: Cadre) -> str:
    """Un trait d'un bord à l'autre ; une cible qui a changé, un trait par catégorie."""
    paliers = _paliers(cadre) if cadre.g.a_change_de_cible else ""
    if cadre.g.cible is None:
        return paliers
    x, y = cadre.droite + 6, cadre.y(cadre.g.cible)
    valeur = svg.texte("valeur", x, y, abreger(cadre.g.cible, cadre.g.unite), "start", dy="0.9em")
    mots = svg.texte("axe", x, y, "Cible", "start", dy="-0.3em") + valeur
    return f'{paliers or _trait("cible", cadre, y)}<g class="cible-mots">{mots}</g>'


def _paliers(cadre: Cadre) -> str:
    demi = cadre.pas / 2
    return "".join(
        svg.forme(
            "line",
            "cible",
            x1=cadre.x(rang) - demi,
            x2=cadre.x(rang) + demi,
            y1=cadre.y(cible),
            y2=cadre.y(cible),
        )
        for rang, cible in enumerate(cadre.g.cibles)
        if cible is not None
    )


@dataclass(frozen=True)
class Etiquette:
    """Valeur à écrire au point (x, y) ; None s'écrit « N/D » au pied, sauf période suspendue."""

    rang: int
    valeur: float | None
    x: float
    y: float


def _etiquettes(cadre: Cadre, etiquettes: Sequence[Etiquette], large: float) -> str:
    """Étiquettes éclaircies si elles débordent de `large` ; la dernière reste toujours."""
    g = cadre.g
    cadence = math.ceil(max(svg.largeur(abreger(v, g.unite)) for v in g.mesures) / large)
    if cadence > 1 and len(g.series) > 1:
        return ""
    textes = [_etiquette(g, etiquette) for etiquette in etiquettes[::-cadence][::-1]]
    return _groupe(textes, len(g.series) == 1)


def _etiquette(g: Graphique, e: Etiquette) -> str:
    if e.valeur is not None:
        return svg.etiquette(e.x, e.y, abreger(e.valeur, g.unite))
    return "<g/>" if e.rang in g.periodes_neutres else svg.texte("axe", e.x, BASE - 6, "N/D")


def barres(cadre: Cadre) -> tuple[str, str]:
    """Barres côte à côte, une par série ; zéro laisse un filet, une absence ne laisse rien."""
    nombre = len(cadre.g.series)
    large = min(cadre.pas * 0.72 / nombre, 72)
    formes, etiquettes = "", []
    for rang, n, valeur in points(cadre.g):
        x = cadre.x(rang) + large * (n - 0.5 - nombre / 2)
        if valeur is not None:
            formes += _barre(cadre, rang, n, x, large, 0, valeur)
        etiquettes.append(Etiquette(rang, valeur, x, cadre.y(valeur or 0) - 6))
    return formes, _etiquettes(cadre, etiquettes, cadre.pas if nombre == 1 else large)


def _barre(cadre: Cadre, rang: int, n: int, x: float, large: float, bas: float, haut: float) -> str:
    jour = 1.5 if bas else 0  # deux étages ne se touchent pas
    y = min(cadre.y(haut), cadre.y(bas) - jour - 1.5)
    hauteur = cadre.y(bas) - jour - y
    cotes = {"x": x - large / 2 + 1, "y": y, "width": large - 2, "height": hauteur}
    return svg.pave(cadre.g.identifiant, n, infobulle(cadre.g, rang, n), **cotes)


def barres_empilees(cadre: Cadre) -> tuple[str, str]:
    """Une pile par catégorie, la première série en bas, le total au-dessus s'il est complet."""
    large = min(cadre.pas * 0.72, 72)
    formes, etiquettes = "", []
    for rang, n, valeur, bas in _etages(cadre.g):
        x, haut = cadre.x(rang), bas + valeur
        formes += _barre(cadre, rang, n, x, large, bas, haut)
        milieu = (cadre.y(bas) + cadre.y(haut)) / 2 + 4
        if cadre.y(bas) - cadre.y(haut) >= 18:
            etiquettes.append(Etiquette(rang, valeur, x, milieu))
    return formes, _etiquettes(cadre, etiquettes + _totaux(cadre), large)


def _etages(g: Graphique) -> Iterator[tuple[int, int, float, float]]:
    """Les (rang, numéro de série, valeur, valeur cumulée dessous) ; zéro n'a pas d'étage."""
    for rang, n, valeur in points(g):
        dessous = [float(serie.valeurs[rang] or 0) for serie in g.series[: n - 1]]
        if valeur:
            yield rang, n, float(valeur), sum(dessous)


def _totaux(cadre: Cadre) -> list[Etiquette]:
    """Total d'une pile entière (des parts n'en ont pas besoin) ; « N/D » si rien n'est mesuré."""
    etiquettes = []
    for rang, pile in enumerate(_piles(cadre.g)):
        entiere = len(pile) == len(cadre.g.series) and cadre.g.unite != "%"
        if entiere or not pile:
            total = sum(pile) if pile else None
            etiquettes.append(Etiquette(rang, total, cadre.x(rang), cadre.y(total or 0) - 6))
    return etiquettes


def lignes(cadre: Cadre) -> tuple[str, str]:
    """Une ligne à repères par série, interrompue là où rien n'est mesuré."""
    formes = ""
    for n, serie in enumerate(cadre.g.series, 1):
        for suite in suites(serie.valeurs):
            points = [(cadre.x(rang), cadre.y(valeur)) for rang, valeur in suite]
            formes += polyligne(f"t{n}", points)
            bulles = [infobulle(cadre.g, rang, n) for rang, _ in suite]
            formes += "".join(svg.repere(n, *p, b) for p, b in zip(points, bulles, strict=True))
    seule = cadre.g.series[0].valeurs if len(cadre.g.series) == 1 else []
    etiquettes = [_sur_la_ligne(cadre, seule, rang) for rang in range(len(seule))]
    return formes, _etiquettes(cadre, etiquettes, cadre.pas)


def polyligne(classe: str, points: Sequence[tuple[float, float]], **attributs: object) -> str:
    ecrits = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return svg.forme("polyline", classe, points=ecrits, **attributs)


def _sur_la_ligne(cadre: Cadre, valeurs: Sequence[float | None], rang: int) -> Etiquette:
    """Au-dessus du point, mais au-dessous dans un creux : la ligne ne barre pas la valeur."""
    valeur = valeurs[rang]
    voisines = [*valeurs[max(rang - 1, 0) : rang], *valeurs[rang + 1 : rang + 2]]
    connues = [v for v in voisines if v is not None]
    creux = valeur and connues and valeur < min(connues)
    y = cadre.y(valeur or 0) + (21 if creux else -10)
    return Etiquette(rang, valeur, cadre.x(rang), y)


GENRES: dict[str, Callable[[Cadre], tuple[str, str]]] = {
    "barres": barres,
    "barres_empilees": barres_empilees,
    "lignes": lignes,
}
