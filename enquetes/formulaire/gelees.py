"""Les questions à poser ; celles d'un questionnaire gelé se lisent une fois par processus.

Elles ne changent plus : les relire à chaque envoi, choix compris, en prenait le tiers du temps. Ce
qui est gardé sert à tous à la fois, ne se modifie pas, et ne tient rien d'un usager.
"""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from enquetes.affichage import Posee
from enquetes.models import Question, Questionnaire

GARDES_MAX = 20  # questionnaires ; un département en pose un ou deux à la fois


class APoser(NamedTuple):
    """Les questions avec leurs choix et, dans le même ordre, ce qui décide de leur affichage."""

    questions: tuple[Question, ...]
    posees: tuple[Posee, ...]


def a_poser(questionnaire: Questionnaire) -> APoser:
    if questionnaire.est_gele:
        return gelees(questionnaire.pk, questionnaire.gele_le)
    return _lire(questionnaire.pk)


@lru_cache(maxsize=GARDES_MAX)
def gelees(questionnaire: int, gele_le: datetime) -> APoser:
    """`gele_le` entre dans la clé : rendu modifiable, puis gelé un autre jour, il se relit."""
    return _lire(questionnaire)


def _lire(questionnaire: int) -> APoser:
    questions = tuple(Question.objects.filter(questionnaire=questionnaire).avec_choix())
    return APoser(questions, tuple(question.posee() for question in questions))
