"""Les consultations : comptées quand un document s'ouvre, lues en nombres."""

import logging

from django.utils.functional import cached_property

from documents.consultations import dresser, feuilles
from documents.forms.consultations import AnneeForm
from documents.tasks import compter_une_consultation
from documents.views.actes import REGISTRE
from qualepref.socle.models import Journal
from qualepref.socle.pages import Page
from qualepref.socle.sorties import exports
from qualepref.socle.temps import aujourdhui

journal = logging.getLogger(__name__)
LIRE = "documents.view_consultation"


class ConsultationsView(Page):
    """Combien, quand, depuis quel service ; jamais par qui."""

    permission_required = LIRE
    template_name = "documents/consultations.html"
    titre = "Consultations"
    parents = (REGISTRE,)

    @cached_property
    def form(self):
        return AnneeForm({"annee": self.request.GET.get("annee") or aujourdhui().year})

    def get(self, request, *args, **kwargs):
        exporte = request.GET.get("export") == "xlsx"
        return self.exporter() if exporte else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        annee = self.form.annee_dite()
        bilan = dresser(self.request.user, LIRE, annee)
        propres = {"form": self.form, "annee": annee, "bilan": bilan}
        return super().get_context_data(**kwargs) | propres

    def exporter(self):
        agent, annee = self.request.user, self.form.annee_dite()
        details = {"liste": "consultations", "annee": annee}
        Journal.objects.consigner(agent, Journal.Genre.EXPORT, details)
        octets = exports.classeur_de_feuilles(feuilles(agent, LIRE, annee))
        return exports.reponse_fichier(octets, f"consultations-{annee}.xlsx", exports.TYPE_XLSX)


def noter_la_consultation(version, agent) -> None:
    """Confie le compte à la file, sans rien de l'agent que son service.

    Si la file ne répond pas, on renonce au compte, jamais à la page.
    """
    comptee = (version.pk, agent.service_id, aujourdhui().isoformat())
    try:
        compter_une_consultation.apply_async(comptee, retry=False)
    except Exception:
        journal.warning("Consultation non comptée", exc_info=True)
