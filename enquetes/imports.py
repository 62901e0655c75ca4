"""Les exports que l'app sait importer."""

from enquetes.lecture.import_reponses import ImporteurDeReponses

__all__ = ["ImporteurDeReponses"]
