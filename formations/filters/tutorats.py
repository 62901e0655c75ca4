from django_filters import CharFilter, DateFilter, ModelChoiceFilter
from dsfr.forms import DsfrBaseForm

from formations.filters.obligations import services_aux_agents
from formations.models import AgentAFormer, Sensibilisation, Tutorat
from qualepref.socle.filters import DATE, BooleanFilter, FilterSet


class TutoratFilter(FilterSet):
    q = CharFilter(label="Nom du tutoré", method="filtrer_nom")
    service = ModelChoiceFilter(label="Service", queryset=services_aux_agents)
    en_cours = BooleanFilter(label="En cours", method="filtrer_phrase")
    a_signer = BooleanFilter(label="À signer", method="filtrer_phrase")
    clos = BooleanFilter(
        label="Clos", field_name="date_cloture", lookup_expr="isnull", exclude=True
    )

    signee_du = DateFilter(label="Signée à partir du", method="filtrer_signature", widget=DATE)
    signee_au = DateFilter(label="Signée jusqu'au", method="filtrer_signature", widget=DATE)

    class Meta:
        model = Tutorat
        fields = []
        form = DsfrBaseForm

    def filtrer_nom(self, queryset, name, value):
        return queryset.filter(tutore__in=AgentAFormer.objects.nommes(value).order_by())

    def filter_queryset(self, queryset):
        """Les deux jours se lisent ensemble, de la même signature."""
        bornes = [self.form.cleaned_data[nom] for nom in ("signee_du", "signee_au")]
        retenus = super().filter_queryset(queryset)
        return retenus.par_signature(*bornes) if any(bornes) else retenus

    def filtrer_signature(self, queryset, name, value):
        return queryset

    def filtrer_phrase(self, queryset, name, value):
        """Le nom du filtre est celui de la phrase."""
        retenus = getattr(Tutorat.objects, name)().order_by().values("pk")
        return queryset.filter(pk__in=retenus) if value else queryset.exclude(pk__in=retenus)


class SensibilisationFilter(FilterSet):
    du = DateFilter(label="À partir du", field_name="jour", lookup_expr="gte", widget=DATE)
    au = DateFilter(label="Jusqu'au", field_name="jour", lookup_expr="lte", widget=DATE)

    class Meta:
        model = Sensibilisation
        fields = []
        form = DsfrBaseForm
