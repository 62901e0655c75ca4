from django_filters import CharFilter, ChoiceFilter, DateFilter, ModelChoiceFilter
from dsfr.forms import DsfrBaseForm

from qualepref.socle.filters import DATE, FilterSet
from qualepref.socle.models import Service, Site
from suivi.identites.voile import cherchables
from suivi.models import Canal, Demande, Nature, Registre, Situation
from suivi.models.situations import BASE_DES_TAUX, REPONDUES

# Phrases de DemandeQuerySet qu'un filtre nomme ; elles suivent le jour où la liste s'ouvre.
GROUPES = {
    "ouvertes": "à traiter",
    "attendues": "à traiter, réponse due",
    "a_affecter": "à affecter à un service",
}
QUAND = {
    "a_echeance_cette_semaine": "cette semaine",
    "a_echeance_la_semaine_suivante": "la semaine prochaine",
}


def services_suivis(request):
    return Service.objects.visibles_par(request.user, "suivi.view_demande")


def sites_suivis(request):
    return Site.objects.visibles_par(request.user, "suivi.view_demande")


class DemandeFilter(FilterSet):
    """Quatre filtres en vue, les autres repliés ; `arrete` dit quel jour juger les situations."""

    q = CharFilter(label="Objet ou numéro", method="filtrer_texte")
    registre = ChoiceFilter(choices=Registre.choices)
    situation = ChoiceFilter(
        label="Situation",
        method="filtrer_situation",
        choices=[
            *GROUPES.items(),
            *Situation.choices,
            ("comptees", "comptées dans les taux"),
            ("repondues", "répondues, dans le délai ou non"),
        ],
    )
    service = ModelChoiceFilter(queryset=services_suivis)
    canal = ChoiceFilter(
        label="Canal",
        method="filtrer_canal",
        choices=[("courriels", "courriels et formulaires"), *Canal.choices],
    )
    nature = ChoiceFilter(choices=Nature.choices)
    du = DateFilter(
        label="Arrivées depuis le", field_name="date_arrivee", lookup_expr="gte", widget=DATE
    )
    au = DateFilter(
        label="Arrivées jusqu'au", field_name="date_arrivee", lookup_expr="lte", widget=DATE
    )
    echeance_du = DateFilter(
        label="Échéance à partir du", field_name="date_echeance", lookup_expr="gte", widget=DATE
    )
    echeance = DateFilter(
        label="Échéance jusqu'au", field_name="date_echeance", lookup_expr="lte", widget=DATE
    )
    quand = ChoiceFilter(label="Réponse due", method="filtrer_quand", choices=list(QUAND.items()))
    arrete = DateFilter(label="Situation jugée au", method="filtrer_arrete", widget=DATE)
    site = ModelChoiceFilter(queryset=sites_suivis)
    qualite_accueil = ChoiceFilter(
        label="Qualité de l'accueil", choices=Demande.QualiteAccueil.choices
    )

    class Meta:
        model = Demande
        fields = []
        form = DsfrBaseForm

    def filter_queryset(self, queryset):
        """La situation se juge avant de se filtrer, quel que soit l'ordre des champs."""
        arrete = self.form.cleaned_data["arrete"]
        return super().filter_queryset(queryset.avec_situation(arrete) if arrete else queryset)

    def filtrer_arrete(self, queryset, name, value):
        return queryset

    def filtrer_texte(self, queryset, name, value):
        return cherchables(queryset.recherchees(value), value, self.request.user)

    def filtrer_situation(self, queryset, name, value):
        if value in GROUPES:
            return getattr(queryset, value)()
        if value == Situation.EN_RETARD and not self.form.cleaned_data["arrete"]:
            return queryset.en_retard()  # les mêmes, par l'index des échéances
        groupes = {"comptees": BASE_DES_TAUX, "repondues": REPONDUES}
        return queryset.filter(situation__in=groupes.get(value, [value]))

    def filtrer_quand(self, queryset, name, value):
        return getattr(queryset, value)()

    def filtrer_canal(self, queryset, name, value):
        return queryset.courriels() if value == "courriels" else queryset.filter(canal=value)
