from engagements.models.actions import Action
from engagements.models.applicabilite import ReponseCondition
from engagements.models.campagne import Campagne
from engagements.models.cellules import AutoEvaluation, AvisEngagement
from engagements.models.contenu import Correspondance, Engagement, Exigence, Module
from engagements.models.evaluation import Evaluation
from engagements.models.feuilles import Feuille
from engagements.models.groupes import GroupeTravail, Livrable, MembreGroupe
from engagements.models.label import Decision, Etape
from engagements.models.lots import LotActions, Report
from engagements.models.perimetre import Dispense, Labellisation, Perimetre
from engagements.models.preuves import Preuve
from engagements.models.referentiel import Condition, Origine, Referentiel, Statut, Theme

__all__ = [
    "Action",
    "AutoEvaluation",
    "AvisEngagement",
    "Campagne",
    "Condition",
    "Correspondance",
    "Decision",
    "Dispense",
    "Engagement",
    "Etape",
    "Evaluation",
    "Exigence",
    "Feuille",
    "GroupeTravail",
    "Labellisation",
    "Livrable",
    "LotActions",
    "MembreGroupe",
    "Module",
    "Origine",
    "Perimetre",
    "Preuve",
    "Referentiel",
    "ReponseCondition",
    "Report",
    "Statut",
    "Theme",
]
