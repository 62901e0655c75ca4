from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter
from dsfr.forms import DsfrBaseForm

from engagements import genres
from engagements.models import Preuve
from qualepref.socle.filters import BooleanFilter, FilterSet
from qualepref.socle.models import Service


def services_aux_preuves(request):
    visibles = Service.objects.visibles_par(request.user, "engagements.view_preuve")
    return visibles.defer("alias")


A_LA_MAIN = "a-la-main"


def genres_de_preuve():
    return [*genres.en_mots(), (A_LA_MAIN, "décrite à la main")]


class PreuveFilter(FilterSet):
    q = CharFilter(label="Intitulé ou emplacement", method="filtrer_texte")
    service = ModelChoiceFilter(queryset=services_aux_preuves)
    validite = ChoiceFilter(
        label="Validité",
        method="filtrer_validite",
        choices=[("valables", "valables"), ("perimees", "périmées")],
    )
    genre = ChoiceFilter(label="Genre", method="filtrer_genre", choices=genres_de_preuve)
    sans_usage = BooleanFilter(label="Sans usage", method="filtrer_usage")

    class Meta:
        model = Preuve
        fields = []
        form = DsfrBaseForm

    def filtrer_texte(self, queryset, name, value):
        return queryset.recherchees(value)

    def filtrer_validite(self, queryset, name, value):
        return queryset.perimees() if value == "perimees" else queryset.valables()

    def filtrer_genre(self, queryset, name, value):
        return queryset.filter(genre="" if value == A_LA_MAIN else value)

    def filtrer_usage(self, queryset, name, value):
        return queryset.sans_usage() if value else queryset.filter(nombre_usages__gt=0)
