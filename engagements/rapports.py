"""Les rapports de l'app."""

from engagements.rapport_plan import RapportPlanActions

__all__ = ["RapportPlanActions"]
