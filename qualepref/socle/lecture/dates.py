"""Lecture d'une date, d'un mois ou d'une période écrits dans une cellule.

Toujours le jour puis le mois dans un texte ; « 22 » vaut 2022. Rien n'est deviné : une valeur
qui n'est ni une date ni une mention d'absence est refusée, avec la raison.
"""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from qualepref.socle.lecture.cellules import NON_CALCULEE, ErreurExcel, Valeur
from qualepref.socle.lecture.valeurs import ValeurRefusee, est_absence, lire_texte, normaliser
from qualepref.socle.typographie import MOIS

PREMIERE_ANNEE = 1950
_DERNIERE_EN_SERIE = date(2199, 12, 31)
# Un tableur croit que le 29 février 1900 a existé : son jour 1 est le 31 décembre 1899.
_ORIGINE, _ORIGINE_1904 = date(1899, 12, 30), date(1904, 1, 1)
_ABREGES = {
    **{"janv": 1, "jan": 1, "fevr": 2, "fev": 2, "mar": 3, "avr": 4, "juil": 7, "juill": 7},
    **{"sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12},
}
_NUMEROS_DES_MOIS = {normaliser(mois): rang for rang, mois in enumerate(MOIS, 1)} | _ABREGES

_AN = r"(?P<an>\d{4}|\d{2})"
_AVANT = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*[., ]+)?(?:le )?"
_HEURE = (
    r"(?:[ t,]+(?:a )?\d{1,2}(?::| ?h ?)(?:\d{1,2})?(?::\d{1,2}(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?"
)
_FORMES = (
    re.compile(
        rf"{_AVANT}(?P<jour>\d{{1,2}}) ?(?P<s>[/.\- ]) ?(?P<mois>\d{{1,2}}) ?(?P=s) ?{_AN}{_HEURE}"
    ),
    re.compile(
        rf"(?P<an>\d{{4}})(?P<s>[/.\-])(?P<mois>\d{{1,2}})(?P=s)(?P<jour>\d{{1,2}}){_HEURE}"
    ),
    re.compile(rf"{_AVANT}(?P<jour>\d{{1,2}})(?:er)?[ \-]+(?P<mois>[a-z]+)\.?[ \-]+{_AN}{_HEURE}"),
)
_SERIE = re.compile(r"\d{5}(?:[.,]\d+)?")


_SANS_ECHEANCE = {
    *("permanent", "permanente", "en continu", "continu", "sans", "sans objet", "sans echeance"),
    *("illimite", "illimitee", "illimites", "illimitees"),
}
_DEBUT = re.compile(r"^(?:(?:d'ici|avant|pour|courant|fin|mois|au|a|de|du|la|le) |[dl]')+")
_RANGS = {"premier": "1", "deuxieme": "2", "second": "2", "troisieme": "3", "quatrieme": "4"}
_ORDINAL = re.compile(r"\b([1-4])(?:er|ere|eme|nde|nd|e|d)\b")
_DE_L_AN = r"(?:de |d'|l'annee )?'?(\d{4}|\d{2})"
_PERIODE = re.compile(rf"(?:([ts]) ?([1-4])|([1-4]) ?([ts]))[ /\-]*{_DE_L_AN}")
_PERIODE_ISO = re.compile(r"(\d{4})[ /\-]*([ts]) ?([1-4])")
_MOIS_EN_LETTRES = re.compile(rf"([a-z]+)\.?(?:[ /\-]*{_DE_L_AN})?")
_MOIS_EN_CHIFFRES = re.compile(r"(\d{1,2})(?: ?[/\-.] ?(\d{4}))?")
_MOIS_ISO = re.compile(r"(\d{4})[/\-.](\d{1,2})")
_ANNEE = re.compile(r"(?:annee )?(\d{4})")
_MOIS_PAR_PERIODE = {"t": 3, "s": 6}


def lire_date(
    valeur: Valeur,
    date1904: bool = False,
    *,
    requise: bool = False,
    au_plus_tard: date | None = None,
) -> date | None:
    """La date d'une cellule, l'heure ignorée ; None si elle est vide ou dit une absence.

    Lève ValeurRefusee : « date_absente » (si `requise`), « date_illisible »,
    « date_impossible », « date_future » (après `au_plus_tard`, le jour de l'import).
    """
    if est_absence(valeur):
        if requise:
            raise ValeurRefusee("date_absente", "La date manque.")
        return None
    lue = _lire(valeur, date1904)
    if lue.year < PREMIERE_ANNEE:
        raise _illisible(valeur, f"l'année {lue.year} n'est pas plausible")
    if au_plus_tard and lue > au_plus_tard:
        raise ValeurRefusee(
            "date_future",
            f"« {lire_texte(valeur)} » : date postérieure au {au_plus_tard:%d/%m/%Y}, jour de"
            " l'import.",
        )
    return lue


def lire_periode(valeur: Valeur, date1904: bool = False) -> date | None:
    """Le dernier jour de la période ; une date précise vaut elle-même, « permanent » None.

    Lève ValeurRefusee, avec les codes de lire_date.
    """
    if est_absence(valeur) or normaliser(lire_texte(valeur)) in _SANS_ECHEANCE:
        return None
    fin = _fin_de_periode(lire_texte(valeur)) if isinstance(valeur, str | int) else None
    return fin or lire_date(valeur, date1904)


def lire_mois(
    valeur: Valeur, annee: int | None = None, date1904: bool = False
) -> tuple[int | None, int] | None:
    """(année, mois) ; None si la cellule est vide. `annee` vaut pour un mois écrit seul.

    Lève ValeurRefusee de code « mois_illisible », ou ceux de lire_date.
    """
    if est_absence(valeur):
        return None
    if isinstance(valeur, datetime | date):
        return valeur.year, valeur.month
    trouve = _mois_ecrit(_reduire(lire_texte(valeur)))
    if trouve:
        return trouve[0] or annee, trouve[1]
    try:
        jour = lire_date(valeur, date1904)
    except ValeurRefusee as refus:
        raise ValeurRefusee(
            "mois_illisible", f"« {lire_texte(valeur)} » : mois inconnu."
        ) from refus
    return jour and (jour.year, jour.month)


def _composer(jour: int, mois: int, annee: int, texte: str) -> date:
    """Une date, ou ValeurRefusee « date_impossible » qui dit pourquoi elle n'existe pas."""
    if not 1 <= mois <= 12:
        raise _impossible(texte, f"il n'y a pas de mois {mois}")
    if annee == 0:
        raise _illisible(texte, "il n'y a pas d'année 0")
    dernier = monthrange(annee, mois)[1]
    if jour == 29 and mois == 2 and dernier == 28:
        raise _impossible(texte, f"{annee} n'est pas bissextile, février n'a que 28 jours")
    if jour > dernier:
        raise _impossible(texte, f"{MOIS[mois - 1]} n'a que {dernier} jours")
    if jour == 0:
        raise _impossible(texte, "il n'y a pas de jour 0")
    return date(annee, mois, jour)


def _annee(chiffres: str) -> int:
    """« 22 » et « 2022 » : 2022."""
    return int(chiffres) + (2000 if len(chiffres) == 2 else 0)


def _lire(valeur: Valeur, date1904: bool) -> date:
    if isinstance(valeur, datetime):
        return valeur.date()
    if isinstance(valeur, date):
        return valeur
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return _depuis_serie(valeur, date1904, valeur)
    if isinstance(valeur, str) and not isinstance(valeur, ErreurExcel):
        return _depuis_texte(valeur, date1904)
    raise _illisible(valeur, _defaut(valeur))


def _depuis_texte(texte: str, date1904: bool) -> date:
    simple = normaliser(texte).rstrip(" .,;")
    for forme in _FORMES:
        trouve = forme.fullmatch(simple)
        mois = trouve and _numero_du_mois(trouve["mois"])
        if mois is not None:
            annee = _annee(trouve["an"])
            return _composer(int(trouve["jour"]), mois, annee, lire_texte(texte))
    if _SERIE.fullmatch(simple):
        return _depuis_serie(float(simple.replace(",", ".")), date1904, texte)
    raise _illisible(texte, "ce n'est pas une date")


def _numero_du_mois(mois: str) -> int | None:
    return int(mois) if mois.isdecimal() else _NUMEROS_DES_MOIS.get(mois)


def _depuis_serie(numero: float, date1904: bool, valeur: Valeur) -> date:
    """Nombre de jours depuis l'origine du classeur."""
    origine = _ORIGINE_1904 if date1904 else _ORIGINE
    jours_lisibles = range((_DERNIERE_EN_SERIE - origine).days + 1)
    if int(numero) not in jours_lisibles:
        raise _illisible(valeur, "ce n'est pas une date")
    lue = origine + timedelta(days=int(numero))
    if lue.year < PREMIERE_ANNEE:
        raise _illisible(valeur, "ce n'est pas une date")
    return lue


def _defaut(valeur: Valeur) -> str:
    if valeur is NON_CALCULEE:
        return "formule jamais calculée, ouvrez le classeur dans un tableur et enregistrez-le"
    if isinstance(valeur, ErreurExcel):
        return "la formule de cette cellule est en erreur"
    return "ce n'est pas une date"


def _illisible(valeur: Valeur, raison: str) -> ValeurRefusee:
    return ValeurRefusee("date_illisible", f"« {lire_texte(valeur)} » : {raison}.")


def _impossible(texte: str, raison: str) -> ValeurRefusee:
    return ValeurRefusee("date_impossible", f"« {texte} » : {raison}.")


def _reduire(texte: str) -> str:
    return _DEBUT.sub("", normaliser(texte).rstrip(" .,;"))


def _fin_de_periode(texte: str) -> date | None:
    reduit = _reduire(texte)
    if (annee := _ANNEE.fullmatch(reduit)) and int(annee[1]) >= PREMIERE_ANNEE:
        return date(int(annee[1]), 12, 31)
    annee_et_mois = _dernier_mois(reduit) or _mois_ecrit(reduit)
    if not annee_et_mois or not annee_et_mois[0]:
        return None
    an, mois = annee_et_mois
    _composer(1, mois, an, texte)
    return date(an, mois, monthrange(an, mois)[1])


def _dernier_mois(texte: str) -> tuple[int, int] | None:
    """(année, dernier mois) d'un trimestre ou d'un semestre."""
    for mot, chiffre in _RANGS.items():
        texte = texte.replace(mot, chiffre)
    court = re.sub(r"trim(estre|\.)?|t\.", "t", _ORDINAL.sub(r"\1", texte))
    court = re.sub(r"sem(estre|\.)?|s\.", "s", court)
    if trouve := _PERIODE.fullmatch(court):
        genre, rang, an = trouve[1] or trouve[4], trouve[2] or trouve[3], trouve[5]
    elif trouve := _PERIODE_ISO.fullmatch(court):
        an, genre, rang = trouve.groups()
    else:
        return None
    mois = int(rang) * _MOIS_PAR_PERIODE[genre]
    return (_annee(an), mois) if mois <= 12 else None


def _mois_ecrit(texte: str) -> tuple[int | None, int] | None:
    """« janvier », « janv. 2022 », « 01/2022 », « 2022-01 », « 1 »."""
    if trouve := _MOIS_ISO.fullmatch(texte):
        return int(trouve[1]), int(trouve[2])
    if trouve := _MOIS_EN_CHIFFRES.fullmatch(texte):
        seul = trouve[2] is None
        if seul and not 1 <= int(trouve[1]) <= 12:
            return None
        return (None if seul else int(trouve[2])), int(trouve[1])
    trouve = _MOIS_EN_LETTRES.fullmatch(texte)
    if not trouve or trouve[1] not in _NUMEROS_DES_MOIS:
        return None
    return (_annee(trouve[2]) if trouve[2] else None), _NUMEROS_DES_MOIS[trouve[1]]
