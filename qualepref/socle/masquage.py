"""Retirer d'un texte libre ce qu'on sait d'une personne : son nom, ses adresses, ses numéros."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

EFFACE = "[effacé]"
MOT_MIN = 3  # lettres : « De » ou « Le » seuls sont de la langue commune
LIGNE_MIN = 6  # signes d'une ligne d'adresse
COURRIEL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(r"(?<!\d)(?:\+33|0033|0)\s?[1-9](?:[\s.\-]?\d{2}){4}(?!\d)")
MOT = re.compile(r"[^\W\d_]+")
CIVILITES = frozenset("m mr mme mlle dr me monsieur madame mademoiselle maitre".split())
# Ce qui accompagne un nom sans nommer personne.
SANS_NOMMER = frozenset(
    "usager usagere anonyme inconnu societe association mairie commune docteur avocat cabinet "
    "collectif famille les des aux prefecture service".split()
)


def masquer(texte: str, nom: str = "", coordonnees: str = "") -> str:
    """Le texte sans ce que l'on sait de la personne, ni adresse électronique, ni téléphone."""
    etendues = [
        *(trouve.span() for motif in (COURRIEL, TELEPHONE) for trouve in motif.finditer(texte)),
        *_noms(texte, nom),
        *_lignes(texte, coordonnees),
    ]
    return _remplacer(texte, etendues)


def _noms(texte: str, nom: str) -> Iterator[tuple[int, int]]:
    """Le nom entier, quelle que soit sa casse ; chaque mot du nom, écrit avec une capitale."""
    plat = replier(texte)
    mots = [mot for mot in MOT.findall(replier(nom)) if mot not in CIVILITES]
    if mots:
        entier = re.compile(r"\b" + r"[\W_]+".join(map(re.escape, mots)) + r"\b")
        if len(mots) > 1 or _nomme(mots[0]):
            yield from (trouve.span() for trouve in entier.finditer(plat))
    for mot in filter(_nomme, mots):
        for trouve in re.finditer(rf"\b{re.escape(mot)}\b", plat):
            if texte[trouve.start()].isupper():
                yield trouve.span()


def _nomme(mot: str) -> bool:
    return len(mot) >= MOT_MIN and mot not in SANS_NOMMER


def _lignes(texte: str, coordonnees: str) -> Iterator[tuple[int, int]]:
    """Chaque ligne d'une adresse, aux espaces près."""
    plat = replier(texte)
    for ligne in re.split(r"[\n,;]", replier(coordonnees)):
        mots = ligne.split()
        if len(ligne.strip()) >= LIGNE_MIN:
            motif = r"\s+".join(map(re.escape, mots))
            yield from (trouve.span() for trouve in re.finditer(motif, plat))


def replier(texte: str) -> str:
    """Sans accents ni capitales, lettre pour lettre : les positions restent celles du texte."""
    return "".join(_plate(lettre) for lettre in texte)


def _plate(lettre: str) -> str:
    base = unicodedata.normalize("NFD", lettre)[0].lower()
    return base if len(base) == 1 else lettre


def _remplacer(texte: str, etendues: Iterable[tuple[int, int]]) -> str:
    """Chaque étendue, ou suite d'étendues que rien ne sépare, devient une seule mention."""
    morceaux, fin = [], 0
    for debut, terme in sorted(etendues):
        if not morceaux or texte[fin:debut].strip():
            morceaux += [texte[fin:debut], EFFACE]
        fin = max(fin, terme)
    return "".join([*morceaux, texte[fin:]])
