"""Ce que dit un titre ou une étiquette d'un classeur : période, année, grandeur, site, réseau.

Un nombre se comprend par ce que disent ensemble sa colonne, sa ligne, sa section et sa feuille.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from pilotage.lecture.lexique import (
    annees_de,
    est_laissee,
    grandeur_de,
    lire_titre_de_mois,
    reseau_nomme,
)
from qualepref.socle.lecture.annuaire import Annuaire
from qualepref.socle.lecture.cellules import Valeur
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte, normaliser
from qualepref.socle.models import Site
from qualepref.socle.periodes import Genre, Periode

_AN = r"(?:[ \-/']*(?P<an>20\d\d))?"
_RANG = r"(?P<rang>[1-4])(?:er|ere|e|eme|nd|nde)?"
_TRIMESTRE = re.compile(
    rf"(?:(?P<avant>20\d\d)[ \-/]*)?(?:t ?{_RANG}|trim(?:estre|\.)? ?{_RANG.replace('rang', 'r2')}"
    rf"|{_RANG.replace('rang', 'r3')} ?(?:trim(?:estre|\.)?|t)){_AN}"
)
_SEMESTRE = re.compile(
    rf"(?:(?P<avant>20\d\d)[ \-/]*)?(?:s ?(?P<rang>[12])|(?P<r2>[12])(?:er|e|eme|nd)? ?"
    rf"sem(?:estre|\.)?){_AN}"
)
_ANNEE = re.compile(r"(?:annee |exercice |total )?(20\d\d)")
_ORDINAUX = {"premier": "1", "deuxieme": "2", "second": "2", "troisieme": "3", "quatrieme": "4"}
_JOUR = re.compile(r"\d{1,2}/(0?[1-9]|1[0-2])/(20\d\d)")
_PLAGE = re.compile(r"\s*(?:du )?[\d/]+ ?(?:au|à|-|–) ?[\d/]+\s*", re.IGNORECASE)
_SEPARATEURS = re.compile(r"\s+[-–—:|/]\s+|\s?:\s|\s?[()]\s?|\n")
_MOIS_CITE = re.compile(
    r"\b((?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
    r"(?: 20\d\d)?)\b"
)


class Dite(NamedTuple):
    """Une période écrite, dont l'année peut manquer ; `jour` : la date précise, s'il y en a une."""

    genre: Genre
    rang: int
    annee: int | None = None
    jour: date | None = None

    def en(self, annee: int | None) -> Periode | None:
        an = self.annee or annee
        debut = (self.rang - 1) * self.genre.mois + 1
        return Periode(date(an, debut, 1), self.genre) if an else None


@dataclass(frozen=True)
class Repere:
    """Ce qu'on sait d'un nombre ; vide : rien."""

    periode: Dite | None = None
    annee: int | None = None
    cle: str | None = None
    site: Site | None = None
    compte: str = ""

    def avec(self, autre: "Repere") -> "Repere":
        """Le premier l'emporte ; des deux périodes, la plus fine."""
        dites = [dite for dite in (self.periode, autre.periode) if dite]
        return Repere(
            periode=min(dites, key=lambda dite: dite.genre.mois, default=None),
            annee=self.annee or autre.annee,
            cle=self.cle or autre.cle,
            site=self.site or autre.site,
            compte=self.compte or autre.compte,
        )

    @property
    def poids(self) -> int:
        return sum(map(bool, (self.periode, self.cle, self.site, self.compte)))

    @property
    def est_laisse(self) -> bool:
        return self.cle is not None and est_laissee(self.cle)


RIEN = Repere()


@lru_cache(maxsize=20_000)
def lire_periode_dite(texte: str) -> Dite | None:
    """« janv. 22 », « 2e trimestre », « T3 2022 », « S1 », « Année 2022 »."""
    if lu := lire_titre_de_mois(texte):
        return Dite(Genre.MOIS, *lu)
    simple = normaliser(texte)
    for mot, chiffre in _ORDINAUX.items():
        simple = simple.replace(mot, chiffre)
    for genre, forme in ((Genre.TRIMESTRE, _TRIMESTRE), (Genre.SEMESTRE, _SEMESTRE)):
        if trouve := forme.fullmatch(simple):
            dits = trouve.groupdict()
            rang = next(int(dits[r]) for r in ("rang", "r2", "r3") if dits.get(r))
            an = dits["avant"] or dits["an"]
            if not an and re.fullmatch(r"s ?\d", simple):
                return None  # « S1 » seul est aussi bien une semaine
            return Dite(genre, rang, int(an) if an else None)
    trouve = _ANNEE.fullmatch(simple)
    return Dite(Genre.ANNEE, 1, int(trouve[1])) if trouve else None


def lire_periode_de_cellule(valeur: Valeur, date1904: bool = False) -> Dite:
    """La période d'une étiquette de ligne. Lève ValeurRefusee, avec les codes de lire_date."""
    if isinstance(valeur, str) and (dite := lire_periode_dite(valeur) or _entre_dates(valeur)):
        return dite
    if isinstance(valeur, int) and not isinstance(valeur, bool):
        if 1 <= valeur <= 12:
            return Dite(Genre.MOIS, valeur)
        if 2000 <= valeur < 2100:
            return Dite(Genre.ANNEE, 1, valeur)
        if lu := lire_titre_de_mois(str(valeur)):  # 202203
            return Dite(Genre.MOIS, *lu)
    try:
        jour = lire_date(valeur, date1904, requise=True)
    except ValeurRefusee as refus:
        if refus.code == "date_impossible":
            raise
        raise ValeurRefusee("date_illisible", "ce n'est pas un mois") from None
    return Dite(Genre.MOIS, jour.month, jour.year, jour)


def _entre_dates(texte: str) -> Dite | None:
    """« du 01/03/2022 au 31/03/2022 » : mars ; rien, si les deux mois diffèrent."""
    mois = {(int(m), int(an)) for m, an in _JOUR.findall(texte)}
    return Dite(Genre.MOIS, *mois.pop()) if len(mois) == 1 and _PLAGE.fullmatch(texte) else None


class Lecteur:
    """Lit titres et étiquettes d'un département, chacun une seule fois."""

    def __init__(self, annuaire: Annuaire):
        self.annuaire = annuaire
        self._titres: dict[str, Repere] = {}

    def titre(self, valeur: Valeur) -> Repere:
        """Ce que dit, mot pour mot, un titre ; « Préfecture - appels reçus » en dit deux."""
        if isinstance(valeur, datetime | date):
            jour = valeur.date() if isinstance(valeur, datetime) else valeur
            return Repere(periode=Dite(Genre.MOIS, jour.month, jour.year, jour))
        texte = lire_texte(valeur)
        if texte not in self._titres:
            self._titres[texte] = self._lire(texte)
        return self._titres[texte]

    def _lire(self, texte: str) -> Repere:
        if dite := lire_periode_dite(texte):
            return Repere(periode=dite, annee=dite.annee)
        annees = annees_de(texte)
        lu = Repere(annee=annees[0] if len(annees) == 1 else None)
        simple = " ".join(re.sub(r"\b20\d\d\b", " ", texte).split())
        for partie in dict.fromkeys((simple, *_SEPARATEURS.split(simple))):
            lu = lu.avec(self._partie(partie.strip()))
        return lu

    def _partie(self, texte: str) -> Repere:
        cle, reseau = grandeur_de(texte, sure=True) if texte else (None, "")
        if cle:
            return Repere(cle=cle, compte=reseau)
        return Repere(
            periode=lire_periode_dite(texte),
            site=self.annuaire.site_approchant(texte) if texte else None,
            compte=reseau_nomme(texte),
        )

    def contexte(self, titres: list[str], feuille: str) -> Repere:
        """Ce que disent pour tout le tableau ses titres, du plus proche au plus lointain."""
        lu = RIEN
        for texte in (*titres, feuille):
            lu = lu.avec(self.titre(texte))
            cite = self.annuaire.site_cite(texte)
            if cite and (texte == feuille or cite.type != Site.Type.PREFECTURE):
                lu = lu.avec(Repere(site=cite))
            lu = lu.avec(Repere(periode=mois_cite(texte)))
        annuelle = lu.periode and lu.periode.genre is Genre.ANNEE
        return replace(lu, periode=None) if annuelle else lu

    def periode(self, valeur: Valeur) -> Dite | None:
        """La période d'une étiquette de ligne, si elle se lit."""
        try:
            return lire_periode_de_cellule(valeur)
        except ValeurRefusee:
            return None

    def est_lieu(self, texte: str) -> bool:
        return bool(self.annuaire.site_approchant(texte)) or self.annuaire.a_un_service(texte)


def mois_cite(texte: str) -> Dite | None:
    """Le seul mois nommé par une phrase qui n'est pas une date : « Relevé de mars 2022 »."""
    simple = re.sub(r"\b\d{1,2}(?:er)? (?=[a-z]+ 20\d\d)", "le-", normaliser(texte))
    cites = set(_MOIS_CITE.findall(simple.replace("le-", "le_")))
    return lire_periode_dite(cites.pop()) if len(cites) == 1 else None
