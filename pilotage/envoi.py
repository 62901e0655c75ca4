"""Les pièces d'un audit, sans base : laquelle est là, laquelle manque, et pour quand.

Source : `pieces_a_fournir` d'audit.yaml (un mois avant la venue de l'auditeur).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from engagements import cycle
from pilotage.dossier.retenus import Sort, dire

PRESENTE, TENUE, DEHORS = "presente", "tenue", "dehors"
CADUQUE, MANQUANTE = "caduque", "manquante"
EN_MOTS = {
    PRESENTE: "présente",
    TENUE: "dans l'application",
    DEHORS: "à joindre à part",
    CADUQUE: "caduque",
    MANQUANTE: "manquante",
}
AUDITS = (cycle.AUDIT_INTERNE, cycle.AUDIT_EXTERNE, cycle.SUIVI, cycle.RENOUVELLEMENT)


class Exemplaire(NamedTuple):
    """Un document du registre, tel qu'il valait un jour donné.

    `document` : sa clé ; `version` : la clé de celle qui valait ce jour-là, None s'il n'en a pas
    de fichier ; `caduc_depuis` : le dernier jour où il a valu, s'il est passé ; `sort` : ce qu'en
    ferait un dossier de preuves à cette date ; `ou` : où il est gardé, s'il l'est ailleurs.
    """

    document: int
    reference: str
    intitule: str
    type: str
    service: str
    version: int | None = None
    numero: int | None = None
    caduc_depuis: date | None = None
    sort: Sort = Sort.JOINT
    ou: str = ""

    @property
    def reserve(self) -> str:
        """Pourquoi il n'est pas au dossier ; vide s'il y est."""
        return "" if self.sort is Sort.JOINT else dire(self.sort, self.ou)

    @property
    def est_joint(self) -> bool:
        return self.sort is Sort.JOINT

    @property
    def est_caduc(self) -> bool:
        return self.caduc_depuis is not None


class Tenue(NamedTuple):
    """Ce que l'application tient elle-même ; sans `url` pour qui n'en ouvre pas la page."""

    libelle: str
    url: str


@dataclass(frozen=True)
class PieceFournie:
    """Une pièce demandée et ce qu'on en a ; `types` : code → libellé, dans l'ordre demandé."""

    ordre: int
    intitule: str
    types: dict[str, str]
    exemplaires: tuple[Exemplaire, ...] = ()
    tenues: tuple[Tenue, ...] = ()
    types_tenus: frozenset[str] = frozenset()

    @property
    def valables(self) -> list[Exemplaire]:
        return [un for un in self.exemplaires if not un.est_caduc]

    @property
    def caducs(self) -> list[Exemplaire]:
        return [un for un in self.exemplaires if un.est_caduc]

    @property
    def etat(self) -> str:
        """Un seul exemplaire suffit, s'il se joint ; `absents` dit ce qui lui manque encore."""
        if any(un.est_joint for un in self.valables):
            return PRESENTE
        if self.tenues:
            return TENUE
        if self.valables:
            return DEHORS
        return CADUQUE if self.exemplaires else MANQUANTE

    @property
    def etat_en_mots(self) -> str:
        return EN_MOTS[self.etat]

    @property
    def est_prete(self) -> bool:
        return self.etat in (PRESENTE, TENUE)

    @property
    def absents(self) -> list[str]:
        """Les types demandés dont rien ne vaut, quand un autre type de la pièce est là."""
        if self.etat not in (PRESENTE, TENUE, DEHORS):
            return []
        eus = {un.type for un in self.valables} | self.types_tenus
        return [libelle for code, libelle in self.types.items() if code not in eus]


class Envoi(NamedTuple):
    """L'audit qui vient et le dernier jour pour envoyer ses pièces."""

    genre: str
    audit: date
    delai_jours: int

    @property
    def echeance(self) -> date:
        return self.audit - timedelta(days=self.delai_jours)

    def est_depassee(self, le: date) -> bool:
        return self.echeance < le


def envois(jalons: Iterable[cycle.Jalon], delai_jours: int) -> list[Envoi]:
    """Celui de chaque audit que le label prévoit ou calcule, et qui n'est pas fait ; par date."""
    attendus = {
        Envoi(jalon.genre, jalon.jour, delai_jours)
        for jalon in jalons
        if jalon.genre in AUDITS and not jalon.est_fait
    }
    return sorted(attendus, key=lambda envoi: (envoi.audit, envoi.genre))


def prochain_envoi(attendus: Iterable[Envoi], le: date) -> Envoi | None:
    """Celui du premier audit à venir, ce jour compris."""
    return next((envoi for envoi in attendus if envoi.audit >= le), None)


def compter(pieces: Iterable[PieceFournie]) -> dict[str, int]:
    """Combien de pièces dans chaque état, les zéros compris."""
    etats = [piece.etat for piece in pieces]
    return {etat: etats.count(etat) for etat in EN_MOTS}
