"""Lecture d'une valeur de cellule : texte, nombre, durée, oui ou non, case cochée.

Les règles sont celles des conventions des classeurs d'essai (« Lecture des valeurs »). Une
mention d'absence (« en cours », « nc »…) vaut une cellule vide ; zéro n'est pas une absence.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from qualepref.socle.lecture.cellules import ErreurExcel, Valeur
from qualepref.socle.typographie import insecables

_APOSTROPHES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "œ": "oe", "æ": "ae"}
)
_TIRETS = re.compile("[‐‑‒–—―−]")
_INVISIBLES = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_ABSENCES = {
    *("en cours", "en attente", "a traiter", "neant", "sans reponse", "ras", "nc", "nd", "jamais"),
    *("non communiquee", "non communique", "non communiquees", "non communiques"),
}
_UN_CHIFFRE = re.compile("[0-9]")
_NON_MESURE = re.compile(
    r"non (?:mesure|renseigne|disponible|dispo|releve|fourni|transmi[st]|connu|applicable)e?s?"
    r"|(?:donnees? )?(?:indisponible|manquante?|absente?)s?|n ?/ ?[acdr]|n\.?[ar]\.?|s\.?o\.?|s/o"
    r"|sans objet|donnees? non (?:disponible|connue|fournie)s?|[/?.…]+"
)
_COCHES = {"x", "✓", "✔", "☑", "☒", "√", "oui", "o", "1", "vrai"}
_NON_COCHES = {"non", "n", "0", "faux", "☐"}
_NOMBRE = re.compile(r"([+-]?\d+(?:[.,]\d+)?)(%?)")
_DUREE = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)")


class ValeurRefusee(Exception):
    """Valeur que l'on ne peut pas reprendre. `champ` : nom du champ, si l'appelant l'a dit."""

    def __init__(self, code: str, message: str, champ: str = ""):
        super().__init__(insecables(message))
        self.code = code
        self.champ = champ


@lru_cache(maxsize=50_000)
def normaliser(texte: str) -> str:
    """Minuscules sans accents, apostrophes et tirets simples, une espace entre les mots."""
    if texte.isascii():  # rien à décomposer : la plupart des cellules d'un classeur
        return " ".join(texte.lower().replace("`", "'").split())
    simple = _TIRETS.sub("-", _INVISIBLES.sub("", texte).lower().translate(_APOSTROPHES))
    decompose = unicodedata.normalize("NFKD", simple)
    return " ".join("".join(c for c in decompose if not unicodedata.combining(c)).split())


def est_absence(valeur: Valeur) -> bool:
    """Cellule vide, tirets, ou mention d'absence : « en cours », « n.c. », « RAS »…"""
    if not isinstance(valeur, str):
        return valeur is None
    if _UN_CHIFFRE.search(valeur):  # aucune mention n'en a : inutile d'en lire plus
        return False
    mention = normaliser(valeur).rstrip(" .;,!").replace(".", "")
    return not mention.strip("- ") or mention in _ABSENCES


def lire_texte(valeur: Valeur) -> str:
    """Le texte d'une cellule, espaces réduites ; « » si elle est vide, « 5 » pour 5."""
    if isinstance(valeur, str):
        return " ".join(valeur.split())
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        return f"{valeur:%d/%m/%Y %H:%M}" if valeur.time() != time.min else f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, float):
        return str(valeur).replace(".", ",")
    return "" if valeur is None else " ".join(str(valeur).split())


def lire_nombre(valeur: Valeur) -> int | float | None:
    """« 134 357 », « 93,2 % » (0.932), « 02:05 » (125 secondes) ; None si non mesuré.

    Lève ValeurRefusee de code « nombre_illisible ».
    """
    if est_absence(valeur):
        return None
    if isinstance(valeur, time | timedelta):
        return lire_duree(valeur)
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return valeur
    if isinstance(valeur, str) and not isinstance(valeur, ErreurExcel):
        return _nombre_en_texte(valeur)
    raise _refus_nombre(valeur)


def _nombre_en_texte(texte: str) -> int | float | None:
    compact = normaliser(texte)
    if _NON_MESURE.fullmatch(compact):
        return None
    if _DUREE.fullmatch(compact):
        return lire_duree(compact)
    trouve = _NOMBRE.fullmatch(_sans_milliers(compact.replace(" ", "").replace("'", "")))
    if not trouve:
        raise _refus_nombre(texte)
    nombre = Decimal(trouve[1].replace(",", "."))
    if trouve[2]:
        return float(nombre / 100)
    return int(nombre) if "," not in trouve[1] and "." not in trouve[1] else float(nombre)


def _sans_milliers(texte: str) -> str:
    """« 1.234,5 » et « 1,234.5 » : le dernier signe est la virgule décimale."""
    if "," in texte and "." in texte:
        milliers = "." if texte.rindex(",") > texte.rindex(".") else ","
        return texte.replace(milliers, "")
    return texte.replace(".", "") if texte.count(".") > 1 else texte


def lire_duree(valeur: Valeur) -> int | None:
    """Durée en secondes : « 02:05 » (mm:ss), « 1:02:05 », 125, ou une heure du tableur.

    « 02:05 » tapé dans un tableur y devient 2 h 05 min : une heure sans secondes se lit mm:ss.
    Lève ValeurRefusee de code « duree_illisible ».
    """
    if est_absence(valeur):
        return None
    if isinstance(valeur, time):
        valeur = timedelta(hours=valeur.hour, minutes=valeur.minute, seconds=valeur.second)
    if isinstance(valeur, timedelta):
        secondes = round(valeur.total_seconds())
        return secondes // 60 if secondes >= 3600 and secondes % 60 == 0 else secondes
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return round(valeur)
    return _duree_en_texte(lire_texte(valeur))


def _duree_en_texte(texte: str) -> int | None:
    if _NON_MESURE.fullmatch(normaliser(texte)):
        return None
    trouve = _DUREE.fullmatch(texte)
    if not trouve:
        raise ValeurRefusee("duree_illisible", f"« {texte} » n'est pas une durée (mm:ss).")
    heures, minutes, secondes = (int(partie or 0) for partie in trouve.groups())
    return heures * 3600 + minutes * 60 + secondes


def lire_oui_non(valeur: Valeur) -> bool | None:
    """D'après la première lettre ; None si vide. Code « oui_non_illisible »."""
    if est_absence(valeur):
        return None
    mot = "oui" if valeur is True or valeur == 1 else normaliser(lire_texte(valeur))
    if mot[0] in "o1x✓✔☑":
        return True
    if mot[0] in "n0☐":
        return False
    raise ValeurRefusee("oui_non_illisible", f"« {lire_texte(valeur)} » : répondre oui ou non.")


def lire_case(valeur: Valeur) -> bool:
    """Case cochée (X, ✓, oui, O, 1) ou non (vide, non, 0). Code « case_illisible »."""
    mot = normaliser(lire_texte(valeur))
    if mot in _COCHES:
        return True
    if est_absence(valeur) or mot in _NON_COCHES:
        return False
    raise ValeurRefusee(
        "case_illisible", f"« {lire_texte(valeur)} » : cocher par X ou laisser vide."
    )


def _refus_nombre(valeur: Valeur) -> ValeurRefusee:
    return ValeurRefusee("nombre_illisible", f"« {lire_texte(valeur)} » n'est pas un nombre.")
