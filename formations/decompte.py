"""Concernés, à former, formés : le tableau d'une année, d'après les dossiers.

Même tableau que le « Bilan qualité 2022 » de la préfecture de l'Isère.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from formations import echeances
from formations.echeances import Dossier


@dataclass
class Compte:
    """Des agents en poste au jour du compte ; `formes` l'ont été dans l'année de ce jour."""

    concernes: int = 0
    devaient: int = 0
    formes: int = 0
    a_jour: int = 0
    en_retard: int = 0
    couverts: int = 0

    def ajouter(self, dossier: Dossier, le: date) -> None:
        if not echeances.est_en_poste(dossier, le):
            return
        retard = echeances.est_en_retard(dossier, le)
        self.concernes += 1
        self.devaient += echeances.devait_suivre(dossier, le.year)
        self.formes += echeances.a_ete_forme(dossier, le.year, le)
        self.en_retard += retard
        self.a_jour += not retard
        self.couverts += echeances.situer(dossier, le).couvert_jusqu_au is not None

    @property
    def taux_realisation(self) -> float | None:
        """Formés sur ceux qui le devaient, en % ; None si personne ne le devait."""
        return pourcentage(self.formes, self.devaient)

    @property
    def taux_a_jour(self) -> float | None:
        return pourcentage(self.a_jour, self.concernes)


def pourcentage(part: int, total: int) -> float | None:
    """Deux décimales, demi vers le haut ; None sans dénominateur."""
    return (part * 20000 + total) // (2 * total) / 100 if total else None


def compter(lignes: Iterable[tuple[Any, Dossier]], le: date) -> dict[Any, Compte]:
    """Clé (un thème, un service) → compte ; une clé sans agent en poste n'y est pas."""
    comptes: dict[Any, Compte] = {}
    for cle, dossier in lignes:
        if echeances.est_en_poste(dossier, le):
            comptes.setdefault(cle, Compte()).ajouter(dossier, le)
    return comptes


def totaliser(dossiers: Iterable[Dossier], le: date) -> Compte:
    total = Compte()
    for dossier in dossiers:
        total.ajouter(dossier, le)
    return total
