"""Les classeurs que l'app sait importer."""

from documents.lecture.import_documents import ImporteurDeDocuments

__all__ = ["ImporteurDeDocuments"]
