"""Périodes de compte : mois, trimestre, semestre, année civile."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qualepref.socle.typographie import MOIS

_CLE = re.compile(r"([12][0-9]{3})(?:-(?:(0[1-9]|1[0-2])|T([1-4])|S([12])))?")


class Genre(StrEnum):
    """La longueur d'une période."""

    MOIS = "mois"
    TRIMESTRE = "trimestre"
    SEMESTRE = "semestre"
    ANNEE = "annee"

    @property
    def mois(self) -> int:
        return {"mois": 1, "trimestre": 3, "semestre": 6, "annee": 12}[self]


class PeriodeIllisible(ValueError):
    """Une clé de période ne suit pas la forme « 2022-T4 »."""


@dataclass(frozen=True, order=True)
class Periode:
    """Une période civile, désignée par son genre et son premier jour."""

    debut: date
    genre: Genre

    @classmethod
    def contenant(cls, jour: date, genre: Genre) -> "Periode":
        mois = jour.month - (jour.month - 1) % genre.mois
        return cls(date(jour.year, mois, 1), genre)

    @classmethod
    def lire(cls, cle: str) -> "Periode":
        """« 2022 », « 2022-S1 », « 2022-T4 », « 2022-03 ». Lève PeriodeIllisible."""
        lue = _CLE.fullmatch(cle)
        if not lue:
            raise PeriodeIllisible(
                f"Période « {cle} » illisible : écrire 2022, 2022-S1, 2022-T4 ou 2022-03."
            )
        annee, *rangs = lue.groups()
        for genre, rang in zip((Genre.MOIS, Genre.TRIMESTRE, Genre.SEMESTRE), rangs, strict=True):
            if rang:
                return cls(date(int(annee), (int(rang) - 1) * genre.mois + 1, 1), genre)
        return cls(date(int(annee), 1, 1), Genre.ANNEE)

    @property
    def fin(self) -> date:
        return self.suivante.debut - timedelta(days=1)

    @property
    def suivante(self) -> "Periode":
        # 31 jours par mois mènent toujours au-delà de la fin, et jamais de la période d'après.
        return self.contenant(self.debut + timedelta(days=31 * self.genre.mois), self.genre)

    @property
    def precedente(self) -> "Periode":
        return self.contenant(self.debut - timedelta(days=1), self.genre)

    @property
    def libelle(self) -> str:
        """« mars 2022 », « 4e trimestre 2022 », « 1er semestre 2022 », « 2022 »."""
        rang = (self.debut.month - 1) // self.genre.mois + 1
        if self.genre is Genre.MOIS:
            return f"{MOIS[rang - 1]} {self.debut.year}"
        if self.genre is Genre.ANNEE:
            return str(self.debut.year)
        return f"{'1er' if rang == 1 else f'{rang}e'} {self.genre} {self.debut.year}"

    @property
    def cle(self) -> str:
        rang = (self.debut.month - 1) // self.genre.mois + 1
        suffixes = {"mois": f"-{rang:02}", "trimestre": f"-T{rang}", "semestre": f"-S{rang}"}
        return f"{self.debut.year:04}{suffixes.get(self.genre, '')}"


def periodes_entre(debut: date, fin: date, genre: Genre) -> list[Periode]:
    """Les périodes du genre qui touchent l'intervalle, bornes comprises."""
    periodes, periode = [], Periode.contenant(debut, genre)
    while periode.debut <= fin:
        periodes.append(periode)
        periode = periode.suivante
    return periodes
