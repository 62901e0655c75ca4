from django_filters import ChoiceFilter, DateFilter, ModelChoiceFilter, NumberFilter
from dsfr.forms import DsfrBaseForm

from qualepref.socle.filters import DATE, FilterSet
from qualepref.socle.models import Agent, Journal

GENRES = [
    (genre.value, genre.label)
    for genre in (
        Journal.Genre.CONSULTATION,
        Journal.Genre.TELECHARGEMENT,
        Journal.Genre.EFFACEMENT,
    )
]


def agents_du_departement(request):
    return Agent.objects.visibles_par(request.user)


class AccesFilter(FilterSet):
    agent = ModelChoiceFilter(queryset=agents_du_departement)
    genre = ChoiceFilter(label="Acte", choices=GENRES)
    du = DateFilter(label="Depuis le", field_name="moment", lookup_expr="date__gte", widget=DATE)
    au = DateFilter(label="Jusqu'au", field_name="moment", lookup_expr="date__lte", widget=DATE)
    demande = NumberFilter(
        label="Référence de la demande", method="filtrer_demande", min_value=1, max_value=2**53
    )

    class Meta:
        model = Journal
        fields = []
        form = DsfrBaseForm

    def filtrer_demande(self, queryset, name, value):
        return queryset.filter(details__demande=int(value))
