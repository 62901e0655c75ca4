"""Les classeurs que l'app sait importer."""

from engagements.import_actions import ImporteurDActions

__all__ = ["ImporteurDActions"]
