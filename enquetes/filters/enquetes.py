from django_filters import CharFilter, DateFilter
from dsfr.forms import DsfrBaseForm

from enquetes.models import Enquete
from qualepref.socle.filters import DATE, BooleanFilter, FilterSet


class EnqueteFilter(FilterSet):
    q = CharFilter(label="Intitulé", field_name="intitule", lookup_expr="icontains")
    cloture_du = DateFilter(
        label="Se clôt du", field_name="date_cloture", lookup_expr="gte", widget=DATE
    )
    cloture_au = DateFilter(label="Au", field_name="date_cloture", lookup_expr="lte", widget=DATE)
    a_clore = BooleanFilter(label="Pas encore close", method="filtrer_a_clore")

    class Meta:
        model = Enquete
        fields = ["etat"]
        form = DsfrBaseForm

    def filtrer_a_clore(self, queryset, name, value):
        return queryset.non_closes() if value else queryset.closes()
