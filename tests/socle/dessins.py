"""Fabrique et lecture de graphiques pour les tests."""

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
