"""Retirer d'un texte libre ce qu'on sait d'une personne : son nom, ses adresses, ses numéros."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

EFFACE = "[effacé]"
MOT_MIN = 3  # lettres : « De » ou « Le » seuls sont de la langue commune
AVANT = 20  # signes où chercher la civilité qui précède
LIGNE_MIN = 6  # signes d'une ligne d'adresse
COURRIEL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(
    r"(?<!\d)(?:(?:\+33|0033)\s?(?:\(0\)\s?)?|0\s?)[1-9](?:[\s./\-]?\d){8}(?!\d)"
)
MOT = re.compile(r"[^\W\d_]+")
CIVILITES = frozenset("m mr mme mlle dr me monsieur madame mademoiselle maitre".split())
# Ce qui accompagne un nom sans nommer personne.
SANS_NOMMER = frozenset(
    "usager usagere anonyme inconnu societe association mairie commune docteur avocat cabinet "
    "collectif famille les des aux prefecture service".split()
)
# Ce qui lie les mots d'un nom, ou en ouvre mille autres : n'en désigne aucun.
PARTICULES = frozenset(
    "d de del della den der des di dos du l la le les van von zu ait ben bin ibn saint "
    "sainte".split()
)
# Deux lettres de la langue commune : « Marie au guichet » n'est pas Marie Au.
COURTS = frozenset(
    "ai an as au ca ce eh en es et eu il je ma me ne ni nu on or ou pu sa se si su ta te tu un us "
    "va vu".split()
)
# Un compte nommé d'après une fonction ne nomme personne.
FONCTIONS = frozenset(
    "agent agente administrateur administratrice auditeur auditrice copil correspondant "
    "correspondante national nationale qualite referent referente accueil".split()
)


class Noms:
    """Les noms de personnes connues : entiers, dans un ordre ou l'autre, le nom seul, et chacun de
    ceux d'un nom composé.
    """

    def __init__(self, personnes: Iterable[tuple[str, str]]):
        """`personnes` : prénom et nom de chacune."""
        self.suites: dict[str, set[tuple[tuple[str, ...], frozenset[int]]]] = {}
        for prenom, nom in personnes:
            prenoms, noms = _mots(prenom), _mots(nom)
            seul = len(noms) == 1 and noms[0] not in SANS_NOMMER and len(noms[0]) > 1
            if FONCTIONS.isdisjoint(noms) and (seul or any(map(_designe, noms))):
                if prenoms:
                    self._retenir_entier(prenoms, noms)
                self._retenir_seul(noms, composes=FONCTIONS.isdisjoint(prenoms))

    def _retenir_entier(self, prenoms: tuple[str, ...], noms: tuple[str, ...]) -> None:
        """Quelle que soit la casse, si le nom n'est pas un mot courant."""
        for suite, debut in ((prenoms + noms, len(prenoms)), (noms + prenoms, 0)):
            rangs = range(debut, debut + len(noms))
            self._retenir(suite, () if any(map(_designe, noms)) else rangs)

    def _retenir_seul(self, noms: tuple[str, ...], composes: bool) -> None:
        designent = [rang for rang, mot in enumerate(noms) if _designe(mot)]
        if any(map(_nomme, noms)):
            self._retenir(noms, designent or range(len(noms)))
        for rang in designent if composes else ():
            self._retenir((noms[rang],), (0,))

    def _retenir(self, suite: tuple[str, ...], capitales: Iterable[int]) -> None:
        """`capitales` : les rangs dont l'un doit en porter une ; vide : la casse est libre."""
        self.suites.setdefault(suite[0], set()).add((suite, frozenset(capitales)))

    def etendues(self, texte: str) -> Iterator[tuple[int, int]]:
        """Un nom seul ne compte qu'avec une capitale : « un petit groupe » ne nomme personne."""
        trouves = list(MOT.finditer(replier(texte)))
        mots = tuple(trouve.group() for trouve in trouves)
        for rang, mot in enumerate(mots):
            for suite, capitales in self.suites.get(mot, ()):
                siens = trouves[rang : rang + len(suite)]
                if mots[rang : rang + len(suite)] != suite or not _suffit(
                    suite, mots[rang - 1 : rang]
                ):
                    continue
                if not capitales or any(texte[siens[un].start()].isupper() for un in capitales):
                    yield siens[0].start(), siens[-1].end()


PERSONNE = Noms(())


def _mots(nom: str) -> tuple[str, ...]:
    return tuple(mot for mot in MOT.findall(replier(_composer(nom))) if mot not in CIVILITES)


def _suffit(suite: tuple[str, ...], avant: tuple[str, ...]) -> bool:
    """Un mot de deux lettres ne nomme, seul, qu'après une civilité : « Mme Ly »."""
    return len(suite) > 1 or len(suite[0]) >= MOT_MIN or not CIVILITES.isdisjoint(avant)


def masquer(texte: str, nom: str = "", coordonnees: str = "", noms: Noms = PERSONNE) -> str:
    """Le texte sans ce que l'on sait de la personne, ni adresse électronique, ni téléphone.

    `noms` : ceux d'autres personnes connues.
    """
    compose = _composer(texte)
    etendues = [
        *(trouve.span() for motif in (COURRIEL, TELEPHONE) for trouve in motif.finditer(compose)),
        *_noms(compose, nom),
        *_lignes(compose, coordonnees),
        *noms.etendues(compose),
    ]
    return _remplacer(compose, etendues) if etendues else texte


def _noms(texte: str, nom: str) -> Iterator[tuple[int, int]]:
    """Le nom entier, quelle que soit sa casse ; chaque mot du nom, écrit avec une capitale."""
    plat = replier(texte)
    mots = _mots(nom)
    if len(mots) > 1 or (mots and _nomme(mots[0])):
        entier = re.compile(r"\b" + r"[\W_]+".join(map(re.escape, mots)) + r"\b")
        yield from (trouve.span() for trouve in entier.finditer(plat))
    for mot in filter(lambda mot: _nomme(mot) or _designe(mot), mots):
        for trouve in re.finditer(rf"\b{re.escape(mot)}\b", plat):
            debut = trouve.start()
            avant = tuple(MOT.findall(plat[max(0, debut - AVANT) : debut])[-1:])
            if texte[debut].isupper() and (len(mots) == 1 or _suffit((mot,), avant)):
                yield trouve.span()


def _nomme(mot: str) -> bool:
    return len(mot) >= MOT_MIN and mot not in SANS_NOMMER


def _designe(mot: str) -> bool:
    """Il dit qui, même court : ni particule, ni mot de la langue."""
    return len(mot) > 1 and mot not in SANS_NOMMER | PARTICULES | COURTS


def _lignes(texte: str, coordonnees: str) -> Iterator[tuple[int, int]]:
    """Chaque ligne d'une adresse, aux espaces près."""
    plat = replier(texte)
    for ligne in re.split(r"[\n,;]", replier(_composer(coordonnees))):
        mots = ligne.split()
        if len(ligne.strip()) >= LIGNE_MIN:
            motif = r"\s+".join(map(re.escape, mots))
            yield from (trouve.span() for trouve in re.finditer(motif, plat))


def _composer(texte: str) -> str:
    """Un accent écrit à part rejoint sa lettre : elle se lit comme une seule."""
    return unicodedata.normalize("NFC", texte)


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
