"""Les halls, panneaux et guichets d'un site ; on les ferme, on ne les supprime pas."""

from django.urls import reverse_lazy

from qualepref.socle import filters, forms, tables_socle
from qualepref.socle.models import Lieu
from qualepref.socle.pages import CreateView, ListView, UpdateView
from qualepref.socle.views.organisation import ORGANISATION

LISTE = reverse_lazy("socle:lieu_list")
LIEUX = ("Lieux", LISTE)


class LieuListView(ListView):
    queryset = Lieu.objects.select_related("site")
    filterset_class = filters.LieuFilter
    table_class = tables_socle.LieuTable
    permission_required = "socle.view_lieu"
    export_name = "lieux"
    ajouter = "socle:lieu_create"
    parents = (ORGANISATION,)
    vide = "Aucun lieu : le référent qualité nomme ici les halls, panneaux et guichets des sites."
    vide_a_remplir = (
        "Aucun lieu : nommez les halls, panneaux et guichets où l'on affiche et reçoit."
    )


class LieuCreateView(CreateView):
    titre = "Ajouter un lieu"
    queryset = Lieu.objects.all()
    form_class = forms.LieuForm
    permission_required = "socle.add_lieu"
    parents = (ORGANISATION, LIEUX)
    success_url = LISTE
    message = "Le lieu est ajouté."


class LieuUpdateView(UpdateView):
    queryset = Lieu.objects.select_related("site")
    form_class = forms.LieuForm
    permission_required = "socle.change_lieu"
    success_url = LISTE

    def get_titre(self):
        return f"Modifier : {self.object} ({self.object.site})"

    def get_parents(self):
        return (ORGANISATION, LIEUX)
