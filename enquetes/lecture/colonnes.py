"""Les colonnes d'un export d'enquête (Sphinx, LimeSurvey) : qui répond, et à quoi."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from qualepref.socle.lecture.titres import Champ
from qualepref.socle.lecture.valeurs import normaliser

NUMERO, JOUR, MODE, LANGUE, SITE = "numero", "jour", "mode", "langue", "site"
PERSONNE = "personne"  # ce qui désignerait quelqu'un : jamais lu
FIXES = (
    Champ(
        NUMERO,
        "numéro",
        synonymes=("N°", "Numéro", "ID", "ID de la réponse", "Response ID", "N° d'observation"),
        accessoire=True,
    ),
    Champ(
        JOUR,
        "jour de la réponse",
        synonymes=(
            *("Date de saisie", "Date", "Date de la réponse", "Date de réponse", "Horodateur"),
            *("Date de soumission", "submitdate", "Date submitted", "Date d'enregistrement"),
        ),
        est_date=True,
        accessoire=True,
    ),
    Champ(
        MODE,
        "moyen",
        synonymes=("Origine", "Mode", "Mode de collecte", "Mode de recueil", "Collecteur"),
        accessoire=True,
    ),
    Champ(
        LANGUE,
        "langue",
        synonymes=("Langue", "Langue de départ", "startlanguage", "Start language"),
        accessoire=True,
    ),
    Champ(SITE, "site", synonymes=("Site", "Lieu de réponse", "Site concerné"), accessoire=True),
    *(
        Champ(f"{PERSONNE}{rang}", titres[0], synonymes=titres, leurre=True)
        for rang, titres in enumerate(
            (
                ("Adresse IP", "ipaddr", "IP address", "IP"),
                ("Jeton", "token", "Code d'invitation"),
                ("Prénom", "firstname", "First name"),
                ("Nom de famille", "Nom", "lastname", "Last name"),
                ("Adresse électronique", "Courriel", "E-mail", "email", "Email address"),
            )
        )
    ),
)
CLES_FIXES = frozenset(champ.cle for champ in FIXES)
# Ce que les outils ajoutent d'eux-mêmes à un export, et qui ne répond à rien.
TECHNIQUES = frozenset(
    normaliser(titre)
    for titre in (
        *("lastpage", "Dernière page", "Last page", "seed", "Graine", "refurl", "URL de référence"),
        *("startdate", "Date de début", "Date de lancement", "datestamp", "Temps total"),
        *("Date de la dernière action", "Total time", "interviewtime", "Progression"),
    )
)
CODE = re.compile(
    r"\s*(?P<code>(?:[A-Za-z]{1,4}[-_ ]?)?\d{1,4}(?:[A-Za-z]\d{1,3})?)(?:\[(?P<sous>\w{1,20})\])?"
    r"(?:\s*[.:)–-]\s*|\s+|$)(?P<texte>.*)",
    re.DOTALL,
)


class Titre(NamedTuple):
    """Le titre d'une colonne de question : son code, le choix coché s'il y en a un, son texte."""

    code: str
    sous: str
    texte: str


def lire_titre(titre: str) -> Titre | None:
    """« Q5. Facilité… », « AP-05 Attente », « G01Q02[SQ001]. Téléphone » ; None sans code."""
    if normaliser(titre) in TECHNIQUES:
        return None
    trouve = CODE.fullmatch(titre)
    if trouve is None:
        return None
    code = re.sub(r"\s", "", trouve["code"]).upper()
    if code.isdigit():
        code = f"Q{code}"
    return Titre(code, trouve["sous"] or "", " ".join(trouve["texte"].split()) or code)


def champs_des_titres(titres: Mapping[int, str]) -> list[Champ]:
    """Un champ par colonne de question, dans l'ordre du fichier ; sa clé est son code.

    Une colonne sans code qui n'est pas de celles que les outils ajoutent se nomme par son rang :
    rien de ce qu'on a répondu ne se perd en silence.
    """
    champs: dict[str, Champ] = {}
    fixes = {normaliser(nom) for champ in FIXES for nom in champ.synonymes}
    for rang, titre in sorted(titres.items()):
        if normaliser(titre) in fixes | TECHNIQUES or not titre.strip():
            continue
        lu = lire_titre(titre) or Titre(f"C{rang + 1}", "", " ".join(titre.split()))
        cle = f"{lu.code}[{lu.sous}]" if lu.sous else lu.code
        while cle in champs:
            cle += "bis"
        champs[cle] = Champ(cle, lu.texte, synonymes=(titre,), libre=True)
    return list(champs.values())


def groupes(cles: Iterable[str]) -> dict[str, list[str]]:
    """Code de question → clés de ses colonnes : plusieurs pour une question à plusieurs choix."""
    par_code: dict[str, list[str]] = {}
    for cle in cles:
        par_code.setdefault(cle.partition("[")[0], []).append(cle)
    return par_code
