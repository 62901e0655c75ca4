"""Ce qui, dans un texte libre, pourrait désigner quelqu'un : proposé à qui le relit, qui décide.

On préfère proposer un mot de trop qu'en laisser un ; mais trop de mots à tort, et plus personne ne
lit les propositions : les lieux publics, les titres et les mots d'administration n'en sont pas.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qualepref.socle.masquage import (
    CIVILITES,
    COURRIEL,
    EFFACE,
    MOT,
    PARTICULES,
    TELEPHONE,
    replier,
)

_CAP = r"[A-ZÀ-ÖØ-Þ]"
_PARTICULE = (
    r"(?:d[eu]s?\s+|d['’]|la\s+|le\s+|l['’]|van\s+|von\s+|der\s+|den\s+|ben\s+|el\s+|al\s+)"
)
_MOT = rf"{_CAP}[\w'’]*(?:-{_CAP}?[\w'’]+)*"
_INITIALE = rf"{_CAP}\.(?=\s|,|$)"
# « Corinne Exemple-Modèle », « C. de La Modèle », « Corinne M. »
NOM = re.compile(
    rf"(?:{_INITIALE}\s?)?{_PARTICULE}{{0,3}}{_MOT}"
    rf"(?:\s+{_PARTICULE}{{0,3}}(?:{_INITIALE}|{_MOT}))*"
)
CIVILITE = re.compile(
    r"\b(?:MM?\.?|Mr|Mmes?|Mlles?|Me|Dr|(?i:messieurs|mesdames|monsieur|madame|mademoiselle|maître"
    r"|docteur))\s+"
)
AGENT = re.compile(
    r"(?i:\bagente?|\bcoll[èe]gue|\bguichetiers?|\bguichetière|\bconseill(?:er|ère)|\b(?:pré)?nommée?"
    r"|\bappelée?|\bs['’]appelle|\bsigné|\bsignature)\s*:?\s+"
)
PRESENTATION = re.compile(
    r"(?i:\bje\s+m['’]appelle|\bmon\s+nom\s+est)\s+([^\W\d_]{2,}(?:\s+[^\W\d_]{2,})?)"
)
SUIVANT = re.compile(rf"\s*(?:,|et|&)\s+(?={_CAP})")
# Un endroit n'est personne : « la Préfecture de la Loire », « en Isère ».
LIEU = re.compile(
    r"(?:(?i:\b(?:sous-)?préfecture|\bmairie|\bdépartement|\bville|\bcommune|\bgare|\brégion)"
    rf"\s+{_PARTICULE}{{0,2}}|\b[Ee]n\s+){_MOT}"
)
COURRIEL_DIT = re.compile(
    r"[\w.+-]+\s*[(\[]?\s*\b(?i:at|arobase|arrobase)\b\s*[)\]]?\s*[\w-]+"
    r"(?:\s*(?:\.|\b(?i:point|dot)\b)\s*[\w-]+)+"
)
_LETTRES_DE_PLAQUE = "[A-HJ-NP-TV-Z]{2}"
PLAQUE = re.compile(
    rf"\b(?:{_LETTRES_DE_PLAQUE}[\s-]?\d{{3}}[\s-]?{_LETTRES_DE_PLAQUE}"
    r"|(?i:[a-hj-np-tv-z]{2}-?\d{3}-?[a-hj-np-tv-z]{2})"
    r"|\d{3,4}\s?[A-Z]{2,3}\s?(?:\d{2}|2[AB]))\b"
)
# AGDREF et numéro d'étranger (10 chiffres), sécurité sociale, carte, passeport, compte bancaire.
NUMERO = re.compile(
    r"(?<!\w)(?:(?:[A-Z]{1,3}[\s.-]?)?\d(?:[\s.-]?\d){5,}"
    r"|(?=(?:[A-Z]*\d){3})(?=\d*[A-Z])[A-Z\d]{8,})(?!\w)"
)
DOSSIER = re.compile(
    r"(?i:\bn°|\bnuméro|\bagdref|\bétranger|\bdossier|\brécépissé|\bconvocation|\btitre|\banef)"
    r"\s*(?:n°|:)?\s*(?!(?:19|20)\d\d\b)([A-Z]{0,4}[-/]?\d[\d/.-]{2,}\d)(?!\w)"
)
ADRESSE = re.compile(
    r"\b\d{1,4}\s*(?:bis|ter|quater)?,?\s+(?i:rue|avenue|av\.|boulevard|bd|place|chemin|allée"
    rf"|impasse|route|quai|cours|square|montée)\s+{_PARTICULE}{{0,2}}{_MOT}(?:\s+{_MOT})*"
)
SIGLE_MAX = 4  # « RDV », « SVI »
FIN_DE_PHRASE = '.!?…:\n«"(-–•'
# Écrits avec une capitale sans nommer personne.
COMMUNS = frozenset(
    "france francais francaise francaises prefecture sous internet anef ants bravo merci janvier "
    "fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi "
    "mercredi jeudi vendredi samedi dimanche etat europe union caf cpam mairie guichet guichets "
    "wifi covid service services bureau facebook google sms ofii ofpra cni svi pmr carte cartes "
    "nationale national identite grise titre titres sejour permis conduire conduite passeport "
    "passeports etranger etrangers etrangere visa nationalite naturalisation recepisse equipe "
    "accueil administration republique departement ville commune tribunal police gendarmerie poste "
    "numerique point direction directeur directrice prefet prefete secretaire general generale "
    "chef cheffe president presidente maire ministre ministere ministre responsable agent agente "
    "agents usager usagers qualite charte paques noel toussaint messieurs mesdames "
    "rendez vous site sites".split()
)
# Ouvrent une phrase, ou suivent « l'agent » : un nom propre qui les touche est seul à en être un.
COURANTS = frozenset(
    "le la les l un une des du de d au aux mon ma mes ton ta tes son sa ses notre nos votre vos ce "
    "cet cette ces je tu il elle on nous vous ils elles et ou mais donc car ni or si quand comme "
    "que qui quoi dont tout toute tous toutes tres trop pas peu plus moins aucun aucune bien bon "
    "bonne bonjour bonsoir cordialement felicitations remerciements attente impossible dommage "
    "encore toujours jamais est sont etait a ont avait avec sans pour par sur dans chez vers selon "
    "hier demain aujourd hui dossier demande madame monsieur appel accueillie accueilli rencontre "
    "vu recu recue grace parfait parfaite super excellent excellente voir suite depuis apres avant "
    "seul seule seuls chaque quel quelle j m s n c t y en".split()
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


MOTIFS = {
    "adresse électronique": (COURRIEL, COURRIEL_DIT),
    "téléphone": (TELEPHONE,),
    "plaque d'immatriculation": (PLAQUE,),
    "numéro": (NUMERO,),
    "adresse": (ADRESSE,),
}


def _trouver(texte: str, noms_connus: Iterable[str]) -> Iterator[Proposition]:
    for raison, motifs in MOTIFS.items():
        for motif in motifs:
            yield from (_dire(texte, trouve.span(), raison) for trouve in motif.finditer(texte))
    yield from (_dire(texte, trouve.span(1), "numéro") for trouve in DOSSIER.finditer(texte))
    yield from _noms_annonces(texte)
    yield from _noms_connus(texte, noms_connus)
    yield from _capitales(texte)


def _dire(texte: str, etendue: tuple[int, int], raison: str) -> Proposition:
    return Proposition(*etendue, texte[slice(*etendue)], raison)


def _noms_annonces(texte: str) -> Iterator[Proposition]:
    """« Mme X », « MM. X et Y », « l'agent X », « je m'appelle x »."""
    for annonce in (*CIVILITE.finditer(texte), *AGENT.finditer(texte)):
        debut = annonce.end()
        while etendue := _nom_en(texte, debut):
            yield _dire(texte, etendue, "nom")
            suite = SUIVANT.match(texte, etendue[1])
            debut = suite.end() if suite else len(texte)
    for trouve in PRESENTATION.finditer(texte):
        yield _dire(texte, trouve.span(1), "nom")


def _nom_en(texte: str, debut: int) -> tuple[int, int] | None:
    """L'étendue du nom qui commence là ; dans un texte tout en capitales, un seul mot."""
    if texte.isupper():
        trouve = MOT.match(texte, debut)
        return trouve.span() if trouve and not _ne_nomme_pas(trouve[0], sigles=False) else None
    trouve = NOM.match(texte, debut)
    return _sans_mots_communs(texte, *trouve.span()) if trouve else None


def _sans_mots_communs(texte: str, debut: int, fin: int) -> tuple[int, int] | None:
    """Le nom jusqu'au premier mot qui ne nomme personne ; rien s'il commence par lui.

    Une capitale seule est une initiale ; une particule peut en porter une : « La Modèle ».
    """
    mots = [mot for mot in MOT.finditer(texte, debut, fin) if mot[0][0].isupper()]
    communs = [mot for mot in mots if _arrete_un_nom(mot[0])]
    if communs:
        fin = debut + len(texte[debut : communs[0].start()].rstrip(" -'’"))
    return (debut, fin) if any(m.start() < fin and m not in communs for m in mots) else None


def _arrete_un_nom(mot: str) -> bool:
    if len(mot) == 1 or replier(mot) in PARTICULES:
        return False
    return _ne_nomme_pas(mot, sigles=False)


def _noms_connus(texte: str, noms: Iterable[str]) -> Iterator[Proposition]:
    """Les agents du département, quelle que soit la casse ; un nom de deux lettres ne dit rien."""
    connus = {mot for nom in noms for mot in MOT.findall(replier(nom)) if len(mot) > 2}
    for trouve in MOT.finditer(replier(texte)):
        if trouve[0] in connus:
            yield _dire(texte, trouve.span(), "nom d'un agent")


def _capitales(texte: str) -> Iterator[Proposition]:
    """Des mots en capitale qui se suivent, ailleurs que seuls en tête de phrase.

    Un texte tout en capitales n'en dit rien.
    """
    if texte.isupper():
        return
    lieux = [trouve.span() for trouve in LIEU.finditer(texte)]
    for trouve in NOM.finditer(texte):
        mots = [mot for mot in MOT.finditer(texte, *trouve.span()) if mot[0][0].isupper()]
        propres = [mot for mot in mots if not (_ne_nomme_pas(mot[0]) or _est_dans(lieux, mot))]
        if propres and not (len(mots) == 1 and _ouvre_une_phrase(texte, mots[0])):
            yield _dire(texte, (propres[0].start(), propres[-1].end()), "nom possible")


def _est_dans(etendues: list[tuple[int, int]], mot: re.Match) -> bool:
    return any(debut <= mot.start() < fin for debut, fin in etendues)


def _ouvre_une_phrase(texte: str, mot: re.Match) -> bool:
    avant = texte[: mot.start()].rstrip(" \t'’")
    return not avant or avant[-1] in FIN_DE_PHRASE


def _ne_nomme_pas(mot: str, sigles: bool = True) -> bool:
    est_sigle = sigles and mot.isupper() and len(mot) <= SIGLE_MAX
    return est_sigle or replier(mot) in COMMUNS | CIVILITES | COURANTS
