from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter
from dsfr.forms import DsfrBaseForm

from documents.models import Correction
from qualepref.socle.filters import FilterSet
from qualepref.socle.models import Service

LIRE = "documents.view_correction"


def services_tenus(request):
    visibles = Service.objects.visibles_par(request.user, LIRE)
    return visibles.select_related("site").defer("alias", "site__alias")


class CorrectionFilter(FilterSet):
    q = CharFilter(label="Document ou mot du texte", method="filtrer_texte")
    etat = ChoiceFilter(label="État", choices=Correction.Etat.choices)
    service = ModelChoiceFilter(
        label="Service du document", field_name="document__service", queryset=services_tenus
    )

    class Meta:
        model = Correction
        fields = []
        form = DsfrBaseForm

    def filtrer_texte(self, queryset, name, value):
        return queryset.recherchees(value)
