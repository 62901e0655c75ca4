"""Rapprocher le titre d'une colonne du champ qu'elle contient.

Deux titres sont les mêmes s'ils ont les mêmes mots, quel qu'en soit l'ordre : « Réponse date »,
« DATE DE RÉPONSE », « Réponse le ». À défaut, un rapprochement prudent, signalé comme incertain.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.valeurs import normaliser

CERTAINE = 0.75  # note à partir de laquelle un rapprochement n'est pas signalé
_RESSEMBLANCE = 0.85
_MOTS_VIDES = set("d de des du l la le les un une a au aux en et ou pour sur dans".split())
_MEMES_MOTS = {
    **dict.fromkeys(("n", "no", "num", "nr"), "numero"),
    **dict.fromkeys(("mail", "mel", "email"), "courriel"),
    **dict.fromkeys(("dt", "dte"), "date"),
    **dict.fromkeys(("recept", "recep", "rec"), "reception"),
    **dict.fromkeys(("obs", "observ"), "observation"),
    **dict.fromkeys(("svc", "serv", "sce"), "service"),
    **dict.fromkeys(("nb", "nbr", "nbre"), "nombre"),
    **dict.fromkeys(("dem", "dde"), "demande"),
    **{
        "ref": "reference",
        "rep": "reponse",
        "arr": "arrivee",
        "env": "envoi",
        "enr": "enregistrement",
    },
    **{"tel": "telephone", "adr": "adresse", "coord": "coordonnee", "com": "commentaire"},
    **{"enreg": "enregistrement", "pref": "prefecture", "sp": "sousprefecture", "j": "jour"},
    **{"arrive": "arrivee", "recue": "recu", "repondue": "repondu", "envoyee": "envoye"},
    **{"traitee": "traite", "enregistree": "enregistre", "cloturee": "cloture", "close": "clos"},
}
# Ils précisent ce que tout le tableau dit déjà : « Demande reçue le ».
_NEUTRES = set("courrier courriel demande message reclamation lettre prefecture".split())
# Un rapprochement ne peut pas ajouter ces mots à un titre connu : ils en changent le sens.
_CHANGENT_LE_SENS = set(
    "limite butoir echeance delai prevu prevue previsionnelle relance nombre jour heure taux"
    " retard accuse ar reponse attente transmission transmi retour cloture agent redacteur"
    " signature signataire sous autre precedent reglementaire affectation type categorie qualite"
    " statut langue nationalite premier premiere initiale".split()
)
# Ni ceux-là à un titre connu d'un seul mot : « Service de l'usager » n'est pas « Service ».
_AUTRES_NOMS = set(
    "service theme nature canal usager objet numero reception arrivee envoi site date".split()
)
_EXPRESSIONS = (
    (re.compile(r"\be-?mails?\b|\bmels?\b"), "courriel"),
    (re.compile(r"\ba\.r\.?(?=\W|$)"), "ar"),
    (re.compile(r"\bsous-prefectures?\b"), "sousprefecture"),
    (re.compile(r"\brendez-vous\b"), "rdv"),
    (re.compile(r"#|\bn°|№"), " numero "),
)
_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass(frozen=True)
class Champ:
    """Ce qu'un import cherche dans une feuille.

    `synonymes` : titres sûrs, du meilleur au moins bon. `faibles` : titres qui ne valent que si
    le contenu de la colonne convient (`contient`) et si aucune autre ne fait mieux. `motif` :
    expression régulière sur le titre normalisé. `leurre` : colonne reconnue pour être laissée de
    côté. `reunit` : séparateur, quand plusieurs colonnes font une seule valeur. `accessoire` :
    rempli seul, il ne fait pas une ligne. `libre` : texte d'usager, qui peut dire « total ».
    `est_date` : un mois écrit seul y est un intitulé, pas une valeur. `devinable` : `contient`
    suffit à reconnaître la colonne, quel que soit son titre.
    """

    cle: str
    libelle: str
    synonymes: tuple[str, ...] = ()
    faibles: tuple[str, ...] = ()
    motif: str = ""
    requis: bool = False
    leurre: bool = False
    reunit: str = ""
    accessoire: bool = False
    libre: bool = False
    est_date: bool = False
    devinable: bool = False
    contient: Callable[[Valeur], bool] | None = None


@dataclass(frozen=True)
class Rapprochement:
    champ: Champ
    note: float
    faible: bool = False


@lru_cache(maxsize=20_000)
def mots(titre: str) -> frozenset[str]:
    """Les mots qui comptent : « Reçu le » → date, recu ; « N° » → numero."""
    return frozenset(_suite(titre))


@lru_cache(maxsize=20_000)
def _suite(titre: str) -> tuple[str, ...]:
    texte = normaliser(titre).lstrip("*")
    for expression, mot in _EXPRESSIONS:
        texte = expression.sub(mot, texte)
    suite = re.findall(r"[a-z0-9]+", texte)
    if len(suite) > 1 and suite[-1] == "le":
        suite[-1] = "date"
    return tuple(_singulier(_MEMES_MOTS.get(mot, mot)) for mot in suite if mot not in _MOTS_VIDES)


def sans_parentheses(titre: str) -> str:
    return _PARENTHESES.sub(" ", titre).strip()


def _singulier(mot: str) -> str:
    mot = mot[:-1] if len(mot) > 3 and mot[-1] in "sx" else mot
    return _MEMES_MOTS.get(mot, mot)


class Lexique:
    """Les champs cherchés, indexés par les mots de leurs titres."""

    def __init__(self, champs: Sequence[Champ]):
        self.champs = tuple(champs)
        self._exacts: dict[frozenset[str], list[Rapprochement]] = {}
        self._titres: list[tuple[Champ, frozenset[str]]] = []
        for champ in self.champs:
            self._indexer(champ, (champ.libelle, *champ.synonymes), 1.0)
            self._indexer(champ, champ.faibles, 0.8)
        self._motifs = [(re.compile(c.motif), c) for c in self.champs if c.motif]

    def _indexer(self, champ: Champ, titres: tuple[str, ...], note: float) -> None:
        for rang, titre in enumerate(titres):
            if not mots(titre):
                raise ValueError(f"« {titre} » n'a aucun mot qui compte")
            rapprochement = Rapprochement(champ, note - rang / 2000, note < 1)
            self._exacts.setdefault(mots(titre), []).append(rapprochement)
            if note == 1:
                self._titres.append((champ, mots(titre)))

    def rapprocher(self, titre: str, prudent: bool = True) -> list[Rapprochement]:
        """Les champs possibles ; `prudent` : seulement les titres connus, mot pour mot."""
        simple = sans_parentheses(titre)
        certains = self._exacts_a(mots(titre)) if titre else []
        if simple != titre:
            certains += self._exacts_a(mots(simple), 0.05)
        certains += [
            Rapprochement(c, 0.95) for m, c in self._motifs if m.fullmatch(normaliser(simple))
        ]
        certains = certains or self._sans_neutres(mots(simple))
        if certains or prudent:
            return certains
        return list(self._voisins(simple or titre))

    def _exacts_a(self, lus: frozenset[str], malus: float = 0) -> list[Rapprochement]:
        trouves = self._exacts.get(lus, [])
        return [Rapprochement(r.champ, r.note - malus, r.faible) for r in trouves]

    def _sans_neutres(self, lus: frozenset[str]) -> list[Rapprochement]:
        """Réduit à un seul mot, un titre ne vaut que si le contenu convient."""
        reduits = lus - _NEUTRES
        seul = len(reduits) == 1
        return [replace(r, faible=r.faible or seul) for r in self._exacts_a(reduits, 0.08)]

    def _voisins(self, titre: str) -> Iterator[Rapprochement]:
        lus = mots(titre)
        for champ, connus in self._titres:
            ajoutes = lus - connus
            if ajoutes & _CHANGENT_LE_SENS or (len(connus) == 1 and ajoutes & _AUTRES_NOMS):
                continue
            note = max(_parente(titre, connus), _ressemblance(lus, connus))
            if note:
                yield Rapprochement(champ, note, faible=True)


def _parente(titre: str, connus: frozenset[str]) -> float:
    """Tous les mots du titre connu, et d'autres : « Objet précis du courriel ».

    Un titre connu d'un seul mot doit venir en premier.
    """
    suite = _suite(titre)
    lus = set(suite)
    if not connus < lus or len(lus - connus) > 3:
        return 0
    if len(connus) == 1 and (suite[0] not in connus or len(suite[0]) < 5):
        return 0
    return 0.5 + 0.2 * len(connus) / len(lus)


def _ressemblance(lus: frozenset[str], connus: frozenset[str]) -> float:
    """Fautes de frappe : les mots qui diffèrent se ressemblent deux à deux."""
    autres, attendus = sorted(lus - connus), sorted(connus - lus)
    if not autres or len(autres) != len(attendus):
        return 0
    ratios = [_ratio(mot, connu) for mot, connu in zip(autres, attendus, strict=True)]
    return 0.7 * min(ratios) if min(ratios) >= _RESSEMBLANCE else 0


@lru_cache(maxsize=50_000)
def _ratio(mot: str, connu: str) -> float:
    """0 pour deux mots courts : « rep » n'est pas « recep »."""
    if min(len(mot), len(connu)) < 5:
        return 0
    return SequenceMatcher(None, mot, connu).ratio()
