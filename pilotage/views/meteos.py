from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy

from pilotage import filters
from pilotage.actes_groupes import METEOS as EN_NOMBRE
from pilotage.forms.meteos import MeteoForm
from pilotage.lignes import ligne
from pilotage.meteo import proposer
from pilotage.models import Indicateur, Meteo
from pilotage.tableaux import series_pour
from pilotage.tables.meteos import MeteoTable
from pilotage.views.indicateurs import INDICATEURS
from qualepref.socle.pages import ActionVerrouilleeView, DetailView, ListView, UpdateSimultaneeView
from qualepref.socle.pages_actes import ActesGroupesView
from qualepref.socle.periodes import Genre, Periode, PeriodeIllisible
from qualepref.socle.temps import aujourdhui
from qualepref.socle.vues import Vue

METEOS = ("Météo des indicateurs", reverse_lazy("pilotage:meteo_list"))
AVEC_INDICATEUR = Meteo.objects.select_related("indicateur", "departement")


class MeteoListView(ListView):
    queryset = AVEC_INDICATEUR
    filterset_class = filters.MeteoFilter
    table_class = MeteoTable
    permission_required = "pilotage.view_meteo"
    export_name = "meteo"
    titre = "Météo des indicateurs"
    parents = (INDICATEURS,)
    vide = "Aucune météo publiée : le référent qualité la dit sur la fiche de chaque indicateur."
    vues = (Vue("Toutes"), Vue("À publier", "etat=brouillon"), Vue("Publiées", "etat=publie"))
    actes = EN_NOMBRE
    actes_url = "pilotage:meteos_actes"


class MeteosActesView(ActesGroupesView):
    """Publier les météos cochées ou filtrées."""

    groupe = EN_NOMBRE
    queryset = Meteo.objects.all()
    filterset_class = filters.MeteoFilter
    permission_required = "pilotage.publier_meteo"
    liste = "pilotage:meteo_list"
    titre = "Publier plusieurs météos"
    parents = (INDICATEURS, METEOS)


class MeteoDetailView(DetailView):
    queryset = AVEC_INDICATEUR.select_related("publie_par")
    permission_required = "pilotage.view_meteo"
    parents = (INDICATEURS, METEOS)


class MeteoUpdateView(UpdateSimultaneeView):
    """La météo d'un trimestre : créée au premier enregistrement, reprise ensuite."""

    queryset = AVEC_INDICATEUR
    form_class = MeteoForm
    permission_required = "pilotage.change_meteo"
    template_name = "pilotage/meteo_form.html"
    message = "La météo est enregistrée en brouillon : publiez-la pour la montrer."

    def get_object(self, queryset=None):
        departement = self.request.user.departement
        indicateurs = Indicateur.objects.all()
        if self.request.method == "POST":  # deux créations se suivent
            indicateurs = indicateurs.select_for_update(of=("self",))
        indicateur = get_object_or_404(indicateurs, pk=self.kwargs["pk"])
        cle = {"indicateur": indicateur, "departement": departement, "trimestre": self.trimestre()}
        meteo = self.get_queryset().filter(**cle).first() or Meteo(**cle)
        self.une = self.chiffrer(meteo)
        return meteo

    def trimestre(self):
        try:
            periode = Periode.lire(self.kwargs["trimestre"])
        except PeriodeIllisible:
            raise Http404 from None
        if periode.genre is not Genre.TRIMESTRE:
            raise Http404
        return periode.cle

    def chiffrer(self, meteo):
        """La ligne du trimestre ; ce qu'elle propose se garde avec la météo."""
        indicateur, periode = meteo.indicateur, meteo.periode
        series = series_pour(meteo.departement, periode, aujourdhui(), [indicateur])
        chiffre = series.chiffre(indicateur, periode)
        meteo.temps_propose = proposer(chiffre, series.definition(indicateur, periode)) or ""
        if not meteo.pk:
            meteo.temps = meteo.temps_propose
        return ligne(series, indicateur, periode)

    def get_titre(self):
        return f"Météo du {self.object.periode.libelle} : {self.object.indicateur.libelle}"

    def get_parents(self):
        return (INDICATEURS, self.object.indicateur)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"ligne": self.une}


class MeteoPublierView(ActionVerrouilleeView):
    queryset = AVEC_INDICATEUR
    permission_required = "pilotage.publier_meteo"
    acte = "publier"
    message = "La météo est publiée : le comité de pilotage et les correspondants la lisent."

    def get_arguments(self):
        return {"par": self.request.user}
