from django.urls import reverse_lazy

from pilotage import filters
from pilotage.forms.tableaux import CommentaireForm, TableauDeBordForm
from pilotage.models import TableauDeBord
from pilotage.rapports import RapportTableauDeBord
from pilotage.tables.editions import TableauDeBordTable
from pilotage.views import editions
from qualepref.socle.pages import ListView, UpdateView

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


class TableauDeBordUpdateView(UpdateView):
    """Le mot du référent sur un brouillon ; une fois publié, il ne change plus."""

    queryset = AVEC_DEPARTEMENT.brouillons()
    form_class = CommentaireForm
    permission_required = "pilotage.change_tableaudebord"
    parents = (TABLEAUX,)
    titre = "Commenter le tableau de bord"


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
