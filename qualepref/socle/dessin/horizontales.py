"""Barres horizontales : pour comparer des services, des sites ou des thèmes aux noms longs."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from qualepref.socle.dessin import svg
from qualepref.socle.dessin.traces import graduations, infobulle, points
from qualepref.socle.nombres import abreger
from qualepref.socle.typographie import insecables

if TYPE_CHECKING:
    from qualepref.socle.dessin.graphiques import Graphique

HAUT, LIGNE, BARRE, ECART = 20, 20, 20, 16
LONGUEUR = svg.LARGEUR - 60


def tracer(g: Graphique) -> tuple[str, int]:
    """Chaque nom, ses barres dessous, la valeur au bout ; la cible passe derrière."""
    noms = _noms(g)
    tete = LIGNE * max(map(len, noms))
    pas = tete + BARRE * len(g.series) + ECART
    hauteur = HAUT + pas * len(g.categories)
    contenu = _motifs(g) + _cible(g, hauteur - ECART)
    for rang, nom in enumerate(noms):
        contenu += _nom(nom, HAUT + pas * rang + tete - 5)
    for rang, n, valeur in points(g):
        y = HAUT + pas * rang + tete + BARRE * (n - 1)
        contenu += _barre(g, rang, n, valeur, y)
    return contenu, hauteur


def _motifs(g: Graphique) -> str:
    motifs = (svg.motif(g.identifiant, n) for n in range(1, len(g.series) + 1))
    return f"<defs>{''.join(motifs)}</defs>"


def _noms(g: Graphique) -> list[list[str]]:
    """Noms en deux lignes au plus, qui tiennent même agrandis dans un petit écran."""
    signes = int(svg.LARGEUR / svg.largeur("x", 20))
    return [textwrap.wrap(nom, signes, max_lines=2, placeholder="…") for nom in g.categories]


def _nom(lignes: list[str], y: float) -> str:
    return "".join(
        svg.texte("categorie", 0, y, mots, "start", dy=f"{-1.2 * n:.1f}em")
        for n, mots in enumerate(reversed(lignes))
    )


def _barre(g: Graphique, rang: int, n: int, valeur: float | None, y: float) -> str:
    if valeur is None:
        mot = g.series[n - 1].absences.get(rang, "N/D")
        return svg.texte("axe", 0, y + BARRE - 6, mot, "start")
    fin = max(_x(g, valeur), 1.5)
    cotes = {"x": 0, "y": y, "width": fin, "height": BARRE - 2}
    etiquette = svg.etiquette(fin + 6, y + BARRE - 6, abreger(valeur, g.unite), "start")
    return svg.pave(g.identifiant, n, infobulle(g, rang, n), **cotes) + etiquette


def _cible(g: Graphique, bas: float) -> str:
    if g.cible is None:
        return ""
    x = _x(g, g.cible)
    trait = svg.forme("line", "cible", x1=x, x2=x, y1=HAUT - 4, y2=bas)
    ancre = "end" if x > svg.LARGEUR / 2 else "start"
    mots = insecables(f"Cible : {abreger(g.cible, g.unite)}")
    return trait + svg.texte("valeur", x, HAUT - 8, mots, ancre)


def _x(g: Graphique, valeur: float) -> float:
    sommet = graduations(max([*g.mesures, float(g.cible or 0)]), g.unite)[-1]
    return LONGUEUR * float(valeur) / sommet
