"""L'accessibilité d'un document, écrite en mots libres : « Intranet / affichage hall »."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from qualepref.socle.lecture.cellules import ErreurExcel, Valeur
from qualepref.socle.lecture.valeurs import est_absence, lire_texte, normaliser
from qualepref.socle.typographie import insecables

# Le premier qui prend un mot le garde : « serveur commun intrapref » n'est pas l'intranet, « écran
# du hall » n'est pas un affichage.
CANAUX = (
    (
        "dossier_partage",
        r"(dossiers?|repertoires?|serveurs?|lecteurs?|disques?|reseau|espaces?)"
        r"( reseau)? (partages?|communs?|[a-z]:)( intrapref)?|\bcommuns?\b|\bpartages?\b|serveur"
        r"|\b[a-z]: ?\\|\\\\|reseau (interne|local)|intrapref\b",
    ),
    ("resana", r"resana|osmose"),
    ("intranet", r"((sites?|pages?|espaces?|portail) )?intranet"),
    (
        "internet",
        r"(sites?|pages?) (internet|web)|internet|(?<!sur )\bsite\b|en ligne|\bweb\b|\.gouv\.fr",
    ),
    ("ecran", r"(affichage )?(ecrans?|televiseurs?|tv)( dynamiques?)?( (du|d'|de l')\w+)?"),
    (
        "presentoir",
        r"presentoirs?|remise? (a l'accueil|en main propre|aux? usagers?)|depliants?|flyers?"
        r"|libre service|comptoir",
    ),
    ("affichage", r"affich\w*|panneaux?|murs?\b|mural\w*|placard\w*|vitrines?"),
    (
        "envoi_membres",
        r"(envoi|diffusion|transmission|transmis|envoye|diffuse)s?( (aux?|par|a tous les))?"
        r" (membres?|participants?)|membres?\b",
    ),
    (
        "service",
        r"dans (le|les|chaque|tous les) (services?|bureaux?)|(exemplaires?|version|classeurs?)"
        r" (papiers?|imprimee?s?|(du|de) service)|classeurs?|imprimee?s?|papier|au service"
        r"|services? concernes?",
    ),
    ("application", r"application|qualepref"),
)
_ADRESSE = re.compile(r"(?:https?://|www\.)[^\s;,]+", re.IGNORECASE)
_SEPARATEUR = re.compile(r"[,;/+&|]|\bet\b|\bou\b| [-–] ", re.IGNORECASE)
_PRECISE = re.compile(
    r"hall|guichet|panneau|\b[a-z]: ?\\|\\\\|https?:|www\.|serveur|dossier|commun"
)
_LIEU = re.compile(r"\b(halls?|guichets?)\b")
_VIDES = re.compile(
    r"\b(sur|dans|au|aux|a|le|la|les|du|de|des|d'|l'|et|ou|en|mis|mise|disposition|disponible"
    r"|consultable|accessible|accueil|qualite|:|via|par|interne|prefecture)\b"
)


class CanauxLus(NamedTuple):
    """Clés de canaux, dans l'ordre où ils sont écrits ; `avertissement` : ce qui ne se lit pas.

    `endroits` : ce qui précise un canal, tel qu'il est écrit (« Affichage hall », une adresse).
    """

    cles: list[str]
    avertissement: str = ""
    endroits: dict[str, str] = {}


def lire_canaux(valeur: Valeur, correspondance: Mapping[str, str] | None = None) -> CanauxLus:
    """« Internet / affichage / présentoir » : internet, affichage, presentoir.

    `correspondance` : écriture normalisée du service → canal (« armoire b » → « service »).
    """
    if est_absence(valeur) or isinstance(valeur, ErreurExcel):
        return CanauxLus([])
    lus, incompris = {}, []
    for partie in _parties(lire_texte(valeur)):
        simple = normaliser(partie)
        cles = _lire(simple, correspondance or {})
        if not cles and _VIDES.sub("", simple).strip(" .:()-"):
            incompris.append(partie)
        for cle in cles:
            lus[cle] = lus.get(cle) or (partie if _PRECISE.search(simple) else "")
    dits = ", ".join(f"« {mot} »" for mot in incompris)
    return CanauxLus(
        list(lus),
        insecables(f"accès non compris : {dits}") if incompris else "",
        {cle: endroit for cle, endroit in lus.items() if endroit},
    )


def _parties(texte: str) -> list[str]:
    """Les endroits énumérés ; une adresse de page en est un, avec ses barres."""
    adresses = _ADRESSE.findall(texte)
    reste = _SEPARATEUR.split(_ADRESSE.sub(" ; ", texte))
    return [*filter(None, (partie.strip(" .:()") for partie in reste)), *adresses]


def _lire(partie: str, correspondance: Mapping[str, str]) -> list[str]:
    if traduit := correspondance.get(partie):
        return [traduit]
    if _ADRESSE.fullmatch(partie):
        return ["intranet" if "intra" in partie else "internet"]
    places: dict[str, int] = {}
    pris: set[int] = set()
    for cle, motif in CANAUX:
        for trouve in re.finditer(motif, partie):
            lettres = set(range(*trouve.span()))
            if not pris & lettres:
                pris |= lettres
                places.setdefault(cle, trouve.start())
    if not places and _LIEU.search(partie):  # « hall », seul : ce qu'on y voit est une affiche
        return ["affichage"]
    return sorted(places, key=places.get)
