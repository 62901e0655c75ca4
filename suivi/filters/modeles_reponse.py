from django_filters import CharFilter, ChoiceFilter
from dsfr.forms import DsfrBaseForm

from qualepref.socle.filters import BooleanFilter, FilterSet
from suivi.models import ModeleReponse, Support, Usage


class ModeleReponseFilter(FilterSet):
    q = CharFilter(label="Intitulé", field_name="intitule", lookup_expr="icontains")
    usage = ChoiceFilter(choices=Usage.choices)
    support = ChoiceFilter(choices=Support.choices)
    livre = BooleanFilter(label="Livré", field_name="departement", lookup_expr="isnull")

    class Meta:
        model = ModeleReponse
        fields = []
        form = DsfrBaseForm
