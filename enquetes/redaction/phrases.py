"""Ce qu'un questionnaire fait, dit en mots."""

from collections.abc import Sequence


def condition_en_mots(code: str, choix: Sequence[str]) -> str:
    """« si Q3 est « Non » ou « En partie » » ; sans choix, une réponse quelconque suffit."""
    if not choix:
        return f"si l'on a répondu à {code}"
    dits = [f"« {un} »" for un in choix]
    *premiers, dernier = dits
    ou = f"{', '.join(premiers)} ou {dernier}" if premiers else dernier
    return f"si {code} est {ou}"


def version_suivante(version: str, prises: Sequence[str] = ()) -> str:
    """La première libre après celle-ci : son dernier nombre monte, ou « .1 » s'ajoute."""
    debut, point, fin = version.rpartition(".")
    if not fin.isdecimal():
        debut, point, fin = version, ".", "0"
    rang = int(fin) + 1
    while f"{debut}{point}{rang}" in prises:
        rang += 1
    return f"{debut}{point}{rang}"
