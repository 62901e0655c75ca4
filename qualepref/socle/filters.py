"""Filtres de base : en formulaire DSFR, aux choix bornés à ce que voit l'agent."""

import django_filters
from django.conf import settings
from django.db import models
from django.forms import DateInput
from django_filters.widgets import BooleanWidget
from dsfr.forms import DsfrBaseForm

from qualepref.socle import fabriques
from qualepref.socle.models import Agent, Designation, Journal, Lieu, Production, Service, Site

DATE = DateInput(format="%Y-%m-%d", attrs={"type": "date"})
SANS_FILTRE = settings.FILTERS_EMPTY_CHOICE_LABEL


def services_visibles(request):
    return Service.objects.visibles_par(request.user).defer("alias")  # lu pour rien


def sites_visibles(request):
    return Site.objects.visibles_par(request.user).defer("alias")


def genres_de_production():
    return [(genre, genre.replace("-", " ").capitalize()) for genre in fabriques.genres()]


class OuiNon(BooleanWidget):
    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices[0] = ("", SANS_FILTRE)


class BooleanFilter(django_filters.BooleanFilter):
    """Oui, non, ou sans filtre (la bibliothèque dirait « Inconnu »)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"widget": OuiNon} | kwargs)


class FilterSet(django_filters.FilterSet):
    """Un jeu de filtres par liste ; `Meta.form = DsfrBaseForm` dans chaque app."""

    FILTER_DEFAULTS = django_filters.FilterSet.FILTER_DEFAULTS | {
        models.BooleanField: {"filter_class": BooleanFilter}
    }


class AgentFilter(FilterSet):
    q = django_filters.CharFilter(label="Nom ou identifiant", method="filtrer_nom")
    service = django_filters.ModelChoiceFilter(queryset=services_visibles)

    class Meta:
        model = Agent
        fields = ["service", "is_active"]
        form = DsfrBaseForm

    def filtrer_nom(self, queryset, name, value):
        return queryset.nommes(value)


class DesignationFilter(FilterSet):
    service = django_filters.ModelChoiceFilter(queryset=services_visibles)

    class Meta:
        model = Designation
        fields = ["fonction", "service"]
        form = DsfrBaseForm


class LieuFilter(FilterSet):
    site = django_filters.ModelChoiceFilter(queryset=sites_visibles)
    ouvert = BooleanFilter(label="Ouvert", method="filtrer_ouverts")

    class Meta:
        model = Lieu
        fields = ["site"]
        form = DsfrBaseForm

    def filtrer_ouverts(self, queryset, name, value):
        return queryset.ouverts() if value else queryset.fermes()


class ProductionFilter(FilterSet):
    genre = django_filters.ChoiceFilter(choices=genres_de_production)
    relancable = BooleanFilter(label="En panne, à relancer", method="filtrer_relancables")

    def filtrer_relancables(self, queryset, name, value):
        pannes = queryset.relancables()
        return pannes if value else queryset.exclude(pk__in=pannes.values("pk"))

    class Meta:
        model = Production
        fields = ["genre", "etat"]
        form = DsfrBaseForm


class JournalFilter(FilterSet):
    class Meta:
        model = Journal
        fields = ["genre"]
        form = DsfrBaseForm
