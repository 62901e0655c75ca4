"""Pourquoi une cellule est « non applicable » sans que le service en décide.

Trois faits l'imposent, et eux seuls : une condition du référentiel à laquelle on a répondu
« non », une décision du comité de pilotage (engagement différé ou écarté), une dispense donnée
par le référent qualité. La raison, en mots, devient le motif de la cellule.
"""

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

LONGUEUR_DU_MOTIF = 300
RETENU, DIFFERE, ECARTE = "retenu", "differe", "ecarte"


class Vise(NamedTuple):
    """Un engagement et les conditions dont il dépend : la sienne, celle de son module."""

    pk: int
    condition: int | None
    condition_du_module: int | None


class Question(NamedTuple):
    """Une question d'applicabilité ; `ecarte` : « non » rend non applicable."""

    texte: str
    par_site: bool
    ecarte: bool


class Reponse(NamedTuple):
    oui: bool
    precision: str


class Choix(NamedTuple):
    """Une décision annuelle du comité de pilotage sur un engagement."""

    annee: int
    choix: str
    jusqu_au: date | None
    copil: date
    motif: str


@dataclass(frozen=True)
class Faits:
    """Ce qui impose, dans une campagne ; une réponse se range par (question, site ou None)."""

    questions: Mapping[int, Question] = field(default_factory=dict)
    reponses: Mapping[tuple[int, int | None], Reponse] = field(default_factory=dict)
    decisions: Mapping[int, Choix] = field(default_factory=dict)
    dispenses: Mapping[tuple[int, int], str] = field(default_factory=dict)  # engagement, service


def pourquoi(engagement: Vise, service: int, site: int, faits: Faits) -> str:
    """La raison qui impose le non-applicable à ce service ; vide si rien ne l'impose."""
    raison = (
        _condition(engagement, site, faits)
        or _decision(faits.decisions.get(engagement.pk))
        or _dispense(faits.dispenses.get((engagement.pk, service), ""))
    )
    return textwrap.shorten(raison, LONGUEUR_DU_MOTIF, placeholder="…")


def reponse_a(question: int | None, site: int, faits: Faits) -> Reponse | None:
    """La réponse qui vaut pour un site : la sienne, ou celle de toute la préfecture."""
    if question is None or question not in faits.questions:
        return None
    return faits.reponses.get((question, site if faits.questions[question].par_site else None))


def _condition(engagement: Vise, site: int, faits: Faits) -> str:
    for cle in (engagement.condition_du_module, engagement.condition):
        reponse = reponse_a(cle, site, faits)
        if cle is not None and reponse and not reponse.oui and faits.questions[cle].ecarte:
            precision = f". {reponse.precision}" if reponse.precision else ""
            return f"{faits.questions[cle].texte} Non{precision}"
    return ""


def _decision(decision: Choix | None) -> str:
    if decision is None:
        return ""
    debut = f"Écarté pour {decision.annee}"
    if decision.choix == DIFFERE:
        debut = f"Différé jusqu'au {decision.jusqu_au:%d/%m/%Y}"
    suite = f" : {decision.motif}" if decision.motif else ""
    return f"{debut} par le comité de pilotage du {decision.copil:%d/%m/%Y}{suite}"


def _dispense(motif: str) -> str:
    return f"Service dispensé : {motif}" if motif else ""


def est_retenu(decisions: Iterable[Choix], le: date) -> bool:
    """Un engagement optionnel se tient l'année où le comité de pilotage le retient, ou dès que le
    report qu'il avait décidé s'achève. Ce qu'il décide après ce jour n'y change rien.
    """
    connues = (decision for decision in decisions if decision.copil <= le)
    prises = [decision for decision in connues if decision.annee <= le.year]
    derniere = max(prises, key=lambda decision: decision.annee, default=None)
    if derniere is None:
        return False
    if derniere.choix == DIFFERE:
        return derniere.jusqu_au is not None and derniere.jusqu_au < le
    return derniere.choix == RETENU and derniere.annee == le.year


def decision_qui_vaut(decisions: Iterable[Choix], debut: date, fin: date) -> Choix | None:
    """La décision qui écarte un engagement d'une campagne (ses dates) ; None s'il s'évalue.

    La dernière prise compte seule : celle de l'année où la campagne commence, ou un différé
    d'une année passée qui court encore. Un différé qui s'achève pendant la campagne n'écarte
    plus rien : l'engagement est à tenir avant qu'elle finisse.
    """
    prises = [decision for decision in decisions if decision.annee <= debut.year]
    derniere = max(prises, key=lambda decision: decision.annee, default=None)
    if derniere is None:
        return None
    if derniere.choix == DIFFERE:
        return derniere if derniere.jusqu_au and derniere.jusqu_au >= fin else None
    de_l_annee = derniere.annee == debut.year
    return derniere if derniere.choix == ECARTE and de_l_annee else None
