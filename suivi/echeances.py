"""Délais de réponse : choix de la règle, échéance et son explication, délai constaté.

Source des règles : delais.yaml (« choix_de_la_regle », « calcul »). Le jour de réception est le
jour 0 ; une arrivée un jour fermé n'est pas déplacée ; l'échéance est la fin du dernier jour.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from functools import lru_cache

from qualepref.socle.calendrier import Calendrier, JourExclu
from qualepref.socle.typographie import date_en_lettres, insecables
from suivi.explication import duree_en_lettres, exclus_en_lettres

TOUS_CANAUX = "tous"
TOUTES_NATURES = "toutes"
_UN_JOUR = timedelta(days=1)
_CLE_DE_DECOMPTE = re.compile(r"([1-9][0-9]{0,2})j_(ouvres|calendaires)(_report)?")


class CleDeRegleInvalide(ValueError):
    """Une clé de décompte ne suit pas la forme « 5j_ouvres »."""


class Unite(StrEnum):
    """Jours ouvrés du calendrier, ou tous les jours."""

    OUVRES = "ouvres"
    CALENDAIRES = "calendaires"

    @property
    def adjectif(self) -> str:
        return "ouvré" if self is Unite.OUVRES else "calendaire"


class Portee(IntEnum):
    """D'où vient une règle ; la plus grande l'emporte."""

    PROFIL_DEFAUT = 0
    PROFIL = 1
    DEPARTEMENT = 2
    SITE = 3
    SERVICE = 4


@dataclass(frozen=True, kw_only=True)
class Regle:
    """Un délai dû selon le canal, la nature et la date d'arrivée.

    `jours` vide : aucun délai n'est fixé. `report` : une échéance calendaire qui tombe un jour
    non ouvré passe au premier jour ouvré suivant. En vigueur de `depuis` à `jusqua` compris.
    """

    cle: str
    canal: str = TOUS_CANAUX
    nature: str = TOUTES_NATURES
    jours: int | None
    unite: Unite
    report: bool = False
    accuse_jours: int | None = None
    accuse_unite: Unite | None = None
    depuis: date = date.min
    jusqua: date | None = None
    portee: Portee = Portee.PROFIL

    def __post_init__(self):
        if any(jours is not None and jours < 1 for jours in (self.jours, self.accuse_jours)):
            raise ValueError(f"Règle « {self.cle} » : un délai vaut au moins un jour.")
        object.__setattr__(self, "unite", Unite(self.unite))
        object.__setattr__(self, "accuse_unite", self.accuse_unite and Unite(self.accuse_unite))
        object.__setattr__(self, "portee", Portee(self.portee))

    def en_vigueur(self, le: date) -> bool:
        return self.depuis <= le and (self.jusqua is None or le <= self.jusqua)

    def pour_accuse(self) -> "Regle":
        """La même règle, dont le délai est celui de l'accusé de réception."""
        unite = self.accuse_unite or self.unite
        return replace(self, jours=self.accuse_jours, unite=unite)

    def en_json(self) -> dict:
        return {champ.name: _en_json(getattr(self, champ.name)) for champ in fields(self)}

    @classmethod
    def depuis_json(cls, valeurs: Mapping) -> "Regle":
        dates = {nom: _lire_date(valeurs[nom]) for nom in ("depuis", "jusqua")}
        return cls(**{**valeurs, **dates})


@dataclass(frozen=True)
class Echeance:
    """Une date due et tout ce qui l'explique ; date vide si la règle ne fixe aucun délai.

    `jours_exclus` : jours non comptés d'un délai en jours ouvrés. `report` : jours sautés à la
    fin d'un délai en jours calendaires, à partir de la date où il finissait.
    """

    date: date | None
    regle: Regle
    arrivee: date
    jours_exclus: tuple[JourExclu, ...] = ()
    report: tuple[JourExclu, ...] = ()

    def explication(self) -> list[str]:
        """Le calcul en phrases courtes, dans l'ordre où il se fait."""
        phrases = [f"Arrivée le {date_en_lettres(self.arrivee)} : ce jour ne compte pas."]
        if self.date is None:
            phrases.append(f"La règle « {self.regle.cle} » ne fixe aucun délai : pas d'échéance.")
        else:
            phrases += [self._phrase_du_delai(), *self._phrases_des_jours()]
            phrases.append(f"Échéance : {date_en_lettres(self.date)}, fin de journée.")
        return [insecables(phrase) for phrase in phrases]

    def _phrase_du_delai(self) -> str:
        duree = duree_en_lettres(self.regle.jours, self.regle.unite.adjectif)
        return f"Délai : {duree} (règle « {self.regle.cle} »)."

    def _phrases_des_jours(self) -> list[str]:
        if self.report:
            terme = date_en_lettres(self.report[0].jour)
            sautes = exclus_en_lettres(self.report)
            return [
                f"Le délai finit le {terme}, jour non ouvré : report au jour ouvré suivant.",
                f"Jours sautés : {sautes}.",
            ]
        if self.regle.unite is Unite.CALENDAIRES:
            return ["Tous les jours comptent, week-ends et jours fériés compris."]
        if self.jours_exclus:
            return [f"Jours non comptés : {exclus_en_lettres(self.jours_exclus)}."]
        return []

    def en_json(self) -> dict:
        """Forme à ranger avec la demande : l'explication reste celle du jour du calcul."""
        return {
            "date": _en_json(self.date),
            "regle": self.regle.en_json(),
            "arrivee": _en_json(self.arrivee),
            "jours_exclus": _exclus_en_json(self.jours_exclus),
            "report": _exclus_en_json(self.report),
        }

    @classmethod
    def depuis_json(cls, valeurs: Mapping) -> "Echeance":
        return cls(
            date=_lire_date(valeurs["date"]),
            regle=Regle.depuis_json(valeurs["regle"]),
            arrivee=_lire_date(valeurs["arrivee"]),
            jours_exclus=_lire_exclus(valeurs["jours_exclus"]),
            report=_lire_exclus(valeurs["report"]),
        )


def choisir_regle(
    regles: Iterable[Regle],
    *,
    canal: str,
    nature: str,
    le: date,
    regroupements: Mapping[str, Sequence[str]],
) -> Regle | None:
    """La règle la plus précise en vigueur à la date d'arrivée, ou None.

    Portée (service, site, profil, profil d'origine), puis nature et canal, nature, canal, repli ;
    une nature exacte avant son regroupement ; à égalité, la dernière entrée en vigueur.
    """
    groupes = {nom: 1 for nom, membres in regroupements.items() if nature in membres}
    natures = {nature: 2, **groupes, TOUTES_NATURES: 0}
    canaux = {canal: 1, TOUS_CANAUX: 0}

    def precision(regle: Regle) -> tuple:
        rang = natures[regle.nature]
        return regle.portee, rang > 0, canaux[regle.canal], rang, regle.depuis, regle.cle

    candidates = (
        regle
        for regle in regles
        if regle.canal in canaux and regle.nature in natures and regle.en_vigueur(le)
    )
    return max(candidates, key=precision, default=None)


def date_echeance(arrivee: date, regle: Regle, calendrier: Calendrier) -> date | None:
    """La seule date due, sans son explication ; None si la règle ne fixe aucun délai."""
    if regle.jours is None:
        return None
    if regle.unite is Unite.OUVRES:
        return calendrier.ajouter_jours_ouvres(arrivee, regle.jours)
    terme = arrivee + timedelta(days=regle.jours)
    return calendrier.prochain_jour_ouvre(terme) if regle.report else terme


def calculer(arrivee: date, regle: Regle, calendrier: Calendrier) -> Echeance:
    """L'échéance de la réponse, avec les jours qu'elle n'a pas comptés."""
    fin = date_echeance(arrivee, regle, calendrier)
    if fin is None:
        return Echeance(fin, regle, arrivee)
    if regle.unite is Unite.OUVRES:
        return Echeance(fin, regle, arrivee, calendrier.jours_exclus(arrivee, fin))
    terme = arrivee + timedelta(days=regle.jours)
    sautes = calendrier.jours_exclus(terme - _UN_JOUR, fin) if terme < fin else ()
    return Echeance(fin, regle, arrivee, report=sautes)


def calculer_accuse(arrivee: date, regle: Regle, calendrier: Calendrier) -> Echeance:
    """L'échéance de l'accusé de réception : le même calcul, avec la durée de l'accusé."""
    return calculer(arrivee, regle.pour_accuse(), calendrier)


def delai(arrivee: date, reponse: date, unite: Unite, calendrier: Calendrier) -> int:
    """Jours entre l'arrivée et la réponse incluse ; 0 le jour même.

    Lève ValueError si la réponse vient avant l'arrivée.
    """
    if reponse < arrivee:
        raise ValueError(f"Réponse du {reponse:%d/%m/%Y} avant l'arrivée du {arrivee:%d/%m/%Y}.")
    if unite == Unite.OUVRES:
        return calendrier.compter_jours_ouvres(arrivee, reponse)
    return (reponse - arrivee).days


@lru_cache(maxsize=256)
def regle_de_cle(cle: str) -> Regle:
    """La règle d'une clé de décompte : « 5j_ouvres », « 10j_calendaires_report »…

    Lève CleDeRegleInvalide.
    """
    lue = _CLE_DE_DECOMPTE.fullmatch(cle)
    if not lue or lue[2] == Unite.OUVRES and lue[3]:
        raise CleDeRegleInvalide(
            f"Règle de décompte « {cle} » illisible : écrire un nombre de jours de 1 à 999 puis "
            "« j_ouvres », « j_calendaires » ou « j_calendaires_report », comme 5j_ouvres."
        )
    return Regle(cle=cle, jours=int(lue[1]), unite=Unite(lue[2]), report=bool(lue[3]))


def _en_json(valeur):
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def _lire_date(texte: str | None) -> date | None:
    return date.fromisoformat(texte) if texte else None


def _exclus_en_json(exclus: Iterable[JourExclu]) -> list[dict[str, str]]:
    return [{"jour": exclu.jour.isoformat(), "motif": exclu.motif} for exclu in exclus]


def _lire_exclus(valeurs: Iterable[Mapping[str, str]]) -> tuple[JourExclu, ...]:
    return tuple(JourExclu(_lire_date(v["jour"]), v["motif"]) for v in valeurs)
