"""Un mois en semaines entières, du lundi au dimanche : ce que porte et ce que dit chaque jour."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from qualepref.socle.calendrier import DERNIERE_ANNEE, PREMIERE_ANNEE
from qualepref.socle.typographie import JOURS, MOIS, jour_et_mois


class Ligne(NamedTuple):
    """« 3 réponses dues », et la liste où les lire ; passée, elle est en retard."""

    texte: str
    adresse: str
    est_passee: bool


@dataclass(frozen=True)
class Jour:
    """Un jour ; `marques` : pourquoi il n'est pas ordinaire ; `lignes` : ce qui y est dû."""

    jour: date
    du_mois: bool
    est_aujourdhui: bool
    marques: tuple[str, ...] = ()
    lignes: tuple[Ligne, ...] = ()

    @property
    def est_ferme(self) -> bool:
        return self.jour.weekday() >= 5 or bool(self.marques)

    @property
    def a_dire(self) -> bool:
        return self.du_mois and bool(self.lignes or self.marques)


@dataclass(frozen=True)
class Semaine:
    jours: tuple[Jour, ...]

    @property
    def titre(self) -> str:
        """« du 28 novembre au 4 décembre », « du 5 au 11 décembre »."""
        premier, dernier = self.jours[0].jour, self.jours[-1].jour
        if premier.month != dernier.month:
            return f"du {jour_et_mois(premier)} au {jour_et_mois(dernier)}"
        debut = jour_et_mois(premier).split()[0]
        return f"du {debut} au {jour_et_mois(dernier)}"

    @property
    def a_dire(self) -> list[Jour]:
        return [jour for jour in self.jours if jour.a_dire]


class Mois(NamedTuple):
    annee: int
    rang: int

    JOURS = JOURS

    @classmethod
    def lire(cls, texte: str, defaut: date) -> "Mois":
        """« 2022-12 » ; un texte illisible, ou hors du calendrier tenu, donne le mois du défaut."""
        annee, _, rang = texte.partition("-")
        lisible = all(t.isascii() and t.isdecimal() and len(t) < 5 for t in (annee, rang))
        if lisible and PREMIERE_ANNEE < int(annee) < DERNIERE_ANNEE and 1 <= int(rang) <= 12:
            return cls(int(annee), int(rang))
        return cls(defaut.year, defaut.month)

    @property
    def titre(self) -> str:
        return f"{MOIS[self.rang - 1]} {self.annee}"

    @property
    def cle(self) -> str:
        return f"{self.annee}-{self.rang:02}"

    @property
    def precedent(self) -> "Mois":
        return Mois(self.annee, self.rang - 1) if self.rang > 1 else Mois(self.annee - 1, 12)

    @property
    def suivant(self) -> "Mois":
        return Mois(self.annee, self.rang + 1) if self.rang < 12 else Mois(self.annee + 1, 1)

    @property
    def bornes(self) -> tuple[date, date]:
        """Le premier lundi montré et le dernier dimanche."""
        jours = list(Calendar().itermonthdates(self.annee, self.rang))
        return jours[0], jours[-1]

    def semaines(
        self,
        le: date,
        marques: Mapping[date, Sequence[str]],
        lignes: Mapping[date, Sequence[Ligne]],
    ) -> list[Semaine]:
        debut, fin = self.bornes
        jours = [debut + timedelta(days=i) for i in range((fin - debut).days + 1)]
        cases = [
            Jour(
                jour,
                jour.month == self.rang,
                jour == le,
                tuple(marques.get(jour, ())),
                tuple(lignes.get(jour, ())),
            )
            for jour in jours
        ]
        return [Semaine(tuple(cases[i : i + 7])) for i in range(0, len(cases), 7)]
