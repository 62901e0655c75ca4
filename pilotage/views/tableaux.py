from django.http import Http404
from django.urls import reverse_lazy

from pilotage import filters
from pilotage.forms.tableaux import CommentaireForm, ReeditionForm, TableauDeBordForm
from pilotage.models import TableauDeBord
from pilotage.projection import ecrans
from pilotage.rapports import RapportTableauDeBord
from pilotage.tables.editions import TableauDeBordTable
from pilotage.views import editions
from qualepref.socle.pages import DetailView, ListView, UpdateVerrouilleeView, UpdateView

TABLEAUX = ("Tableaux de bord", reverse_lazy("pilotage:tableaudebord_list"))
AVEC_DEPARTEMENT = TableauDeBord.objects.select_related("departement", "publie_par")


class TableauDeBordListView(ListView):
    queryset = TableauDeBord.objects.select_related("departement").defer("donnees")
    filterset_class = filters.TableauDeBordFilter
    table_class = TableauDeBordTable
    permission_required = "pilotage.view_tableaudebord"
    export_name = "tableaux-de-bord"
    ajouter = "pilotage:tableaudebord_create"
    vide = (
        "Aucun tableau de bord n'est encore publié : le référent qualité le fait chaque trimestre."
    )
    vide_a_remplir = (
        "Aucun tableau de bord : « Ajouter » fabrique celui du dernier trimestre achevé, que vous "
        "relirez avant de le publier."
    )


class TableauDeBordCreateView(editions.EditionCreateView):
    queryset = TableauDeBord.objects.all()
    form_class = TableauDeBordForm
    permission_required = "pilotage.add_tableaudebord"
    parents = (TABLEAUX,)
    titre = "Fabriquer un tableau de bord"
    bouton = "Fabriquer le tableau de bord"
    rapport = RapportTableauDeBord()


class TableauDeBordDetailView(editions.EditionDetailView):
    queryset = AVEC_DEPARTEMENT
    permission_required = "pilotage.view_tableaudebord"
    parents = (TABLEAUX,)
    rapport = RapportTableauDeBord()


class TableauDeBordProjeterView(DetailView):
    """Pour la salle du comité de pilotage : un message par écran."""

    queryset = AVEC_DEPARTEMENT
    permission_required = "pilotage.view_tableaudebord"
    template_name = "pilotage/tableaudebord_projeter.html"

    def get_titre(self):
        return f"À projeter : {self.object}"

    def get_context_data(self, **kwargs):
        if not self.object.est_calcule:
            raise Http404
        presentes = RapportTableauDeBord().contexte(self.object.donnees_montrees)
        montres = {
            "ecrans": ecrans(presentes["donnees"]),
            "skiplinks": [{"link": "#page", "label": "Contenu"}],  # ici, aucun menu
        }
        return super().get_context_data(**kwargs) | presentes | montres


class TableauDeBordUpdateView(UpdateView):
    """Le mot du référent sur un brouillon ; une fois publié, il ne change plus."""

    queryset = AVEC_DEPARTEMENT.brouillons()
    form_class = CommentaireForm
    permission_required = "pilotage.change_tableaudebord"
    parents = (TABLEAUX,)
    titre = "Commenter le tableau de bord"


class TableauDeBordReediterView(UpdateVerrouilleeView):
    """Ouvre l'édition suivante d'un tableau publié, et en demande le calcul et le PDF."""

    queryset = TableauDeBord.objects.publies().select_related("departement")
    form_class = ReeditionForm
    permission_required = "pilotage.add_tableaudebord"
    template_name = "pilotage/tableaudebord_reediter.html"
    parents = (TABLEAUX,)
    titre = "Corriger par une nouvelle édition"
    bouton = "Ouvrir la nouvelle édition"

    def form_valid(self, form):
        return editions.fabriquer(form.save(), RapportTableauDeBord(), self.request.user)


class TableauDeBordPdfView(editions.EditionPdfView):
    queryset = TableauDeBord.objects.publies()
    permission_required = "pilotage.view_tableaudebord"


class TableauDeBordCalculerView(editions.EditionCalculerView):
    queryset = AVEC_DEPARTEMENT.brouillons()
    permission_required = "pilotage.change_tableaudebord"
    rapport = RapportTableauDeBord()


class TableauDeBordPublierView(editions.EditionPublierView):
    queryset = AVEC_DEPARTEMENT
    permission_required = "pilotage.publier_tableaudebord"
    parents = (TABLEAUX,)
    rapport = RapportTableauDeBord()
