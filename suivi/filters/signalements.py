from django_filters import CharFilter, ChoiceFilter, DateFilter, ModelChoiceFilter
from dsfr.forms import DsfrBaseForm

from qualepref.socle.filters import DATE, BooleanFilter, FilterSet
from qualepref.socle.models import Service, Site
from suivi.models import Signalement

VOIR = "suivi.view_signalement"
# Phrases de SignalementQuerySet qui réunissent plusieurs états.
GROUPES_D_ETATS = {"ouverts": "pas encore terminés", "sans_reponse": "sans réponse"}


def services_signales(request):
    visibles = Service.objects.visibles_par(request.user, VOIR)
    return visibles.select_related("site").defer("alias", "site__alias")


def sites_signales(request):
    return Site.objects.visibles_par(request.user, VOIR).defer("alias")


class SignalementFilter(FilterSet):
    """Jamais par auteur : un filtre qui répond dirait son nom."""

    q = CharFilter(label="Mot du signalement", method="filtrer_texte")
    etat = ChoiceFilter(
        label="État",
        method="filtrer_etat",
        choices=[*GROUPES_D_ETATS.items(), *Signalement.Etat.choices],
    )
    nature = ChoiceFilter(choices=Signalement.Nature.choices)
    service = ModelChoiceFilter(label="Service concerné", queryset=services_signales)
    site = ModelChoiceFilter(queryset=sites_signales)
    canal = ChoiceFilter(label="Reçu par", choices=Signalement.Canal.choices)
    du = DateFilter(
        label="Déposés depuis le", field_name="date_depot", lookup_expr="gte", widget=DATE
    )
    au = DateFilter(
        label="Déposés jusqu'au", field_name="date_depot", lookup_expr="lte", widget=DATE
    )
    action = BooleanFilter(
        label="Action proposée", field_name="action", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Signalement
        fields = []
        form = DsfrBaseForm

    def filtrer_texte(self, queryset, name, value):
        return queryset.recherches(value)

    def filtrer_etat(self, queryset, name, value):
        if value in GROUPES_D_ETATS:
            return getattr(queryset, value)()
        return queryset.filter(etat=value)
