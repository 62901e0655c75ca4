"""Rapprocher le titre d'une colonne du champ qu'elle contient.

Deux titres sont les mêmes s'ils ont les mêmes mots, quel qu'en soit l'ordre : « Réponse date »,
« DATE DE RÉPONSE », « Réponse le ». À défaut, un rapprochement prudent, signalé comme incertain.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from qualepref.socle.cellules import Valeur
from qualepref.socle.valeurs import normaliser

CERTAINE = 0.75  # note à partir de laquelle un rapprochement n'est pas signalé
_RESSEMBLANCE = 0.86
_MOTS_VIDES = set("d de des du l la le les un une a au aux en et ou pour sur dans".split())
_MEMES_MOTS = {
    **dict.fromkeys(("n", "no", "num", "nr"), "numero"),
    **dict.fromkeys(("mail", "mel", "email", "couriel"), "courriel"),
    **{"dt": "date", "dte": "date", "ref": "reference", "rep": "reponse", "recept": "reception"},
    **{"obs": "observation", "svc": "service", "serv": "service", "tel": "telephone"},
    **{"adr": "adresse", "enreg": "enregistrement", "pref": "prefecture", "sp": "sousprefecture"},
    **{"arrive": "arrivee", "recue": "recu", "repondue": "repondu", "envoyee": "envoye"},
    **{"traitee": "traite", "enregistree": "enregistre", "cloturee": "cloture", "close": "clos"},
    **{"nb": "nombre", "nbr": "nombre", "nbre": "nombre", "j": "jour", "dem": "demande"},
}
# Un rapprochement ne peut pas ajouter ces mots à un titre connu : ils en changent le sens.
_CHANGENT_LE_SENS = set(
    "limite butoir echeance delai prevu prevue previsionnelle relance nombre jour heure taux"
    " retard accuse ar reponse attente transmission transmi retour cloture agent redacteur"
    " signature signataire sous autre precedent reglementaire affectation".split()
)
# Ni ceux-là à un titre connu d'un seul mot : « Service de l'usager » n'est pas « Service ».
_AUTRES_NOMS = set(
    "service theme nature canal usager objet numero reception arrivee envoi site date type".split()
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
    `est_date` : un mois écrit seul y est un intitulé, pas une valeur.
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
    contient: Callable[[Valeur], bool] | None = None


@dataclass(frozen=True)
class Rapprochement:
    champ: Champ
    note: float
    faible: bool = False


@lru_cache(maxsize=20_000)
def mots(titre: str) -> frozenset[str]:
    """Les mots qui comptent : « Reçu le » → date, recu ; « N° » → numero."""
    texte = normaliser(titre).lstrip("*")
    for expression, mot in _EXPRESSIONS:
        texte = expression.sub(mot, texte)
    suite = re.findall(r"[a-z0-9]+", texte)
    if len(suite) > 1 and suite[-1] == "le":
        suite[-1] = "date"
    return frozenset(_singulier(_MEMES_MOTS.get(m, m)) for m in suite if m not in _MOTS_VIDES)


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
        self._titres: list[tuple[str, frozenset[str], Champ]] = []
        for champ in self.champs:
            self._indexer(champ, (champ.libelle, *champ.synonymes), 1.0)
            self._indexer(champ, champ.faibles, 0.8)
        self._motifs = [(re.compile(c.motif), c) for c in self.champs if c.motif]

    def _indexer(self, champ: Champ, titres: tuple[str, ...], note: float) -> None:
        for rang, titre in enumerate(titres):
            rapprochement = Rapprochement(champ, note - rang / 2000, note < 1)
            self._exacts.setdefault(mots(titre), []).append(rapprochement)
            if note == 1:
                self._titres.append((normaliser(titre), mots(titre), champ))

    def rapprocher(self, titre: str, prudent: bool = True) -> list[Rapprochement]:
        """Les champs possibles ; `prudent` : seulement les titres connus, mot pour mot."""
        simple = sans_parentheses(titre)
        certains = self._exact(titre, 0)
        if simple != titre:
            certains += self._exact(simple, 0.05)
        certains += [
            Rapprochement(c, 0.95) for m, c in self._motifs if m.fullmatch(normaliser(simple))
        ]
        if certains or prudent:
            return certains
        return list(self._voisins(simple or titre))

    def _exact(self, titre: str, malus: float) -> list[Rapprochement]:
        trouves = self._exacts.get(mots(titre), []) if titre else []
        return [Rapprochement(r.champ, r.note - malus, r.faible) for r in trouves]

    def _voisins(self, titre: str) -> Iterator[Rapprochement]:
        for connu, mots_connus, champ in self._titres:
            ajoutes = mots(titre) - mots_connus
            if ajoutes & _CHANGENT_LE_SENS or (len(mots_connus) == 1 and ajoutes & _AUTRES_NOMS):
                continue
            note = max(_parente(titre, mots_connus), _ressemblance(normaliser(titre), connu))
            if note:
                yield Rapprochement(champ, note, faible=True)


def _parente(titre: str, connus: frozenset[str]) -> float:
    """Tous les mots du titre connu, et d'autres : « Objet précis du courriel »."""
    lus = mots(titre)
    distinctif = len(connus) > 1 or any(len(mot) > 4 for mot in connus)
    if not connus or not distinctif or not connus < lus or len(lus - connus) > 3:
        return 0
    return 0.5 + 0.2 * len(connus) / len(lus)


def _ressemblance(titre: str, connu: str) -> float:
    """Faute de frappe : « Date d'arivée »."""
    if abs(len(titre) - len(connu)) > 4 or min(len(titre), len(connu)) < 5:
        return 0
    ratio = SequenceMatcher(None, titre, connu).ratio()
    return 0.7 * ratio if ratio >= _RESSEMBLANCE else 0
