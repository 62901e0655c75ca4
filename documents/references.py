"""La référence d'un document : préfixe du type, sigle du service, numéro jamais repris.

Modèle : « FP-ACC-004 » (`nommage` de types-documents.yaml) ; « -v2 » à la suite dit la version.
"""

import re
from collections.abc import Iterable

from documents.contenus.mots import sans_accents

CHIFFRES = 3


def debut_de_reference(prefixe: str, perimetre: str) -> str:
    """« FP-ACC- » ; sans préfixe de type, le sigle du service seul.

    >>> debut_de_reference("FP", "accueil général")
    'FP-ACCUEIL-GENERAL-'
    """
    mots = [sigle(mot) for mot in (prefixe, perimetre)]
    return "".join(f"{mot}-" for mot in mots if mot)


def sigle(mot: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "-", sans_accents(mot).upper()).strip("-")


def prochaine_reference(debut: str, prises: Iterable[str]) -> str:
    """La première jamais donnée, après toutes celles qui commencent pareil.

    `prises` : les références données, même à un document supprimé depuis.

    >>> prochaine_reference("FP-ACC-", ["FP-ACC-001", "FP-ACC-012", "FP-SEJ-040"])
    'FP-ACC-013'
    """
    motif = re.compile(rf"{re.escape(debut)}0*(\d{{1,9}})(?:-v\d+)?", re.IGNORECASE)
    numeros = [int(trouve[1]) for prise in prises if (trouve := motif.fullmatch(prise))]
    return f"{debut}{max(numeros, default=0) + 1:0{CHIFFRES}d}"
