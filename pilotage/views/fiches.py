from django.urls import reverse_lazy

from pilotage import filters
from pilotage.fiches import fiche_pdf, nom_du_pdf
from pilotage.models import Fiche
from pilotage.tables.fiches import FicheTable
from qualepref.socle.pages import DetailView, ListView
from qualepref.socle.sorties.exports import reponse_fichier

FICHES = ("Fiches du mois et de la semaine", reverse_lazy("pilotage:fiche_list"))
AVEC_DIRECTION = Fiche.objects.select_related("departement", "service")


class FicheListView(ListView):
    queryset = AVEC_DIRECTION.defer("donnees")
    filterset_class = filters.FicheFilter
    table_class = FicheTable
    permission_required = "pilotage.view_fiche"
    titre = "Fiches du mois et de la semaine"
    export_name = "fiches"
    vide = (
        "Aucune fiche : celles du mois se préparent seules dix jours après sa fin, et la demi-page "
        "chaque lundi."
    )


class FicheDetailView(DetailView):
    """La fiche à lire sur l'intranet ; le référent y voit aussi à qui elle est partie."""

    queryset = AVEC_DIRECTION
    permission_required = "pilotage.view_fiche"
    parents = (FICHES,)

    def get_titre(self):
        return self.object.donnees["titre"]

    def get_context_data(self, **kwargs):
        envois = self.object.expeditions.select_related("demandee_par")
        visibles = envois if self.request.user.has_perm("pilotage.view_expedition") else []
        return super().get_context_data(**kwargs) | {
            "donnees": self.object.donnees,
            "expeditions": visibles,
        }


class FichePdfView(DetailView):
    queryset = AVEC_DIRECTION
    permission_required = "pilotage.view_fiche"

    def render_to_response(self, context, **kwargs):
        fiche = self.object
        return reponse_fichier(fiche_pdf(fiche), nom_du_pdf(fiche), "application/pdf")
