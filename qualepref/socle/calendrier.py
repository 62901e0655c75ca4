"""Jours ouvrés d'un territoire : fêtes légales, fermetures du site, ajout et décompte de jours.

Ouvré : du lundi au vendredi, hors fêtes légales du territoire et fermetures du site (delais.yaml).
Source des fêtes : code du travail, articles L. 3133-1 et L. 3422-2.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from types import MappingProxyType

from jours_feries_france import JoursFeries

from qualepref.socle.typographie import jour_de_semaine

PREMIERE_ANNEE, DERNIERE_ANNEE = 1990, 2100
_ORIGINE = date(PREMIERE_ANNEE, 1, 1).toordinal()
_TAILLE = date(DERNIERE_ANNEE, 12, 31).toordinal() - _ORIGINE + 1

# Nos clés (delais.yaml) et les zones de jours-feries-france. Les quatre dernières collectivités
# n'ajoutent rien à la liste de métropole : leurs fêtes locales se saisissent en fermetures.
TERRITOIRES = {
    "metropole": "Métropole",
    "alsace-moselle": "Alsace-Moselle",
    "guadeloupe": "Guadeloupe",
    "martinique": "Martinique",
    "guyane": "Guyane",
    "la-reunion": "La Réunion",
    "mayotte": "Mayotte",
    "saint-barthelemy": "Saint-Barthélémy",
    "saint-martin": "Saint-Martin",
    "saint-pierre-et-miquelon": "Métropole",
    "nouvelle-caledonie": "Métropole",
    "polynesie-francaise": "Métropole",
    "wallis-et-futuna": "Métropole",
}

# Les noms de la bibliothèque qui diffèrent des libellés de delais.yaml.
_LIBELLES = {
    "1er janvier": "Jour de l'An",
    "1er mai": "Fête du Travail",
    "8 mai": "Victoire de 1945",
    "14 juillet": "Fête nationale",
    "11 novembre": "Armistice de 1918",
    "Jour de Noël": "Noël",
    "2ème jour de Noël": "Saint-Étienne",
}


class TerritoireInconnu(ValueError):
    """Le territoire demandé n'a pas de calendrier."""


class DateHorsCalendrier(ValueError):
    """Une date, donnée ou calculée, sort des années tenues par le calendrier."""


@dataclass(frozen=True)
class JourExclu:
    """Un jour qui ne compte pas, et pourquoi."""

    jour: date
    motif: str


def jours_feries(territoire: str, annee: int) -> dict[date, str]:
    """Fêtes légales du territoire, dans l'ordre de l'année, avec leur libellé.

    Deux fêtes le même jour (1er mai et Ascension en 2008) donnent un seul libellé.
    Lève TerritoireInconnu ou DateHorsCalendrier.
    """
    return dict(_jours_feries(territoire, annee))


@lru_cache(maxsize=4096)
def _jours_feries(territoire: str, annee: int) -> Mapping[date, str]:
    _verifier_territoire(territoire)
    if not PREMIERE_ANNEE <= annee <= DERNIERE_ANNEE:
        raise _hors_calendrier(f"L'année {annee}")
    feries: dict[date, str] = {}
    for nom, jour in JoursFeries.for_year(annee, TERRITOIRES[territoire]).items():
        libelle = _LIBELLES.get(nom, nom)
        feries[jour] = f"{feries[jour]} et {libelle}" if jour in feries else libelle
    return feries


@dataclass(frozen=True)
class _Index:
    """Table d'un calendrier : ajouter ou compter des jours devient une lecture."""

    rangs: array  # rangs[i] : nombre de jours ouvrés de l'origine au jour i compris
    ouvres: array  # ouvres[k] : ordinal du k-ième jour ouvré, compté depuis zéro


@lru_cache(maxsize=128)
def _indexer(territoire: str, fermes: frozenset[date]) -> _Index:
    annees = range(PREMIERE_ANNEE, DERNIERE_ANNEE + 1)
    exclus = fermes.union(*(_jours_feries(territoire, annee) for annee in annees))
    rangs, ouvres = array("H"), array("i")
    for ordinal in range(_ORIGINE, _ORIGINE + _TAILLE):
        jour = date.fromordinal(ordinal)
        if jour.weekday() < 5 and jour not in exclus:
            ouvres.append(ordinal)
        rangs.append(len(ouvres))
    return _Index(rangs, ouvres)


def _position(jour: date) -> int:
    position = jour.toordinal() - _ORIGINE
    if 0 <= position < _TAILLE:
        return position
    raise _hors_calendrier(f"Le {jour:%d/%m/%Y}")


def _verifier_territoire(territoire: str) -> None:
    if territoire not in TERRITOIRES:
        connus = ", ".join(TERRITOIRES)
        raise TerritoireInconnu(f"Territoire « {territoire} » inconnu : écrire l'un de {connus}.")


def _hors_calendrier(sujet: str) -> DateHorsCalendrier:
    annees = f"de {PREMIERE_ANNEE} à {DERNIERE_ANNEE}"
    return DateHorsCalendrier(
        f"{sujet} sort du calendrier, tenu {annees} : vérifier la date et le délai."
    )


@dataclass(frozen=True)
class Calendrier:
    """Les jours ouvrés d'un site : son territoire et ses fermetures (jour et motif)."""

    territoire: str = "metropole"
    fermetures: Mapping[date, str] = field(default_factory=dict, hash=False)

    def __post_init__(self):
        _verifier_territoire(self.territoire)
        object.__setattr__(self, "fermetures", MappingProxyType(dict(self.fermetures)))

    @cached_property
    def _index(self) -> _Index:
        return _indexer(self.territoire, frozenset(self.fermetures))

    def motif(self, jour: date) -> str | None:
        """Pourquoi ce jour n'est pas ouvré, ou None s'il l'est."""
        _position(jour)
        if ferie := _jours_feries(self.territoire, jour.year).get(jour):
            return f"{ferie} (jour férié)"
        if jour.weekday() >= 5:
            return jour_de_semaine(jour)
        if jour in self.fermetures:
            motif = self.fermetures[jour]
            return f"fermeture du site : {motif}" if motif else "fermeture du site"
        return None

    def est_ouvre(self, jour: date) -> bool:
        return self.motif(jour) is None

    def ajouter_jours_ouvres(self, depart: date, n: int) -> date:
        """Le n-ième jour ouvré strictement après le départ ; le départ lui-même si n vaut 0.

        Un départ un jour fermé n'est pas déplacé. Lève ValueError si n est négatif.
        """
        if n < 0:
            raise ValueError(f"Un nombre de jours ouvrés ne peut pas être négatif ({n}).")
        if n == 0:
            return depart
        index = self._index
        rang = index.rangs[_position(depart)] + n - 1
        if rang >= len(index.ouvres):
            raise _hors_calendrier("L'échéance calculée")
        return date.fromordinal(index.ouvres[rang])

    def compter_jours_ouvres(self, debut: date, fin: date) -> int:
        """Jours ouvrés après le début et jusqu'à la fin incluse. ValueError si fin < début."""
        if fin < debut:
            raise ValueError(f"Le {fin:%d/%m/%Y} vient avant le {debut:%d/%m/%Y}.")
        rangs = self._index.rangs
        return rangs[_position(fin)] - rangs[_position(debut)]

    def prochain_jour_ouvre(self, jour: date) -> date:
        """Le jour même s'il est ouvré, sinon le premier jour ouvré qui suit."""
        return jour if self.est_ouvre(jour) else self.ajouter_jours_ouvres(jour, 1)

    def jours_exclus(self, debut: date, fin: date) -> tuple[JourExclu, ...]:
        """Jours non ouvrés après le début et jusqu'à la fin incluse, avec leur motif."""
        jours = (debut + timedelta(days=i) for i in range(1, (fin - debut).days + 1))
        return tuple(JourExclu(jour, motif) for jour in jours if (motif := self.motif(jour)))
