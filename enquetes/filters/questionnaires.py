from django_filters import CharFilter, ChoiceFilter
from dsfr.forms import DsfrBaseForm

from enquetes.models import Questionnaire
from qualepref.socle.filters import BooleanFilter, FilterSet


class QuestionnaireFilter(FilterSet):
    q = CharFilter(label="Intitulé ou code", method="filtrer_texte")
    origine = ChoiceFilter(
        label="Origine",
        method="filtrer_origine",
        choices=[("livres", "livrés avec l'application"), ("propres", "du département")],
    )
    gele = BooleanFilter(label="Gelé", field_name="gele_le", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Questionnaire
        fields = ["nature", "statut", "retire"]
        form = DsfrBaseForm

    def filtrer_texte(self, queryset, name, value):
        return queryset.recherches(value)

    def filtrer_origine(self, queryset, name, value):
        return queryset.livres() if value == "livres" else queryset.propres()
