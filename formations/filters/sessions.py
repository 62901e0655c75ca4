from django_filters import DateFilter, ModelChoiceFilter
from dsfr.forms import DsfrBaseForm

from formations.models import SessionFormation, ThemeFormation
from qualepref.socle.filters import DATE, BooleanFilter, FilterSet


class SessionFilter(FilterSet):
    theme = ModelChoiceFilter(
        label="Thème", queryset=ThemeFormation.objects.all(), field_name="themes", distinct=True
    )
    du = DateFilter(label="À partir du", field_name="date_debut", lookup_expr="gte", widget=DATE)
    au = DateFilter(label="Jusqu'au", field_name="date_debut", lookup_expr="lte", widget=DATE)
    a_valider = BooleanFilter(label="Présences à saisir", method="filtrer_a_valider")

    class Meta:
        model = SessionFormation
        fields = ["etat"]
        form = DsfrBaseForm

    def filtrer_a_valider(self, queryset, name, value):
        attendent = queryset.a_valider()
        return attendent if value else queryset.exclude(pk__in=attendent.order_by().values("pk"))
