import django_filters
from dsfr.forms import DsfrBaseForm

from enquetes.controles.calendrier import MOTS, Situation
from enquetes.models import Controle, PageInternet, Questionnaire
from enquetes.models.controles import NATURES
from qualepref.socle.filters import BooleanFilter, FilterSet, services_visibles, sites_visibles


def grilles_visibles(request):
    visibles = Questionnaire.objects.visibles_par(request.user)
    return visibles.filter(nature__in=NATURES)


class ControleFilter(FilterSet):
    situation = django_filters.ChoiceFilter(
        label="Situation", choices=list(MOTS.items()), method="filtrer_situation"
    )
    annee = django_filters.NumberFilter(
        label="Année",
        field_name="date_echeance",
        lookup_expr="year",
        min_value=1900,
        max_value=2200,
    )
    reste = BooleanFilter(label="Reste à faire", method="filtrer_reste")
    a_decider = BooleanFilter(label="Écarts à décider", method="filtrer_a_decider")
    questionnaire = django_filters.ModelChoiceFilter(label="Grille", queryset=grilles_visibles)
    site = django_filters.ModelChoiceFilter(queryset=sites_visibles)
    du = django_filters.DateFilter(
        label="Échéance du", field_name="date_echeance", lookup_expr="gte"
    )
    au = django_filters.DateFilter(
        label="Échéance au", field_name="date_echeance", lookup_expr="lte"
    )

    class Meta:
        model = Controle
        fields = ["situation", "annee", "reste", "a_decider", "questionnaire", "site", "du", "au"]
        form = DsfrBaseForm

    def filtrer_situation(self, queryset, name, value):
        return queryset.en_situation(Situation(value))

    def filtrer_reste(self, queryset, name, value):
        return queryset.a_faire() if value else queryset.faits()

    def filtrer_a_decider(self, queryset, name, value):
        siens = Controle.objects.a_decider()
        return queryset.filter(pk__in=siens) if value else queryset.exclude(pk__in=siens)


class PageInternetFilter(FilterSet):
    service = django_filters.ModelChoiceFilter(queryset=services_visibles)

    class Meta:
        model = PageInternet
        fields = ["service", "retiree"]
        form = DsfrBaseForm
