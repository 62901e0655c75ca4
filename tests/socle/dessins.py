"""Fabrique et lecture de graphiques pour les tests."""

import re
from xml.etree import ElementTree

from qualepref.socle.dessin.graphiques import Graphique, Serie

MOIS = "janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.".split()
ESPACE = "{http://www.w3.org/2000/svg}"


def graphique(*valeurs, categories=None, **champs):
    """Un graphique d'une série, ou de plusieurs si `valeurs` sont des listes."""
    listes = valeurs if isinstance(valeurs[0], list) else [list(valeurs)]
    return Graphique(
        categories=categories or MOIS[: len(listes[0])],
        series=[Serie(f"Série {n}", liste) for n, liste in enumerate(listes, 1)],
        **{"cle": "essai", "titre": "Essai", "description": "Par mois.", **champs},
    )


def lire(dessin):
    return ElementTree.fromstring(dessin)


def tous(dessin, nom, classe=None):
    elements = lire(dessin).iter(f"{ESPACE}{nom}")
    return [e for e in elements if classe is None or e.get("class") == classe]


def textes(dessin, classe=None):
    """Les textes écrits, espaces insécables rendues ordinaires."""
    return ["".join(e.itertext()).replace("\u00a0", " ") for e in tous(dessin, "text", classe)]


def points_du_dessin(dessin):
    """(série, catégorie) → valeur écrite, de chaque forme qui en porte une."""
    lus = [titre.text.replace("\u00a0", " ") for titre in tous(dessin, "title")]
    points = [dit.rpartition(" : ") for dit in lus if ", " in dit.rpartition(" : ")[0]]
    return {tuple(ou.split(", ", 1)): valeur for ou, _, valeur in points}


def figures_de(page):
    """(svg, tableau) de chaque figure d'une page ; le tableau : (série, catégorie) → cellule."""
    for figure in re.findall(r'<figure class="graphique".*?</figure>', page, re.S):
        svg = next(s for s in re.findall(r"<svg.*?</svg>", figure, re.S) if 'role="img"' in s)
        (table,) = re.findall(r"<table.*?</table>", figure, re.S)
        yield svg, points_du_tableau(table)


def points_du_tableau(table):
    series, *lignes = [
        ["".join(case.itertext()).strip().replace("\u00a0", " ") for case in rangee]
        for rangee in ElementTree.fromstring(table.replace("&nbsp;", " ")).iter("tr")
    ]
    return {
        (serie, ligne[0]): cellule
        for ligne in lignes
        for serie, cellule in zip(series[1:], ligne[1:], strict=True)
    }
