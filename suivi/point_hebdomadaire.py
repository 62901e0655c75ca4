"""Ce dont la réunion de la semaine parle : chaque demande ouverte n'y paraît qu'une fois."""

from datetime import date, timedelta
from enum import StrEnum


class Partie(StrEnum):
    """Les parties de la liste, dans l'ordre où on les lit."""

    EN_RETARD = "en retard"
    SEMAINE = "dues cette semaine"
    SUIVANTE = "dues la semaine prochaine"
    SUSPENDUE = "délai suspendu"
    TRANSMISE = "transmises, sans retour"


ORDRE = list(Partie)


def partie(
    *,
    est_due: bool,
    echeance: date | None,
    suspendue_le: date | None,
    transmise_le: date | None,
    le: date,
    dimanche: date,
) -> Partie | None:
    """La partie d'une demande ouverte, ou None si la réunion n'a pas à en parler.

    La plus pressante l'emporte : transmise et en retard, elle est en retard. `est_due` : une
    réponse est due et son délai court ou est passé. `dimanche` : celui de la semaine du `le`.
    """
    if suspendue_le is not None:
        return Partie.SUSPENDUE
    if est_due and echeance is not None:
        if echeance < le:
            return Partie.EN_RETARD
        if echeance <= dimanche:
            return Partie.SEMAINE
        if echeance <= dimanche + timedelta(days=7):
            return Partie.SUIVANTE
    return Partie.TRANSMISE if transmise_le is not None else None
