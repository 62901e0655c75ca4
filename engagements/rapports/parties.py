"""Une partie d'un dossier : des phrases et des tableaux, en valeurs simples."""

from collections.abc import Iterable


def partie(titre: str, *paragraphes: str, tableaux: Iterable[dict] = ()) -> dict:
    return {
        "titre": titre,
        "paragraphes": [texte for texte in paragraphes if texte],
        "tableaux": list(tableaux),
    }


def tableau(legende: str, entetes: list[str], lignes: list[list], note: str = "") -> dict:
    """`note` : ce qu'on dit à la place d'un tableau vide."""
    return {"legende": legende, "entetes": entetes, "lignes": lignes, "note": note}
