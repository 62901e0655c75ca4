"""Mots et phrases du calcul d'un délai, tels que la fiche d'une demande les affiche."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from qualepref.socle.calendrier import JourExclu
from qualepref.socle.typographie import enumerer, suite_en_lettres, suites

_UN_JOUR = timedelta(days=1)
_COMPTES = ("week-end", "samedi", "dimanche")
_ARTICLES = {1: "le ", 2: "les "}


def duree_en_lettres(jours: int, adjectif: str) -> str:
    """« 1 jour ouvré », « 5 jours ouvrés »."""
    return f"{_au_pluriel(jours, 'jour')} {adjectif}{'s' if jours > 1 else ''}"


def exclus_en_lettres(exclus: Sequence[JourExclu]) -> str:
    """Les jours qui ne comptent pas, groupés par motif dans l'ordre où ils se présentent.

    « 2 week-ends (16 et 17 avril, 23 et 24 avril) ; le 18 avril, Lundi de Pâques (jour férié) ».
    """
    week_ends = _jours_de_week_end(exclus)
    groupes: dict[str, list[date]] = {}
    for exclu in exclus:
        motif = "week-end" if exclu.jour in week_ends else exclu.motif
        groupes.setdefault(motif, []).append(exclu.jour)
    return " ; ".join(_groupe_en_lettres(motif, jours) for motif, jours in groupes.items())


def suspension_en_lettres(motif: str) -> str:
    """« délai suspendu : pièces attendues »."""
    return f"délai suspendu : {motif}" if motif else "délai suspendu"


def _jours_de_week_end(exclus: Iterable[JourExclu]) -> set[date]:
    """Les samedis et dimanches qui vont par deux : un dimanche férié laisse le samedi seul."""
    motifs = {exclu.jour: exclu.motif for exclu in exclus}
    samedis = [jour for jour, motif in motifs.items() if motif == "samedi"]
    entiers = [jour for jour in samedis if motifs.get(jour + _UN_JOUR) == "dimanche"]
    return {*entiers, *(jour + _UN_JOUR for jour in entiers)}


def _groupe_en_lettres(motif: str, jours: list[date]) -> str:
    groupes = suites(jours)
    if motif in _COMPTES:
        etendues = ", ".join(suite_en_lettres(suite) for suite in groupes)
        return f"{_au_pluriel(len(groupes), motif)} ({etendues})"
    return f"{enumerer([_avec_article(suite) for suite in groupes])}, {motif}"


def _avec_article(suite: list[date]) -> str:
    return _ARTICLES.get(len(suite), "") + suite_en_lettres(suite)


def _au_pluriel(nombre: int, nom: str) -> str:
    return f"{nombre} {nom}{'s' if nombre > 1 else ''}"
