import django_filters
from dsfr.forms import DsfrBaseForm

from enquetes.models import Enquete, Verbatim
from qualepref.socle.filters import FilterSet


def enquetes_visibles(request):
    return Enquete.objects.closes().visibles_par(request.user)


class VerbatimFilter(FilterSet):
    q = django_filters.CharFilter(label="Dans le texte", method="filtrer_texte")
    enquete = django_filters.ModelChoiceFilter(label="Enquête", queryset=enquetes_visibles)
    etiquette = django_filters.CharFilter(
        label="Étiquette", field_name="etiquettes__nom", lookup_expr="iexact"
    )

    class Meta:
        model = Verbatim
        fields = ["q", "enquete", "etat", "etiquette"]
        form = DsfrBaseForm

    def filtrer_texte(self, queryset, name, value):
        return queryset.recherches(value)
