from documents.forms.citer import CiterDocumentForm
from documents.models import Document
from documents.models.phrases import VOIR
from documents.models.preuves import DOCUMENT, SUIVIS
from engagements.genres import Fiche, Genre, inscrire


def fiche(preuve, agent):
    """Le document, et son adresse pour qui peut l'ouvrir ; une version figée ouvre son fichier."""
    citation = preuve.preuvedocument
    document, version = citation.document, citation.version
    if not Document.objects.visibles_par(agent, VOIR).filter(pk=document.pk).exists():
        return Fiche(str(citation))
    if version is None:
        return Fiche(str(document), document.get_absolute_url())
    lisible = type(version).objects.visibles_par(agent, VOIR).filter(pk=version.pk).exists()
    ouvre = version if lisible and version.fichier else document
    return Fiche(f"{document}, version {version.numero}", ouvre.get_absolute_url())


inscrire(
    Genre(
        DOCUMENT,
        "document du registre",
        "un document",
        CiterDocumentForm,
        fiche,
        gabarit="documents/_citer_document.html",
        suivis=SUIVIS,
        permission=VOIR,
    )
)
