"""Les classeurs que l'app sait importer."""

from engagements.import_actions import ImporteurDActions
from engagements.import_avis import ImporteurDAutoEvaluations

__all__ = ["ImporteurDActions", "ImporteurDAutoEvaluations"]
