"""Filtres de base : en formulaire DSFR, aux choix bornés à ce que voit l'agent."""

import django_filters
from dsfr.forms import DsfrBaseForm

from qualepref.socle.models import Agent, Designation, Journal, Production, Service, Site


def services_visibles(request):
    return Service.objects.visibles_par(request.user)


def sites_visibles(request):
    return Site.objects.visibles_par(request.user)


class FilterSet(django_filters.FilterSet):
    """Un jeu de filtres par liste ; `Meta.form = DsfrBaseForm` dans chaque app."""


class AgentFilter(FilterSet):
    service = django_filters.ModelChoiceFilter(queryset=services_visibles)

    class Meta:
        model = Agent
        fields = ["service", "is_active"]
        form = DsfrBaseForm


class DesignationFilter(FilterSet):
    service = django_filters.ModelChoiceFilter(queryset=services_visibles)

    class Meta:
        model = Designation
        fields = ["fonction", "service"]
        form = DsfrBaseForm


class ProductionFilter(FilterSet):
    class Meta:
        model = Production
        fields = ["genre", "etat"]
        form = DsfrBaseForm


class JournalFilter(FilterSet):
    class Meta:
        model = Journal
        fields = ["genre"]
        form = DsfrBaseForm
