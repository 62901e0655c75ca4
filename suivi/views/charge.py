"""Les demandes à traiter, comptées service par service."""

from qualepref.socle.pages import Page
from suivi.models import Demande
from suivi.models.charge import COMPTES
from suivi.views.demandes import DEMANDES

VOIR = "suivi.view_demande"


class DemandesParServiceView(Page):
    """Chaque nombre mène à ses demandes ; un service sans rien à traiter n'a pas de ligne."""

    permission_required = VOIR
    template_name = "suivi/demandes_par_service.html"
    titre = "Demandes par service"
    parents = (DEMANDES,)

    def get_context_data(self, **kwargs):
        services = Demande.objects.visibles_par(self.request.user, VOIR).charge_par_service()
        return super().get_context_data(**kwargs) | {
            "services": services,
            "total": {nom: sum(service[nom] for service in services) for nom in COMPTES},
        }
