import django_filters
from dsfr.forms import DsfrBaseForm

from pilotage.models import BilanAnnuel, Indicateur, Mesure, PropositionDeMesure, TableauDeBord
from qualepref.socle.filters import FilterSet, services_visibles, sites_visibles
from qualepref.socle.models import Departement


def departements_visibles(request):
    return Departement.objects.visibles_par(request.user, "pilotage.view_tableaudebord")


class IndicateurFilter(FilterSet):
    actif = django_filters.BooleanFilter(label="Suivi dans le département")

    class Meta:
        model = Indicateur
        fields = ["famille", "periodicite", "source", "statut"]
        form = DsfrBaseForm


class MesureFilter(FilterSet):
    site = django_filters.ModelChoiceFilter(queryset=sites_visibles)
    service = django_filters.ModelChoiceFilter(queryset=services_visibles)
    depuis = django_filters.DateFilter(
        field_name="date_debut", lookup_expr="gte", label="Depuis le"
    )
    jusqua = django_filters.DateFilter(field_name="date_fin", lookup_expr="lte", label="Jusqu'au")

    class Meta:
        model = Mesure
        fields = ["indicateur", "site", "service", "modalite", "etat"]
        form = DsfrBaseForm


class PropositionFilter(MesureFilter):
    class Meta(MesureFilter.Meta):
        model = PropositionDeMesure


class TableauDeBordFilter(FilterSet):
    departement = django_filters.ModelChoiceFilter(queryset=departements_visibles)

    class Meta:
        model = TableauDeBord
        fields = ["trimestre", "departement", "etat"]
        form = DsfrBaseForm


class BilanAnnuelFilter(FilterSet):
    departement = django_filters.ModelChoiceFilter(queryset=departements_visibles)

    class Meta:
        model = BilanAnnuel
        fields = ["annee", "departement", "etat"]
        form = DsfrBaseForm
