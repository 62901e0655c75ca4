"""« Affichée si » : quelles questions un répondant voit, d'après ce qu'il a déjà répondu.

Une condition ne regarde qu'une question posée avant : l'ordre du questionnaire suffit à tout
décider, en une passe, sans boucle possible.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain


@dataclass(frozen=True)
class Condition:
    """La question `code` a reçu l'un de ces choix ; sans choix, une réponse quelconque suffit."""

    code: str
    parmi: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Posee:
    """Une question à son rang : ses choix possibles (vide : réponse libre), et sa condition."""

    code: str
    choix: frozenset[str] = frozenset()
    condition: Condition | None = None


Reponses = Mapping[str, Sequence[str]]  # code → choix cochés, ou le texte seul


def visibles(questions: Iterable[Posee], reponses: Reponses) -> list[str]:
    """Les codes à poser, dans l'ordre.

    Une question cachée ne compte plus comme répondue : ce qui en dépend se cache aussi.
    """
    vues: dict[str, None] = {}
    for question in questions:
        if _se_voit(question.condition, vues, reponses):
            vues[question.code] = None
    return list(vues)


def sachant(questions: Iterable[Posee], connues: Reponses) -> list[Posee]:
    """Ce qui reste à poser quand la réponse à d'autres est sue d'avance : leurs conditions jouées.

    Une question que cette réponse écarte disparaît, et ce qui en dépend avec elle.
    """
    restent, ecartees = [], set()
    for question in questions:
        condition = question.condition
        if question.code in connues:
            continue
        if condition and condition.code in connues:
            se_voit = _se_voit(condition, dict.fromkeys(connues), connues)
            question = replace(question, condition=None)
        else:
            se_voit = not (condition and condition.code in ecartees)
        if se_voit:
            restent.append(question)
        else:
            ecartees.add(question.code)
    return restent


def _se_voit(condition: Condition | None, vues: Mapping[str, None], reponses: Reponses) -> bool:
    if condition is None:
        return True
    if condition.code not in vues:
        return False
    donnees = set(filter(None, reponses.get(condition.code, ())))
    return bool(donnees & condition.parmi) if condition.parmi else bool(donnees)


def fautes(questions: Sequence[Posee]) -> list[str]:
    """Une phrase par condition qui ne pourrait jamais se lire, dans l'ordre du questionnaire."""
    rangs = {question.code: rang for rang, question in enumerate(questions)}
    choix = {question.code: question.choix for question in questions}
    return list(
        chain.from_iterable(
            _fautes_d_une(question, rang, rangs, choix)
            for rang, question in enumerate(questions)
            if question.condition
        )
    )


def _fautes_d_une(question: Posee, rang: int, rangs, choix) -> Iterable[str]:
    """Une question absente ou mal placée dispense de regarder ses choix."""
    condition = question.condition
    debut = f"La question {question.code} s'affiche selon {condition.code}"
    if condition.code not in rangs:
        yield f"{debut}, qui n'est pas dans ce questionnaire."
    elif rangs[condition.code] >= rang:
        yield f"{debut}, qui doit être posée avant elle."
    else:
        inconnus = sorted(condition.parmi - choix[condition.code])
        if inconnus:
            dits = ", ".join(f"« {un} »" for un in inconnus)
            yield f"{debut}, qui n'a pas le choix {dits}."
