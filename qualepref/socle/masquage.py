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
# Un compte nommé d'après une fonction ne nomme personne.
FONCTIONS = frozenset(
    "agent agente administrateur administratrice auditeur auditrice copil correspondant "
    "correspondante national nationale qualite referent referente accueil".split()
)


class Noms:
    """Les noms de personnes connues : entiers, dans un ordre ou l'autre, ou le nom seul."""

    def __init__(self, personnes: Iterable[tuple[str, str]]):
        """`personnes` : prénom et nom de chacune."""
        self.suites: dict[str, set[tuple[tuple[str, ...], bool]]] = {}
        for prenom, nom in personnes:
            prenoms, noms = _mots(prenom), _mots(nom)
            if noms and FONCTIONS.isdisjoint(noms) and any(map(_nomme, noms)):
                self._retenir(noms, entier=False)
                if prenoms:
                    self._retenir(prenoms + noms, entier=True)
                    self._retenir(noms + prenoms, entier=True)

    def _retenir(self, suite: tuple[str, ...], entier: bool) -> None:
        self.suites.setdefault(suite[0], set()).add((suite, entier))

    def etendues(self, texte: str) -> Iterator[tuple[int, int]]:
        """Un nom seul ne compte qu'avec une capitale : « un petit groupe » ne nomme personne."""
        trouves = list(MOT.finditer(replier(texte)))
        mots = tuple(trouve.group() for trouve in trouves)
        for rang, trouve in enumerate(trouves):
            for suite, entier in self.suites.get(trouve.group(), ()):
                fin = rang + len(suite)
                capitale = entier or texte[trouve.start()].isupper()
                if mots[rang:fin] == suite and capitale:
                    yield trouve.start(), trouves[fin - 1].end()


PERSONNE = Noms(())


def _mots(nom: str) -> tuple[str, ...]:
    return tuple(mot for mot in MOT.findall(replier(nom)) if mot not in CIVILITES)


def masquer(texte: str, nom: str = "", coordonnees: str = "", noms: Noms = PERSONNE) -> str:
    """Le texte sans ce que l'on sait de la personne, ni adresse électronique, ni téléphone.

    `noms` : ceux d'autres personnes connues.
    """
    etendues = [
        *(trouve.span() for motif in (COURRIEL, TELEPHONE) for trouve in motif.finditer(texte)),
        *_noms(texte, nom),
        *_lignes(texte, coordonnees),
        *noms.etendues(texte),
    ]
    return _remplacer(texte, etendues)


def _noms(texte: str, nom: str) -> Iterator[tuple[int, int]]:
    """Le nom entier, quelle que soit sa casse ; chaque mot du nom, écrit avec une capitale."""
    plat = replier(texte)
    mots = _mots(nom)
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
