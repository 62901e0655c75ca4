from django_filters import ChoiceFilter, ModelChoiceFilter
from dsfr.forms import DsfrBaseForm

from qualepref.socle.filters import FilterSet
from suivi.models import BoiteFonctionnelle, MessageRecu

SUITES_A_LIRE = ("suites_a_lire", "suites à lire")


def boites_lues(request):
    return BoiteFonctionnelle.objects.visibles_par(request.user, "suivi.view_messagerecu")


class MessageFilter(FilterSet):
    etat = ChoiceFilter(
        label="État",
        method="filtrer_etat",
        choices=[SUITES_A_LIRE, *MessageRecu.Etat.choices],
    )
    motif = ChoiceFilter(choices=MessageRecu.Motif.choices)
    boite = ModelChoiceFilter(label="Boîte", queryset=boites_lues)

    class Meta:
        model = MessageRecu
        fields = []
        form = DsfrBaseForm

    def filtrer_etat(self, queryset, name, value):
        return (
            queryset.suites_a_lire() if value == SUITES_A_LIRE[0] else queryset.filter(etat=value)
        )
