"""Lire ce qu'un classeur libre dit d'un engagement : son numéro, un avis, des preuves, une date.

Règles : conventions des classeurs d'essai, « Auto-évaluation ». Rien n'est deviné : une valeur
qui n'est pas un avis connu est refusée.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from engagements.cotation import (
    CONFORME,
    EN_COURS,
    NON_APPLICABLE,
    NON_CONFORME,
    NON_EVALUE,
    PARTIEL,
)
from qualepref.socle.lecture.cellules import ErreurExcel, Valeur
from qualepref.socle.lecture.dates import lire_date, lire_periode
from qualepref.socle.lecture.valeurs import ValeurRefusee, est_absence, lire_texte, normaliser

_ECRITURES = {
    CONFORME: "oui|o|ok|c|conforme|conformes|tenu|respecte|atteint|acquis|satisfait|fait|realise|x"
    "|✓|✔|☑|✅|totalement|en place|conformite",
    NON_CONFORME: "non|n|nok|ko|non conforme|non tenu|non respecte|non atteint|non acquis"
    "|non satisfait|non fait|non realise|pas conforme|pas du tout|absent|✗|✘|❌|❎|non-conforme"
    "|non conformite",
    PARTIEL: "partiel|partielle|partiellement|partiels|en partie|p|pc|part.|partiellement conforme"
    "|partiellement tenu|partiellement respecte|partiellement atteint|conforme partiellement"
    "|conformite partielle|oui partiellement|oui en partie|a ameliorer|a completer|a consolider"
    "|plus ou moins|+/-",
    NON_APPLICABLE: "na|n/a|n.a.|n.a|so|s/o|s.o.|sans objet|non applicable|non concerne"
    "|non concernee|pas concerne|service non concerne|hors perimetre|non-applicable|neutralise",
    EN_COURS: "en cours|encours|en cours de realisation|en cours de mise en oeuvre|en cours de"
    " traitement|en cours de redaction|en cours d'evaluation|a finaliser|demarre|ec|e.c.",
    NON_EVALUE: "?|non evalue|non evaluee|ne|a evaluer|a renseigner|a remplir|non renseigne|nr"
    "|vide|a voir|a verifier|n/c",
}
AVIS = {mot: avis for avis, mots in _ECRITURES.items() for mot in mots.split("|")}
CODES = (CONFORME, PARTIEL, NON_CONFORME, NON_APPLICABLE, NON_EVALUE, EN_COURS)
ATTENDUS = "Oui, Non, Partiel, NA ou « en cours »"
# « C » dans la feuille : l'échelle est C, PC, NC, et « NC » n'y est pas une absence.
_ECHELLE_COURTE = {"c": CONFORME, "pc": PARTIEL, "nc": NON_CONFORME}
_COCHES = {"x", "✓", "✔", "☑", "☒", "√", "1", "v"}
_PRECISE = re.compile(r"(?P<mot>[^(:;,]+?)\s*(?:[:;,]|\s[-–]\s|\((?=.*\)$))\s*(?P<suite>.+?)\)?")
_NUMERO = re.compile(
    r"(?:(?:engagements?|eng|e)\b[ .]*|e(?=\d))?(?:n[o°º]?\b|num[ée]ro)?[ .°º:-]*"
    r"(?P<numero>\d{1,3})(?:[.,]0+)?\)?(?:[ .:–—-]+(?P<suite>\D.*))?",
    re.IGNORECASE,
)
_EXIGENCE = re.compile(
    r"(?:exigence |e)?\d{1,3}(?:\.(?:(?!0+\b)\d{1,2}|[a-z])|[a-df-h])(?:\b.*)?", re.IGNORECASE
)
_MOT_D_ENGAGEMENT = re.compile(r"(?:engagements?|eng\.?)(?: ?(?:n°|no|numero))? ?:?")
_BIS = re.compile(r"(?:bis|ter|quater)\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b\d{1,2}(?:er)?[/.\- ]\d{1,2}[/.\- ]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}(?:er)? [a-z]{3,9} \d{4}\b"
)
_PERIODE = re.compile(r"\b(?:[ts][1-4]|[a-z]{3,9}|[1-4]e?r? trimestre|[12]e?r? semestre) 20\d\d\b")
_REFERENCE = re.compile(r"\d")
_CHEMIN = re.compile(r"https?:|\\\\|[>/\\]")


class AvisLu(NamedTuple):
    """Un avis, et ce que la cellule ajoutait : « Oui (sauf le samedi) »."""

    avis: str
    precision: str = ""


@dataclass(frozen=True)
class ReponseLue:
    """Ce qu'un service répond d'un engagement ; `motif` vide : celui d'usage."""

    service: Any
    avis: str
    motif: str = ""
    commentaire: str = ""
    preuves: tuple[str, ...] = ()


@dataclass(frozen=True)
class EngagementLu:
    """Une ligne du classeur. `commun` : commentaire de la ligne, pour tous ses services."""

    engagement: Any
    reponses: list[ReponseLue]
    commun: str = ""
    preuves: tuple[str, ...] = ()

    @property
    def tous_non_applicables(self) -> bool:
        return all(reponse.avis == NON_APPLICABLE for reponse in self.reponses)


def lire_avis(valeur: Valeur, dites: Mapping[str, str] | None = None, courte=False) -> AvisLu:
    """L'avis d'une cellule ; vide : non évalué.

    `dites` : écritures normalisées données par l'utilisateur ; `courte` : l'échelle C, PC, NC.
    Lève ValeurRefusee de code « avis_inconnu ».
    """
    if isinstance(valeur, ErreurExcel):
        raise ValeurRefusee("avis_inconnu", f"« {valeur} » : la formule est en erreur.")
    texte = lire_texte(valeur)
    connus = {**AVIS, **(_ECHELLE_COURTE if courte else {}), **(dites or {})}
    if trouve := _connu(texte, connus):
        return AvisLu(trouve)
    precise = _PRECISE.fullmatch(texte)
    trouve = precise and _connu(precise["mot"], connus)
    if trouve and not _connu(precise["suite"], connus):  # « Oui, en cours » dit deux choses
        return AvisLu(trouve, precise["suite"])
    raise ValeurRefusee("avis_inconnu", f"« {texte} » n'est pas un avis ({ATTENDUS}).")


def _connu(texte: str, connus: Mapping[str, str]) -> str | None:
    mot = normaliser(texte.replace(",", " "))
    trouve = connus.get(mot) or connus.get(mot.rstrip(" .;!"))
    return trouve or (NON_EVALUE if est_absence(texte) else None)


def est_un_avis(valeur: Valeur, dites: Mapping[str, str] | None = None) -> bool:
    """Vrai d'une cellule remplie d'un avis connu : sert à reconnaître une colonne."""
    try:
        return bool(lire_texte(valeur)) and bool(lire_avis(valeur, dites))
    except ValeurRefusee:
        return False


def avis_en_titre(titre: str) -> str | None:
    """L'avis que nomme un titre de colonne à cocher : « Oui », « Partiellement », « N/A »…"""
    return AVIS.get(normaliser(titre))


def est_cochee(valeur: Valeur) -> bool:
    return normaliser(lire_texte(valeur)) in _COCHES


def lire_croix(croix: Mapping[str, Valeur]) -> str:
    """L'avis de la colonne cochée, d'après chaque avis et sa case ; aucune : non évalué.

    Lève ValeurRefusee de code « avis_inconnu » si plusieurs le sont, ou si l'on y a écrit.
    """
    remplies = {avis: valeur for avis, valeur in croix.items() if lire_texte(valeur)}
    if illisibles := [v for v in remplies.values() if not est_cochee(v)]:
        dit = lire_texte(illisibles[0])
        raise ValeurRefusee("avis_inconnu", f"« {dit} » : cocher d'un X une seule colonne.")
    if len(remplies) > 1:
        raise ValeurRefusee("avis_inconnu", "Plusieurs avis sont cochés : n'en garder qu'un.")
    return next(iter(remplies), NON_EVALUE)


def est_echelle_courte(valeurs: Iterable[Valeur]) -> bool:
    return any(normaliser(lire_texte(valeur)) in ("c", "pc") for valeur in valeurs)


def lire_numero(valeur: Valeur) -> tuple[int | None, str]:
    """(numéro, intitulé qui le suit) : 3, « Engagement 3 », « 3. Nous vous… » ; None si vide.

    Lève ValeurRefusee : « engagement_transforme » (Excel en a fait une date ou un décimal),
    « exigence » (un code N.M), « engagement_illisible ».
    """
    if isinstance(valeur, datetime | date):
        raise ValeurRefusee(
            "engagement_transforme", "Le tableur a changé ce numéro en date : récrivez-le en texte."
        )
    if isinstance(valeur, float) and not valeur.is_integer():
        raise _exigence(lire_texte(valeur))
    texte = lire_texte(int(valeur) if isinstance(valeur, float) else valeur)
    if not texte:
        return None, ""
    if _EXIGENCE.fullmatch(texte):
        raise _exigence(texte)
    if (trouve := _NUMERO.fullmatch(texte)) and not _BIS.match(trouve["suite"] or ""):
        return int(trouve["numero"]), trouve["suite"] or ""
    raise ValeurRefusee("engagement_illisible", f"« {texte} » n'est pas un numéro d'engagement.")


def est_mot_d_engagement(texte: str) -> bool:
    """« Engagement n° : », avant la cellule qui dit lequel."""
    return _MOT_D_ENGAGEMENT.fullmatch(normaliser(texte)) is not None


def _exigence(texte):
    return ValeurRefusee(
        "exigence",
        f"« {texte} » est le code d'une exigence : ce classeur se remplit par engagement. Pour "
        "répondre exigence par exigence, téléchargez le classeur du service.",
    )


def date_d_evaluation(textes: Iterable[Valeur]) -> date | None:
    """La date que disent les titres, « situation au 15/12/2022 » ; à défaut une période."""
    valeurs = list(textes)
    ecrites = [normaliser(v) for v in valeurs if isinstance(v, str)]
    dates = [v.date() if isinstance(v, datetime) else v for v in valeurs if isinstance(v, date)]
    dates += [_lue(mots, lire_date) for texte in ecrites for mots in _DATE.findall(texte)]
    dates += [_lue(mots, lire_periode) for texte in ecrites for mots in _PERIODE.findall(texte)]
    return next(filter(None, dates), None)


def _lue(texte, lecteur):
    try:
        return lecteur(texte)
    except ValeurRefusee:
        return None


def lire_preuves(texte: str) -> list[str]:
    """« QP38-FP-001 ; QP38-GA-01 » : deux preuves ; un retour à la ligne sépare aussi."""
    parties = (" ".join(partie.split()) for partie in re.split(r"[;\n]|\s\+\s", texte))
    simples = (partie.lstrip("-•* ") for partie in parties)
    return list(dict.fromkeys(p for p in simples if p and normaliser(p) not in ("neant", "ras")))


def est_une_reference(preuve: str) -> bool:
    """« QP38-FP-001 » désigne une pièce ; « Captures d'écran » en désigne autant qu'on veut."""
    return _REFERENCE.search(preuve) is not None


def est_un_emplacement(preuve: str) -> bool:
    """« Intranet > performance > qualité » dit où la pièce se trouve."""
    return _CHEMIN.search(preuve) is not None
