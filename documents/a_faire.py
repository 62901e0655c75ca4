from urllib.parse import urlencode

from django.urls import reverse

from documents.models import Correction, DemandeDeLecture, Diffusion, Document
from documents.models.endroits import CONSTATER
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


@a_faire("referent_qualite", "correspondant")
def corrections_a_repondre(agent):
    nombre = Correction.objects.visibles_par(agent).proposees().count()
    adresse = f"{reverse('documents:correction_list')}?etat=proposee"
    yield Ligne(nombre, "correction(s) proposée(s) à un document", adresse)


@a_faire("agent")
def documents_a_lire(agent):
    """Ce que les documents demandent à son service, et qu'il n'a pas dit avoir lu."""
    dues = list(DemandeDeLecture.objects.a_lire_par(agent))
    urgence = "warning" if any(une.est_en_retard for une in dues) else "info"
    nombre = len({une.document_id for une in dues})
    yield Ligne(nombre, "document(s) à lire", reverse("documents:a_lire"), urgence)


@a_faire("referent_qualite", "copil")
def documents_a_approuver(agent):
    nombre = Document.objects.visibles_par(agent, APPROUVER).a_approuver().count()
    yield Ligne(nombre, "document(s) à approuver", adresse(situation="a_approuver"), "warning")


@a_faire("referent_qualite", "correspondant", "agent")
def endroits_a_reprendre(agent):
    """À la référente et à qui contrôle : l'ancienne version pend encore, ou plus rien."""
    if agent.has_perm(CONSTATER):
        tenus = Diffusion.objects.visibles_par(agent, CONSTATER)
        adresse = f"{reverse('documents:diffusion_list')}?situation=a_reprendre&a_ma_charge=true"
        dit = "endroit(s) de diffusion à reprendre"
        yield Ligne(tenus.a_reprendre().count(), dit, adresse, "warning")
