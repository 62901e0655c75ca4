from qualepref.socle.models.perimetre import CommunQuerySet, PerimetreQuerySet  # isort: skip
from qualepref.socle.models.affluence import Affluence, SelHoraire
from qualepref.socle.models.agents import Agent
from qualepref.socle.models.designations import Designation
from qualepref.socle.models.fermetures import Fermeture, PeriodeSuspendue
from qualepref.socle.models.journal import Journal
from qualepref.socle.models.lieux import Lieu
from qualepref.socle.models.organisation import Departement, Service, Site
from qualepref.socle.models.passages import Passage
from qualepref.socle.models.productions import Production
from qualepref.socle.models.rappels import PreferenceRappel, Rappel
from qualepref.socle.models.vues import VueEnregistree

__all__ = [
    "Affluence",
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
    "SelHoraire",
    "Service",
    "Site",
    "VueEnregistree",
]
