"""Les rapports de l'app."""

from engagements.rapport_candidature import DossierCandidature
from engagements.rapport_plan import RapportPlanActions

__all__ = ["DossierCandidature", "RapportPlanActions"]
