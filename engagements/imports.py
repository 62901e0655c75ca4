"""Les classeurs que l'app sait importer."""

from engagements.lecture.import_actions import ImporteurDActions
from engagements.lecture.import_avis import ImporteurDAutoEvaluations

__all__ = ["ImporteurDActions", "ImporteurDAutoEvaluations"]
