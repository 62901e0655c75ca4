"""Les rapports de l'app."""

from engagements.rapports.candidature import DossierCandidature
from engagements.rapports.plan import RapportPlanActions

__all__ = ["DossierCandidature", "RapportPlanActions"]
