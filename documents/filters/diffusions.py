from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter, NumberFilter
from dsfr.forms import DsfrBaseForm

from documents.filters.documents import canaux
from documents.models import Diffusion
from documents.models.endroits import CONSTATER, SUIVRE
from qualepref.socle.filters import BooleanFilter, FilterSet, sites_visibles
from qualepref.socle.models import Designation, Service

JOURS_MAX = 3650


def services_a_suivre(request):
    visibles = Service.objects.visibles_par(request.user, SUIVRE)
    return visibles.select_related("site").defer("alias", "site__alias")


class DiffusionFilter(FilterSet):
    q = CharFilter(label="Document", method="filtrer_texte")
    situation = ChoiceFilter(
        label="Situation",
        method="filtrer_situation",
        choices=[("a_reprendre", "à reprendre"), *Diffusion.SITUATIONS.items()],
    )
    site = ModelChoiceFilter(label="Site", queryset=sites_visibles)
    canal = ChoiceFilter(label="Canal", field_name="canal__cle", choices=canaux)
    service = ModelChoiceFilter(
        label="Service", field_name="document__service", queryset=services_a_suivre
    )
    fonction = ChoiceFilter(label="Qui contrôle", choices=Designation.Fonction.choices)
    jours = NumberFilter(
        label="Pas vu depuis (jours)",
        method="filtrer_jours",
        min_value=1,
        max_value=JOURS_MAX,
        decimal_places=0,
    )
    a_ma_charge = BooleanFilter(label="À ma charge", method="filtrer_charge")

    class Meta:
        model = Diffusion
        fields = []
        form = DsfrBaseForm

    def filtrer_texte(self, queryset, name, value):
        return queryset.du_document(value)

    def filtrer_situation(self, queryset, name, value):
        if value == "a_reprendre":
            return queryset.a_reprendre()
        return queryset.en_situation(value)

    def filtrer_jours(self, queryset, name, value):
        return queryset.pas_vues_depuis(int(value))

    def filtrer_charge(self, queryset, name, value):
        tenues = Diffusion.objects.visibles_par(self.request.user, CONSTATER).order_by()
        dedans = {"pk__in": tenues.values("pk")}
        return queryset.filter(**dedans) if value else queryset.exclude(**dedans)
