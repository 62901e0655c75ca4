"""Un CSV où nul texte ne devient une formule."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULE = ("=", "+", "-", "@", "\t", "\r")


def en_csv(entetes: Sequence[str], lignes: Iterable[Sequence]) -> bytes:
    """Un CSV qu'un tableur français ouvre seul ; un texte ne peut pas y devenir une formule."""
    sortie = io.StringIO()
    redacteur = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    redacteur.writerow(entetes)
    redacteur.writerows([_inerte(valeur) for valeur in ligne] for ligne in lignes)
    return sortie.getvalue().encode("utf-8-sig")


def _inerte(valeur) -> str:
    texte = "" if valeur is None else str(valeur)
    return f"'{texte}" if texte.startswith(FORMULE) else texte
