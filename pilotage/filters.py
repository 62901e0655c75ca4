import django_filters
from dsfr.forms import DsfrBaseForm

from pilotage.models import (
    BilanAnnuel,
    Fiche,
    Indicateur,
    Mesure,
    Meteo,
    PropositionDeMesure,
    TableauDeBord,
)
from pilotage.releves import en_defaut
from qualepref.socle.filters import FilterSet, services_visibles, sites_visibles
from qualepref.socle.models import Departement, Service
from qualepref.socle.temps import aujourdhui


def departements_visibles(request):
    return Departement.objects.visibles_par(request.user, "pilotage.view_tableaudebord")


class IndicateurFilter(FilterSet):
    actif = django_filters.BooleanFilter(label="Suivi dans le département")
    en_retard = django_filters.BooleanFilter(label="En retard", method="filtrer_en_retard")

    class Meta:
        model = Indicateur
        fields = ["famille", "periodicite", "source", "statut"]
        form = DsfrBaseForm

    def filtrer_en_retard(self, queryset, name, value):
        """En retard ou périmés, parmi ceux que le département suit."""
        departement = self.request.user.departement
        en_retard = en_defaut(departement, aujourdhui()) if departement else []
        cles = [un.pk for un in en_retard]
        return queryset.filter(pk__in=cles) if value else queryset.exclude(pk__in=cles)


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


class MeteoFilter(FilterSet):
    class Meta:
        model = Meteo
        fields = ["trimestre", "indicateur", "temps", "etat"]
        form = DsfrBaseForm


class TableauDeBordFilter(FilterSet):
    departement = django_filters.ModelChoiceFilter(queryset=departements_visibles)

    class Meta:
        model = TableauDeBord
        fields = ["trimestre", "departement", "etat"]
        form = DsfrBaseForm


def directions_visibles(request):
    """Celles qui ont déjà eu une fiche."""
    siennes = Fiche.objects.visibles_par(request.user)
    return Service.objects.filter(pk__in=siennes.order_by().values("service"))


class FicheFilter(FilterSet):
    service = django_filters.ModelChoiceFilter(queryset=directions_visibles, label="Direction")

    class Meta:
        model = Fiche
        fields = ["genre", "service"]
        form = DsfrBaseForm


class BilanAnnuelFilter(FilterSet):
    departement = django_filters.ModelChoiceFilter(queryset=departements_visibles)

    class Meta:
        model = BilanAnnuel
        fields = ["annee", "departement", "etat"]
        form = DsfrBaseForm
