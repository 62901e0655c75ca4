"""Les consultations : comptées quand un document s'ouvre, lues en nombres."""

import logging

from documents.consultations import dresser
from documents.forms.consultations import AnneeForm
from documents.tasks import compter_une_consultation
from documents.views.actes import REGISTRE
from qualepref.socle.pages import Page
from qualepref.socle.temps import aujourdhui

journal = logging.getLogger(__name__)
LIRE = "documents.view_consultation"


class ConsultationsView(Page):
    """Combien, quand, depuis quel service ; jamais par qui."""

    permission_required = LIRE
    template_name = "documents/consultations.html"
    titre = "Consultations"
    parents = (REGISTRE,)

    def get_context_data(self, **kwargs):
        saisie = {"annee": self.request.GET.get("annee") or aujourdhui().year}
        form = AnneeForm(saisie)
        annee = form.annee_dite()
        bilan = dresser(self.request.user, LIRE, annee)
        return super().get_context_data(**kwargs) | {"form": form, "annee": annee, "bilan": bilan}


def noter_la_consultation(version, agent) -> None:
    """Confie le compte à la file, sans rien de l'agent que son service.

    Si la file ne répond pas, on renonce au compte, jamais à la page.
    """
    comptee = (version.pk, agent.service_id, aujourdhui().isoformat())
    try:
        compter_une_consultation.apply_async(comptee, retry=False)
    except Exception:
        journal.warning("Consultation non comptée", exc_info=True)
