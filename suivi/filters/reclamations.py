from django_filters import CharFilter, ChoiceFilter, DateFilter, ModelChoiceFilter, NumberFilter
from dsfr.forms import DsfrBaseForm

from qualepref.socle.filters import DATE, FilterSet
from suivi.filters.demandes import services_suivis
from suivi.identites.voile import cherchables
from suivi.models import CategorieReclamation, Demande, Nature, ObjetReclamation


def objets(request):
    return ObjetReclamation.objects.visibles_par(request.user, "suivi.view_demande")


def categories(request):
    return CategorieReclamation.objects.visibles_par(request.user, "suivi.view_demande")


class ReclamationFilter(FilterSet):
    q = CharFilter(label="Objet ou numéro", method="filtrer_texte")
    qualite_accueil = ChoiceFilter(
        label="Recevabilité",
        choices=[("oui", "recevable"), ("non", "hors champ"), ("inconnu", "à examiner")],
    )
    objet_reclamation = ModelChoiceFilter(
        label="Objet ou exclusion", field_name="qualification__objet", queryset=objets
    )
    categorie = ModelChoiceFilter(
        label="Catégorie", field_name="qualification__categorie", queryset=categories
    )
    service = ModelChoiceFilter(queryset=services_suivis)
    nature = ChoiceFilter(choices=Nature.choices)
    engagement = NumberFilter(label="Engagement n°", field_name="qualification__engagement__numero")
    du = DateFilter(
        label="Arrivées depuis le", field_name="date_arrivee", lookup_expr="gte", widget=DATE
    )
    au = DateFilter(
        label="Arrivées jusqu'au", field_name="date_arrivee", lookup_expr="lte", widget=DATE
    )

    class Meta:
        model = Demande
        fields = []
        form = DsfrBaseForm

    def filtrer_texte(self, queryset, name, value):
        return cherchables(queryset.recherchees(value), value, self.request.user)
