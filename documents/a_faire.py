from urllib.parse import urlencode

from django.urls import reverse

from documents.models import Document
from documents.models.phrases import APPROUVER, CHANGER
from qualepref.socle.taches import Ligne, a_faire


def adresse(**filtres):
    return f"{reverse('documents:document_list')}?{urlencode(filtres)}"


@a_faire("referent_qualite", "correspondant")
def documents_a_tenir(agent):
    """Ce que l'agent tient ; un document caduc ne se compte pas aussi à relire."""
    siens = Document.objects.visibles_par(agent, CHANGER)
    comptes = siens.compter_les_situations()
    yield Ligne(
        comptes["caducs"],
        "document(s) caduc(s)",
        adresse(situation="caduc", a_ma_charge="true"),
        "error",
    )
    yield Ligne(
        comptes["a_reviser"],
        "document(s) à relire ou bientôt caduc(s)",
        adresse(situation="a_reviser", a_ma_charge="true"),
        "warning",
    )


@a_faire("referent_qualite", "copil")
def documents_a_approuver(agent):
    nombre = Document.objects.visibles_par(agent, APPROUVER).a_approuver().count()
    yield Ligne(nombre, "document(s) à approuver", adresse(situation="a_approuver"), "warning")
