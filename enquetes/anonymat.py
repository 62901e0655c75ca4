"""Ce qui, dans un texte libre, pourrait désigner quelqu'un : proposé à qui le relit, qui décide."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qualepref.socle.masquage import CIVILITES, COURRIEL, EFFACE, MOT, TELEPHONE, replier

CIVILITE = re.compile(
    r"\b(?:M\.|MM?|Mr|Mmes?|Mlle|Me|Dr|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Mm]aître)"
    r"\s+((?:d[eu]s?\s+|d['’]|la\s+|le\s+)?[A-ZÀ-ÖØ-Þ][\w'’-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w'’-]*)?)"
)
NUMERO = re.compile(r"(?<!\w)(?:[A-Z]{0,3}[\s.-]?\d(?:[\s.-]?\d){5,}|\d{2,}[A-Z]{2}\d{3,})(?!\w)")
CAPITALE = re.compile(r"\b[A-ZÀ-ÖØ-Þ][^\W\d_]{2,}\b")
SIGLE_MAX = 4  # « RDV », « SVI »
FIN_DE_PHRASE = '.!?…:\n«"(-–•'
# Écrits avec une capitale sans nommer personne.
COMMUNS = frozenset(
    "france francais francaise prefecture sous internet anef ants bravo merci janvier fevrier mars "
    "avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi "
    "vendredi samedi dimanche etat europe union caf cpam mairie guichet wifi covid service bureau "
    "facebook google sms ofii ofpra cni svi pmr".split()
)


class Proposition(NamedTuple):
    """Une étendue du texte, et pourquoi la masquer."""

    debut: int
    fin: int
    texte: str
    raison: str


def proposer(texte: str, noms_connus: Iterable[str] = ()) -> list[Proposition]:
    """Ce qui est à masquer, dans l'ordre du texte et sans chevauchement."""
    trouves = sorted(_trouver(texte, noms_connus), key=lambda p: (p.debut, -p.fin))
    gardes: list[Proposition] = []
    for proposition in trouves:
        if not gardes or proposition.debut >= gardes[-1].fin:
            gardes.append(proposition)
    return gardes


def masquer(texte: str, propositions: Iterable[Proposition]) -> str:
    """Chaque étendue devient la même mention."""
    morceaux, fin = [], 0
    for proposition in propositions:
        morceaux += [texte[fin : proposition.debut], EFFACE]
        fin = proposition.fin
    return "".join([*morceaux, texte[fin:]])


def _trouver(texte: str, noms_connus: Iterable[str]) -> Iterator[Proposition]:
    motifs = {"adresse électronique": COURRIEL, "téléphone": TELEPHONE, "numéro": NUMERO}
    for raison, motif in motifs.items():
        for trouve in motif.finditer(texte):
            yield Proposition(*trouve.span(), trouve[0], raison)
    for trouve in CIVILITE.finditer(texte):
        yield Proposition(*trouve.span(1), trouve[1], "nom")
    yield from _noms_connus(texte, noms_connus)
    yield from _capitales(texte)


def _noms_connus(texte: str, noms: Iterable[str]) -> Iterator[Proposition]:
    """Les agents du département, quelle que soit la casse ; un nom de deux lettres ne dit rien."""
    connus = {mot for nom in noms for mot in MOT.findall(replier(nom)) if len(mot) > 2}
    for trouve in MOT.finditer(replier(texte)):
        if trouve[0] in connus:
            yield Proposition(*trouve.span(), texte[slice(*trouve.span())], "nom d'un agent")


def _capitales(texte: str) -> Iterator[Proposition]:
    """Un mot en capitale ailleurs qu'en tête de phrase ; un texte tout en capitales ne dit rien."""
    if texte.isupper():
        return
    for trouve in CAPITALE.finditer(texte):
        avant = texte[: trouve.start()].rstrip(" \t'’")
        en_tete = not avant or avant[-1] in FIN_DE_PHRASE
        est_sigle = trouve[0].isupper() and len(trouve[0]) <= SIGLE_MAX
        if not en_tete and not est_sigle and replier(trouve[0]) not in COMMUNS | CIVILITES:
            yield Proposition(*trouve.span(), trouve[0], "nom possible")
