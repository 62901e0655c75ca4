from qualepref.socle.models.perimetre import CommunQuerySet, PerimetreQuerySet  # isort: skip
from qualepref.socle.models.agents import Agent, Designation
from qualepref.socle.models.journal import Journal
from qualepref.socle.models.organisation import (
    Departement,
    Fermeture,
    Lieu,
    PeriodeSuspendue,
    Service,
    Site,
)
from qualepref.socle.models.passages import Passage
from qualepref.socle.models.productions import Production
from qualepref.socle.models.rappels import PreferenceRappel, Rappel
from qualepref.socle.models.vues import VueEnregistree

__all__ = [
    "Agent",
    "CommunQuerySet",
    "Departement",
    "Designation",
    "Fermeture",
    "Journal",
    "Lieu",
    "Passage",
    "PerimetreQuerySet",
    "PeriodeSuspendue",
    "PreferenceRappel",
    "Production",
    "Rappel",
    "Service",
    "Site",
    "VueEnregistree",
]
