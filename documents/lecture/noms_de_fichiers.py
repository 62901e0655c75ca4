"""Reconnaître dans le nom d'un fichier la référence d'un document, et la version.

« QP38_FP_1 Traitement des courriels v4.docx » : QP38-FP-01, version 4. Les zéros, la casse et les
séparateurs sont indifférents ; le dossier où se trouve le fichier peut porter la référence.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from qualepref.socle.lecture.valeurs import normaliser

_MORCEAU = re.compile(r"[a-z]+|\d+")
_VERSION = re.compile(r"(?:^|[^a-z])(?:v|vers|version|indice)[ ._-]{0,2}(\d{1,4})(?!\d)")
Morceaux = tuple[str, ...]


class Rapproche(NamedTuple):
    """`reference` est vide si `raison` dit pourquoi aucune, ou plusieurs, ne conviennent."""

    reference: str = ""
    version: int | None = None
    raison: str = ""


def morceaux(texte: str) -> Morceaux:
    """« QP38-FP-01 » : qp, 38, fp, 1."""
    return tuple(m.lstrip("0") or "0" for m in _MORCEAU.findall(normaliser(texte)))


def index_des_references(references: Iterable[str]) -> dict[Morceaux, list[str]]:
    index: dict[Morceaux, list[str]] = {}
    for reference in references:
        index.setdefault(morceaux(reference), []).append(reference)
    index.pop((), None)
    return index


def rapprocher(chemin: str, index: Mapping[Morceaux, list[str]]) -> Rapproche:
    """`chemin` : celui du fichier dans l'archive ou le dossier, barres obliques à droite."""
    parties = PurePosixPath(chemin.replace("\\", "/"))
    tige = normaliser(parties.stem)
    for nom in (parties.stem, *reversed(parties.parent.parts)):
        trouvees = _references(morceaux(nom), index)
        if len(trouvees) == 1:
            return Rapproche(trouvees[0], _version(tige))
        if trouvees:
            return Rapproche(raison=f"plusieurs références possibles : {', '.join(trouvees)}")
    return Rapproche(raison="aucun document n'a la référence que porterait ce nom")


def _references(nom: Morceaux, index: Mapping[Morceaux, list[str]]) -> list[str]:
    """Celle par quoi le nom commence, la plus longue ; à défaut celles qu'il contient."""
    for longueur in range(len(nom), 0, -1):
        if connues := index.get(nom[:longueur]):
            return sorted(connues)
    for longueur in range(len(nom) - 1, 1, -1):
        suites = {nom[i : i + longueur] for i in range(1, len(nom) - longueur + 1)}
        if trouvees := [reference for suite in suites for reference in index.get(suite, ())]:
            return sorted(trouvees)
    return []


def _version(tige: str) -> int | None:
    lues = _VERSION.findall(tige)
    return int(lues[-1]) or None if lues else None
