from engagements.models.campagne import Campagne
from engagements.models.contenu import Correspondance, Engagement, Exigence, Module
from engagements.models.evaluation import AutoEvaluation, AvisEngagement, Evaluation
from engagements.models.perimetre import Labellisation, Perimetre
from engagements.models.referentiel import Condition, Origine, Referentiel, Statut, Theme

__all__ = [
    "AutoEvaluation",
    "AvisEngagement",
    "Campagne",
    "Condition",
    "Correspondance",
    "Engagement",
    "Evaluation",
    "Exigence",
    "Labellisation",
    "Module",
    "Origine",
    "Perimetre",
    "Referentiel",
    "Statut",
    "Theme",
]
