"""Lire ce que les services écrivent dans un plan d'actions : état, origine, échéance, engagements.

Une valeur qu'on ne comprend pas se signale et ne se devine pas ; seule une date fausse fait
refuser la ligne (conventions des classeurs d'essai).
"""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from engagements.plan import (
    A_FAIRE,
    ABANDONNEE,
    EN_COURS,
    PROPOSEE,
    REALISEE,
    REFUSEE,
    REPORTEE,
    SOLDEE,
)
from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.dates import lire_periode
from qualepref.socle.lecture.valeurs import (
    ValeurRefusee,
    est_absence,
    lire_nombre,
    lire_texte,
    normaliser,
)

# Le premier motif qui convient l'emporte : « non réalisée » avant « réalisée ».
ETATS = (
    (REFUSEE, r"refus|rejet|non retenu|non valide|ecarte"),
    (ABANDONNEE, r"abandon|annul|supprim|sans suite|caduc|sans objet|arrete"),
    (REPORTEE, r"report|decal|differe|repouss|suspen|ajourn|glisse|en pause|gele|stand-? ?by"),
    (EN_COURS, r"a poursuivre|poursui|\b[1-9]\d? ?%"),
    (
        A_FAIRE,
        r"^(non|pas|n)\b|pas encore|^a (?!valider|l'etude)|^0 ?%?$|prevu|planifi|programm"
        r"|en attente|a venir",
    ),
    (PROPOSEE, r"propos|a valider|a l'etude|a decider|a arbitrer"),
    (
        EN_COURS,
        r"cours|partiel|commenc|engage|lance|demarr|debut|initi|entam|continu|permanent|\bouvert",
    ),
    (SOLDEE, r"sold|clotur|\bclose?s?\b|\bclot|\bferme"),
    (
        REALISEE,
        r"realis|\bfaite?s?\b|termin|acheve|finalis|effectu|mise? en (oeuvre|place)|\bok\b|100"
        r"|^(oui|o|x|[✓✔☑✅])$",
    ),
)
ORIGINES = (
    ("autoevaluation", r"auto-? ?(evaluation|eval|diag)|autodiag|etat des lieux"),
    ("audit_externe", r"audits? (externe|de suivi|de label|initial|de certif)|afnor|certificat"),
    ("audit_interne", r"audits? (interne|blanc|crois)|\baudits?\b|\becarts?\b"),
    ("enquete_mystere", r"(enquetes? |appels? |visites? )?(clients? )?myst\w*"),
    ("enquete_satisfaction", r"satisfaction|enquete|sondage|barometre"),
    ("test_boites", r"tests?\b.*\b(boites?|bal|balf|courriels?|mails?)|boites? fonctionnelle"),
    ("suggestion", r"suggestion|boite a idees?|\burne\b"),
    ("reclamation", r"reclam|plainte|doleance"),
    ("signalement", r"signalement|dysfonction"),
    ("controle", r"control|grille|releve"),
    ("formalisation", r"formalis"),
    ("indicateur", r"indicateur|tableaux? de bord|statistique|\btb\b"),
    ("copil", r"copil|comites? de pilotage|co\.? ?pil|revue de direction|codir"),
    ("clu", r"\bclu\b|comites? local"),
    ("groupe_travail", r"\bgt\b|groupes? de travail|groupe"),
    ("autre", r"^autres?$"),
)
PRIORITES = (
    (1, r"haut|elev|eleve|fort|urgent|critique|majeur|p?1|a|\+{3}|prioritaire|immediat.*"),
    (2, r"moyen|normal|standard|modere|p?2|b|\+{2}"),
    (3, r"bas|faible|p?3|c|mineur|\+"),
)
FONCTIONS = (
    ("referent_qualite", r"(referente?|responsable) (de la )?qualite|rq"),
    ("correspondant_qualite", r"correspondante?s? (de la )?qualite|cq"),
    ("chef_service", r"chef(fe)?s? (de|du) (service|bureau|pole|section)"),
    ("president_copil", r"(secretaire generale?|sg|presidente? du copil)"),
    ("referent_formation", r"(referente?|responsable|conseill\w+) formation"),
    ("referent_fraude", r"referente? fraude( departementale?)?"),
    ("referent_telephonie", r"referente? telephonie"),
)
SANS_ECHEANCE = re.compile(
    r"a (definir|determiner|fixer|preciser|planifier)|non (defini|fixe|precise)e?s?|indetermine?e?"
    r"|au fil de l'eau|recurrente?|annuel(le)?|mensuel(le)?|trimestriel(le)?|semestriel(le)?"
    r"|faite?|realisee?|terminee?|sans delai"
    r"|chaque .*|tous les .*|toute l'annee|des que possible|asap|immediate?(ment)?|\?+"
)
TOUS = re.compile(r"(?!.*\b(sauf|hors)\b)(tou(s|t|tes?)\b|ensemble|transvers|general)")
_AVANT = re.compile(
    r"^(?:avant|pour|jusqu'au|d'ici|au plus tard|echeance :?)(?: (?:le|au))? (?=\d)"
)
_MI_MOIS = re.compile(r"mi[- ]([a-z]{3,9}(?: \d{4})?)")
_PERIODE = r"(?:[a-z]{3,9}|[ts][1-4]|20\d\d)"
_ENTRE = re.compile(
    rf"(?:de )?{_PERIODE}(?: 20\d\d)? ?(?:-|/| a | au | et )[ ]?(?P<fin>{_PERIODE}(?: 20\d\d)?)"
)
_NUMERO = re.compile(r"(?:(?:engagements?|eng\.?|n°|no|numeros?|e) ?)*(\d{1,3})(?!\d)")
_EXIGENCE = re.compile(r"(\d{1,3})\.(\d{1,2})")
_INTERVALLE = re.compile(r"e?(\d{1,3}) ?(?:a|au|-|>|\.\.) ?e?(\d{1,3})")
_DATE_ECRITE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}.*")


class EngagementsLus(NamedTuple):
    """Numéros d'engagements ; `avertissement` dit ce qui n'a pas été compris."""

    numeros: list[int]
    avertissement: str = ""


def lire_etat(valeur: Valeur) -> str | None:
    """Le code de l'état ; None si la cellule est vide ou ne se comprend pas.

    « En cours » est ici un état, et non une mention d'absence.
    """
    return _premier(ETATS, normaliser(lire_texte(valeur)))


def etat_deduit(avancement: int | None, date_realisation: date | None) -> str:
    """L'état d'une action qui n'en dit pas."""
    if date_realisation or avancement == 100:
        return REALISEE
    return EN_COURS if avancement else A_FAIRE


def lire_origines(valeur: Valeur) -> list[str]:
    """Les origines reconnues, dans l'ordre où elles sont écrites."""
    texte = normaliser(lire_texte(valeur))
    lues, places = {}, set()
    for code, motif in ORIGINES:
        trouve = re.search(motif, texte)
        if trouve and not places & set(range(*trouve.span())):
            places |= set(range(*trouve.span()))
            lues[code] = trouve.start()
    return sorted(lues, key=lues.get)


def lire_priorite(valeur: Valeur) -> int | None:
    texte = normaliser(lire_texte(valeur)).removeprefix("priorite").strip(" :n°")
    for code, motif in PRIORITES:
        if re.fullmatch(rf"(tres )?({motif})(e|s|te|ne|ee)?", texte):
            return code
    return None


def lire_fonction(valeur: Valeur) -> str:
    """La fonction qu'écrit la cellule, ou « » ; un nom de personne n'en est pas une."""
    texte = normaliser(lire_texte(valeur))
    return next((code for code, motif in FONCTIONS if re.fullmatch(motif, texte)), "")


def lire_avancement(valeur: Valeur) -> int | None:
    """En % de 0 à 100 : 0.25 et « 25 % » valent 25, 40 vaut 40. Lève ValeurRefusee."""
    if (trouve := re.fullmatch(r"(\d+) ?/ ?(\d+)", lire_texte(valeur))) and int(trouve[2]):
        nombre = int(trouve[1]) / int(trouve[2])
    else:
        nombre = lire_nombre(valeur)
    if nombre is None:
        return None
    pour_cent = nombre * 100 if nombre <= 1 else nombre
    if not 0 <= pour_cent <= 100:
        raise ValeurRefusee("nombre_illisible", f"« {lire_texte(valeur)} » : de 0 à 100 %.")
    return round(pour_cent)


def lire_echeance(valeur: Valeur, annee: int | None = None, date1904: bool = False) -> date | None:
    """Le dernier jour de la période dite ; None si elle est permanente ou reste à fixer.

    `annee` complète ce qui n'en dit pas : « juin », « T3 », « 30/06 ». Lève ValeurRefusee.
    """
    if SANS_ECHEANCE.fullmatch(normaliser(lire_texte(valeur)).rstrip(" .")):
        return None
    valeur = _fin_d_intervalle(valeur) if isinstance(valeur, str) else valeur
    try:
        return lire_periode(valeur, date1904)
    except ValeurRefusee as refus:
        if annee is None or refus.code != "date_illisible" or not isinstance(valeur, str):
            raise
        return _avec_annee(valeur.strip(), annee, refus)


def _fin_d_intervalle(texte: str) -> str:
    """« Avant le 15 mars 2022 », « juin-juillet 2022 », « T1 / T2 2022 » : la fin seule compte."""
    simple = _AVANT.sub("", normaliser(texte))
    if trouve := _MI_MOIS.fullmatch(simple):
        return f"15 {trouve[1]}"
    if trouve := _ENTRE.fullmatch(simple):
        return trouve["fin"]
    return simple if simple != normaliser(texte) else texte


def _avec_annee(texte: str, annee: int, refus: ValeurRefusee) -> date | None:
    for essai in (f"{texte} {annee}", f"{texte}/{annee}"):
        try:
            return lire_periode(essai)
        except ValeurRefusee as autre:
            if autre.code == "date_impossible":
                raise
    raise refus


def lire_engagements(valeur: Valeur, connus: Collection[int]) -> EngagementsLus:
    """« 2, 5 », « 3, 4 et 17 », « 16 à 18 », « Tous » ; un décimal ou une date se signale."""
    if est_absence(valeur):
        return EngagementsLus([])
    if _est_transformee(valeur):
        return EngagementsLus(
            [],
            f"« {lire_texte(valeur)} » : saisie que le tableur a transformée en nombre ou en date, "
            "engagements à redire",
        )
    texte = normaliser(lire_texte(int(valeur) if isinstance(valeur, float) else valeur))
    if TOUS.match(texte):
        return EngagementsLus(sorted(connus))
    numeros, incompris = [], []
    for partie in filter(None, re.split(r"[,;/+&\n]| et (?!\w{4,})", texte)):
        lus = _numeros(partie.strip(" ."))
        inconnus = [str(n) for n in lus if connus and n not in connus]
        numeros += [n for n in lus if str(n) not in inconnus]
        incompris += inconnus or ([] if lus else [partie.strip()])
    dit = ", ".join(incompris)
    return EngagementsLus(
        list(dict.fromkeys(numeros)), f"engagement inconnu : {dit}" if incompris else ""
    )


def _est_transformee(valeur: Valeur) -> bool:
    if isinstance(valeur, datetime | date):
        return True
    if isinstance(valeur, float):
        return not valeur.is_integer()
    return isinstance(valeur, str) and bool(_DATE_ECRITE.fullmatch(valeur.strip()))


def _numeros(texte: str) -> list[int]:
    if trouve := _EXIGENCE.fullmatch(texte):  # « 17.1 » est une exigence de l'engagement 17
        return [int(trouve[1])]
    if (trouve := _INTERVALLE.fullmatch(texte)) and int(trouve[1]) < int(trouve[2]):
        return list(range(int(trouve[1]), int(trouve[2]) + 1))
    trouve = _NUMERO.match(texte)
    return [int(trouve[1])] if trouve else []


def _premier(motifs, texte: str) -> str | None:
    if not texte:
        return None
    return next((code for code, motif in motifs if re.search(motif, texte)), None)
