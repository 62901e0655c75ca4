from django_filters import CharFilter, ChoiceFilter, DateFilter, ModelChoiceFilter
from dsfr.forms import DsfrBaseForm

from formations import echeances
from formations.models import AgentAFormer, ObligationFormation, ThemeFormation
from qualepref.socle.filters import DATE, BooleanFilter, FilterSet
from qualepref.socle.models import Service


def services_aux_agents(request):
    visibles = Service.objects.visibles_par(request.user, "formations.view_agentaformer")
    return visibles.select_related("site").defer("alias", "site__alias")


class ObligationFilter(FilterSet):
    q = CharFilter(label="Nom de l'agent", method="filtrer_nom")
    theme = ModelChoiceFilter(label="Thème", queryset=ThemeFormation.objects.all())
    service = ModelChoiceFilter(
        label="Service", queryset=services_aux_agents, field_name="agent__service"
    )
    etat = ChoiceFilter(
        label="Situation", method="filtrer_etat", choices=list(echeances.LIBELLES.items())
    )
    inscrit = BooleanFilter(label="Inscrit à une session", method="filtrer_inscrits")
    couvert = BooleanFilter(label="Couvert par un tutorat", method="filtrer_couverts")
    contrat = ChoiceFilter(
        label="Contrat", field_name="agent__contrat", choices=AgentAFormer.Contrat.choices
    )
    du = DateFilter(
        label="Échéance à partir du", field_name="date_echeance", lookup_expr="gte", widget=DATE
    )
    au = DateFilter(
        label="Échéance jusqu'au", field_name="date_echeance", lookup_expr="lte", widget=DATE
    )
    en_poste = BooleanFilter(label="En poste", method="filtrer_en_poste")
    en_poste_le = DateFilter(label="En poste le", method="filtrer_en_poste_le", widget=DATE)

    class Meta:
        model = ObligationFormation
        fields = []
        form = DsfrBaseForm

    def filtrer_nom(self, queryset, name, value):
        return queryset.filter(agent__in=AgentAFormer.objects.nommes(value).order_by())

    def filtrer_etat(self, queryset, name, value):
        return queryset.en_etat(value)

    def filtrer_inscrits(self, queryset, name, value):
        return self._parmi(queryset, queryset.inscrits(), value)

    def filtrer_couverts(self, queryset, name, value):
        return self._parmi(queryset, queryset.couverts_par_tutorat(), value)

    def filtrer_en_poste(self, queryset, name, value):
        return self._parmi(queryset, queryset.en_cours(), value)

    def filtrer_en_poste_le(self, queryset, name, value):
        return queryset.en_cours(value)

    def _parmi(self, queryset, retenues, value):
        return retenues if value else queryset.exclude(pk__in=retenues.order_by().values("pk"))
