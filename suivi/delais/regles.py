"""Règles de délai : ce qu'elles fixent, et laquelle s'applique à une demande.

Source des règles : delais.yaml (« choix_de_la_regle », « calcul »).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, time
from enum import IntEnum, StrEnum
from functools import lru_cache

from qualepref.socle.calendrier import Calendrier

TOUS_CANAUX = "tous"
TOUTES_NATURES = "toutes"
_OPTIONS = {"attente_suspend", "reprise", "heure_limite"}
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


class Reprise(StrEnum):
    """Ce que devient le compte quand une suspension finit."""

    CONTINUE = "continue"
    REMISE_A_ZERO = "remise_a_zero"


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
    `attente_suspend` : l'attente de l'usager arrête le compte. `heure_limite` : un message reçu
    plus tard, ou un jour non ouvré, est réputé arrivé le jour ouvré suivant.
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
    attente_suspend: bool = False
    reprise: Reprise = Reprise.CONTINUE
    heure_limite: time | None = None

    def __post_init__(self):
        if any(jours is not None and jours < 1 for jours in (self.jours, self.accuse_jours)):
            raise ValueError(f"Règle « {self.cle} » : un délai vaut au moins un jour.")
        object.__setattr__(self, "unite", Unite(self.unite))
        object.__setattr__(self, "accuse_unite", self.accuse_unite and Unite(self.accuse_unite))
        object.__setattr__(self, "portee", Portee(self.portee))
        object.__setattr__(self, "reprise", Reprise(self.reprise))

    def en_vigueur(self, le: date) -> bool:
        return self.depuis <= le and (self.jusqua is None or le <= self.jusqua)

    def pour_accuse(self) -> "Regle":
        """La même règle, dont le délai est celui de l'accusé de réception."""
        unite = self.accuse_unite or self.unite
        return replace(self, jours=self.accuse_jours, unite=unite)

    def date_reputee(self, arrivee: date, heure: time | None, calendrier: Calendrier) -> date:
        """Le jour zéro : celui de l'arrivée, ou le suivant ouvré si la règle ferme à une heure."""
        if self.heure_limite is None:
            return arrivee
        if heure is not None and heure > self.heure_limite:
            return calendrier.ajouter_jours_ouvres(arrivee, 1)
        return calendrier.prochain_jour_ouvre(arrivee)

    def en_json(self) -> dict:
        """Une option laissée à sa valeur d'origine ne s'écrit pas."""
        valeurs = {champ: getattr(self, champ.name) for champ in fields(self)}
        return {
            champ.name: _en_json(valeur)
            for champ, valeur in valeurs.items()
            if champ.name not in _OPTIONS or valeur != champ.default
        }

    @classmethod
    def depuis_json(cls, valeurs: Mapping) -> "Regle":
        lues = {nom: lire_date(valeurs[nom]) for nom in ("depuis", "jusqua")}
        if heure := valeurs.get("heure_limite"):
            lues["heure_limite"] = time.fromisoformat(heure)
        return cls(**{**valeurs, **lues})


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
    return valeur.isoformat() if isinstance(valeur, date | time) else valeur


def lire_date(texte: str | None) -> date | None:
    return date.fromisoformat(texte) if texte else None
