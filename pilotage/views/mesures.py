from django.http import FileResponse, Http404
from django.urls import reverse_lazy

from pilotage import filters
from pilotage.forms.mesures import MesureForm
from pilotage.models import Mesure
from pilotage.tables.mesures import MesureTable
from qualepref.socle.pages import CreateView, DeleteView, DetailView, ListView, UpdateView

MESURES = ("Mesures", reverse_lazy("pilotage:mesure_list"))
AVEC_LIEUX = Mesure.objects.select_related("indicateur", "departement", "site", "service")


class MesureListView(ListView):
    queryset = AVEC_LIEUX
    filterset_class = filters.MesureFilter
    table_class = MesureTable
    permission_required = "pilotage.view_mesure"
    export_name = "mesures"
    ajouter = "pilotage:mesure_create"
    vide = "Aucune mesure : importez le classeur des indicateurs mensuels, ou saisissez-en une."


class MesureDetailView(DetailView):
    queryset = AVEC_LIEUX.select_related("auteur", "production")
    permission_required = "pilotage.view_mesure"
    parents = (MESURES,)

    def get_context_data(self, **kwargs):
        propositions = self.object.propositions.visibles_par(self.request.user)
        return super().get_context_data(**kwargs) | {
            "propositions": propositions.select_related("auteur", "decidee_par")
        }


class MesurePieceView(MesureDetailView):
    """Télécharge la pièce qui justifie une saisie."""

    def render_to_response(self, context, **kwargs):
        if not self.object.piece:
            raise Http404
        return FileResponse(self.object.piece.open(), as_attachment=True)


class MesureCreateView(CreateView):
    queryset = Mesure.objects.all()
    form_class = MesureForm
    permission_required = "pilotage.add_mesure"
    parents = (MESURES,)


class MesureUpdateView(UpdateView):
    queryset = AVEC_LIEUX.relevees()
    form_class = MesureForm
    permission_required = "pilotage.change_mesure"
    parents = (MESURES,)


class MesureDeleteView(DeleteView):
    queryset = AVEC_LIEUX.relevees()
    permission_required = "pilotage.delete_mesure"
    parents = (MESURES,)
    success_url = reverse_lazy("pilotage:mesure_list")
