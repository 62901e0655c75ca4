"""Un document retenu pour un dossier de preuves : ce qu'il valait ce jour-là, et ce qu'on en fait.

Valeurs simples, sans base ni fichier.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Sort(Enum):
    """Ce que le dossier fait d'un document, et pourquoi."""

    JOINT = "joint"
    ABSENT = "son fichier est introuvable dans l'application"
    AILLEURS = "gardé ailleurs"
    PERSONNEL = "laissé dehors : ce type de document porte des données personnelles"
    CADUC = "caduc à cette date"


def dire(sort: Sort, ou: str = "") -> str:
    """« gardé ailleurs : Armoire 3 », « caduc à cette date »."""
    return f"{sort.value} : {ou}" if sort is Sort.AILLEURS and ou else sort.value


@dataclass(frozen=True)
class Fichier:
    """Un fichier rangé : où il se lit, sous quel nom il fut reçu, ce qu'on en sait."""

    ou: str
    extension: str
    octets: int
    sha256: str


@dataclass(frozen=True)
class Retenu:
    """Un document qui valait ce jour-là, dans la version qui valait alors."""

    cle: int
    reference: str
    intitule: str
    type: str
    genre: str
    service: str
    numero: int | None = None
    du: date | None = None
    au: date | None = None
    caduc_depuis: date | None = None
    engagements: frozenset[int] = frozenset()
    exigences: frozenset[int] = frozenset()
    demarche: bool = False  # sert aussi une exigence qui n'est d'aucun engagement
    fichier: Fichier | None = None
    emplacement: str = ""
    personnel: bool = False
    absent: bool = False
    figee: bool = False  # une autre version que celle du jour, qu'une preuve cite telle quelle

    @property
    def sort(self) -> Sort:
        if self.caduc_depuis:
            return Sort.CADUC
        if self.personnel:
            return Sort.PERSONNEL
        if self.absent:
            return Sort.ABSENT
        return Sort.JOINT if self.fichier else Sort.AILLEURS

    @property
    def est_ailleurs(self) -> bool:
        return self.sort is Sort.AILLEURS

    @property
    def en_mots(self) -> str:
        return dire(self.sort, self.emplacement)

    @property
    def tient_lieu(self) -> bool:
        """Il vaut ce jour-là, et se lit ici ou là où il se trouve."""
        return not self.figee and self.sort in (Sort.JOINT, Sort.AILLEURS)

    @property
    def nom(self) -> str:
        """« FP-ACC-004-v2 Accueillir un usager »."""
        version = f"-v{self.numero}" if self.numero else ""
        return f"{self.reference}{version} {self.intitule}"
