from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter
from dsfr.forms import DsfrBaseForm

from qualepref.socle.filters import FilterSet
from qualepref.socle.models import Service
from suivi.models import Reponse, Support, Usage


def services_repondus(request):
    visibles = Service.objects.visibles_par(request.user, "suivi.view_reponse")
    return visibles.select_related("site").defer("alias", "site__alias")


class ReponseFilter(FilterSet):
    """Jamais par destinataire : un filtre qui répond dirait qui nous a écrit."""

    etat = ChoiceFilter(
        choices=[("en_cours", "pas encore parties"), *Reponse.Etat.choices],
        label="État",
        method="filtrer_etat",
    )
    usage = ChoiceFilter(choices=Usage.choices)
    support = ChoiceFilter(choices=Support.choices)
    service = ModelChoiceFilter(
        label="Service", field_name="demande__service", queryset=services_repondus
    )
    numero = CharFilter(
        label="Numéro de la demande", field_name="demande__numero", lookup_expr="icontains"
    )

    class Meta:
        model = Reponse
        fields = []
        form = DsfrBaseForm

    def filtrer_etat(self, queryset, name, value):
        return queryset.en_cours() if value == "en_cours" else queryset.filter(etat=value)
