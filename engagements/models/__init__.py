from engagements.models.contenu import Correspondance, Engagement, Exigence, Module
from engagements.models.referentiel import Condition, Origine, Referentiel, Statut, Theme

__all__ = [
    "Condition",
    "Correspondance",
    "Engagement",
    "Exigence",
    "Module",
    "Origine",
    "Referentiel",
    "Statut",
    "Theme",
]
