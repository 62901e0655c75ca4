from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter
from dsfr.forms import DsfrBaseForm

from engagements.models import Preuve
from qualepref.socle.filters import BooleanFilter, FilterSet
from qualepref.socle.models import Service


def services_aux_preuves(request):
    visibles = Service.objects.visibles_par(request.user, "engagements.view_preuve")
    return visibles.defer("alias")


class PreuveFilter(FilterSet):
    q = CharFilter(label="Intitulé ou emplacement", method="filtrer_texte")
    service = ModelChoiceFilter(queryset=services_aux_preuves)
    validite = ChoiceFilter(
        label="Validité",
        method="filtrer_validite",
        choices=[("valables", "valables"), ("perimees", "périmées")],
    )
    sans_usage = BooleanFilter(label="Sans usage", method="filtrer_usage")

    class Meta:
        model = Preuve
        fields = []
        form = DsfrBaseForm

    def filtrer_texte(self, queryset, name, value):
        return queryset.recherchees(value)

    def filtrer_validite(self, queryset, name, value):
        return queryset.perimees() if value == "perimees" else queryset.valables()

    def filtrer_usage(self, queryset, name, value):
        return queryset.sans_usage() if value else queryset.filter(nombre_usages__gt=0)
