"""Écriture française des dates, des listes et de la ponctuation."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()
INSECABLE = "\u00a0"
_PUCE = re.compile(r"\s*[-–—•*]\s+(?=\S)")
_ESPACE_A_LIER = re.compile(r" (?=[:;?!%»])|(?<=«) ")


def insecables(texte: str) -> str:
    """Rend insécables les espaces que le français veut avant : ; ? ! % » et après «."""
    return _ESPACE_A_LIER.sub(INSECABLE, texte)


class Morceau(NamedTuple):
    """Un paragraphe, ou une liste et ses éléments, d'un texte saisi."""

    est_liste: bool
    lignes: list[str]


def morceaux(texte: str) -> list[Morceau]:
    """Découpe un texte saisi : « - point » est un élément de liste, une ligne vide sépare."""
    decoupe: list[Morceau] = []
    suite = False
    for brute in texte.splitlines():
        ligne, puce = brute.strip(), _PUCE.match(brute)
        if not ligne:
            suite = False
            continue
        if not (suite and decoupe[-1].est_liste == bool(puce)):
            decoupe.append(Morceau(bool(puce), []))
        decoupe[-1].lignes.append(_PUCE.sub("", brute).strip() if puce else ligne)
        suite = True
    return decoupe


def enumerer(elements: Sequence[str]) -> str:
    """« a », « a et b », « a, b et c »."""
    *debut, fin = elements
    return f"{', '.join(debut)} et {fin}" if debut else fin


def jour_de_semaine(jour: date) -> str:
    return JOURS[jour.weekday()]


def jour_et_mois(jour: date) -> str:
    """« 5 mars », « 1er mai »."""
    return f"{_quantieme(jour)} {MOIS[jour.month - 1]}"


def date_en_lettres(jour: date) -> str:
    """« samedi 5 mars 2022 »."""
    return f"{jour_de_semaine(jour)} {jour_et_mois(jour)} {jour.year}"


def suites(jours: Sequence[date]) -> list[list[date]]:
    """Découpe des jours croissants en suites de jours qui se suivent."""
    decoupe: list[list[date]] = []
    for jour in jours:
        if decoupe and decoupe[-1][-1] + timedelta(days=1) == jour:
            decoupe[-1].append(jour)
        else:
            decoupe.append([jour])
    return decoupe


def suite_en_lettres(jours: Sequence[date]) -> str:
    """« 5 mars », « 5 et 6 mars », « 31 juillet et 1er août », « du 26 au 30 décembre »."""
    premier, dernier = jours[0], jours[-1]
    if premier == dernier:
        return jour_et_mois(premier)
    debut = _quantieme(premier) if premier.month == dernier.month else jour_et_mois(premier)
    if len(jours) == 2:
        return f"{debut} et {jour_et_mois(dernier)}"
    return f"du {debut} au {jour_et_mois(dernier)}"


def _quantieme(jour: date) -> str:
    return "1er" if jour.day == 1 else str(jour.day)
