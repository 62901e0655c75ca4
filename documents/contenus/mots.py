"""Les mots d'un texte, tels qu'on les cherche : sans accent, sans majuscule, au singulier.

La base ne voit que des lettres et des chiffres ASCII séparés par une espace : PostgreSQL et SQLite
trouvent donc les mêmes documents (docs/decisions/recherche-plein-texte.md).
"""

import re
import unicodedata
from typing import NamedTuple

MOT_MAXIMAL = 40  # signes
MOTS_DEMANDES = 20
REQUETE_MAXIMALE = 300  # signes
_MOT = re.compile(r"[a-z0-9]+")
_COUPURE = re.compile(r"(?<=[a-zà-ÿ])[-\u2010]\n(?=[a-zà-ÿ])|\u00ad\n?")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
# Trop courants pour distinguer un document d'un autre.
_VIDES = frozenset(
    "au aux avec ce ces cette dans de des du elle en est et eux il ils je la le les leur lui ma"
    " mais me mes moi mon ne nos notre nous on ou par pas pour qu que qui sa se ses son sur ta te"
    " tes toi ton tu un une vos votre vous".split()
)


class Requete(NamedTuple):
    """Ce qu'on cherche : tous ces mots, ces débuts de mots, et ces suites de mots."""

    mots: tuple[str, ...] = ()
    debuts: tuple[str, ...] = ()
    suites: tuple[str, ...] = ()

    def __bool__(self):
        return bool(self.mots or self.debuts)


def sans_accents(texte: str) -> str:
    """En minuscules et sans accent ; « œ » vaut « oe »."""
    decompose = unicodedata.normalize("NFKD", texte.lower().translate(_LIGATURES))
    return "".join(c for c in decompose if not unicodedata.combining(c))


def singulier(mot: str) -> str:
    """« bureaux » → « bureau », « locaux » → « local », « courriers » → « courrier »."""
    if len(mot) > 4 and mot.endswith("aux") and not mot.endswith("eaux"):
        return f"{mot[:-3]}al"
    return mot[:-1] if len(mot) > 3 and mot[-1] in "sx" else mot


def mots_de(texte: str) -> list[str]:
    """Les mots cherchables, dans leur ordre ; un mot coupé en fin de ligne est recollé."""
    return [mot for brut in _bruts(texte) if (mot := _retenir(brut))]


def normaliser(texte: str) -> str:
    return " ".join(mots_de(texte))


def _bruts(texte: str) -> list[str]:
    return _MOT.findall(sans_accents(_COUPURE.sub("", texte)))


def _retenir(brut: str) -> str:
    """Vide pour un mot vide de sens, ou d'une seule lettre (« l'accueil »)."""
    if brut in _VIDES or (len(brut) == 1 and not brut.isdigit()):
        return ""
    return singulier(brut)[:MOT_MAXIMAL]


def analyser(saisie: str) -> Requete:
    """« accueil "droit au séjour" préf* » : des mots, une suite exacte, un début de mot.

    Toute saisie se lit ; vide quand il n'en reste aucun mot.
    """
    saisie = saisie[:REQUETE_MAXIMALE]
    suites = tuple(s for s in map(normaliser, re.findall('["«“]([^"«»“”]*)["»”]', saisie)) if s)
    debuts = tuple(
        sans_accents(debut)[:MOT_MAXIMAL] for debut in re.findall(r"([^\W_]{2,})\*", saisie)
    )
    debuts = tuple(debut for debut in debuts if _MOT.fullmatch(debut))
    mots = dict.fromkeys(mots_de(re.sub(r"[^\W_]{2,}\*", " ", saisie)))
    return Requete(tuple(mots)[:MOTS_DEMANDES], debuts[:MOTS_DEMANDES], suites)


def correspond(mot: str, requete: Requete) -> bool:
    """Ce mot du texte, tel qu'écrit, est-il l'un de ceux qu'on cherche ?"""
    bruts = _bruts(mot)
    return any(
        _retenir(brut) in requete.mots or brut.startswith(requete.debuts or ("\0",))
        for brut in bruts
    )
