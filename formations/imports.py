"""Les classeurs que l'app sait importer."""

from formations.lecture.import_formations import ImporteurDeFormations

__all__ = ["ImporteurDeFormations"]
