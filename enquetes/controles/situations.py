"""Où en est chaque contrôle aujourd'hui, et le calendrier d'une année."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enquetes.controles.calendrier import Attendu, Ligne, Situation, compter, situation, tableau
from enquetes.models import Controle
from qualepref.socle.temps import aujourdhui


def situation_de(controle: Controle, le: date | None = None) -> Situation:
    """D'un contrôle lu par `avec_releves()`."""
    return situation(
        controle.date_debut,
        controle.date_echeance,
        fait=controle.est_fait,
        commence=controle.nombre_releves > 0,
        le=le or aujourdhui(),
    )


@dataclass(frozen=True)
class Calendrier:
    """Une année de contrôles : une ligne par grille et par lieu."""

    annee: int
    lignes: list[Ligne]
    comptes: dict[Situation, int]


def calendrier(controles: Iterable[Controle], annee: int, le: date | None = None) -> Calendrier:
    """`controles` : ceux de l'année, par `avec_releves()`."""
    attendus = [
        Attendu(
            (un.questionnaire.intitule, str(un.lieu or "Toute la préfecture")),
            un.date_debut,
            un.date_echeance,
            situation_de(un, le),
            un,
        )
        for un in controles
    ]
    ordre = sorted({un.ligne for un in attendus})
    comptes = compter(un.situation for un in attendus)
    return Calendrier(annee, tableau(annee, attendus, ordre), comptes)
