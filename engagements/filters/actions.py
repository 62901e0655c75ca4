from django_filters import CharFilter, ChoiceFilter, DateFilter, ModelChoiceFilter, NumberFilter
from dsfr.forms import DsfrBaseForm

from engagements.models import Action
from qualepref.socle.filters import DATE, BooleanFilter, FilterSet
from qualepref.socle.models import Designation, Service

# Phrases d'ActionQuerySet qui réunissent plusieurs états.
GROUPES_D_ETATS = {
    "a_mener": "à mener",
    "ouvertes": "à faire ou en cours",
    "incompletes": "à mener, sans échéance ou sans responsable",
    "a_reprendre": "reportées dont l'échéance est passée",
    "a_verifier": "nées d'un audit, efficacité à vérifier",
}


def services_du_plan(request):
    visibles = Service.objects.visibles_par(request.user, "engagements.view_action")
    return visibles.select_related("site").defer("alias", "site__alias")


class ActionFilter(FilterSet):
    """Le même filtre pour le tableau, les services, le calendrier et la frise."""

    q = CharFilter(label="Mot de l'action", method="filtrer_texte")
    etat = ChoiceFilter(
        label="État",
        method="filtrer_etat",
        choices=[*GROUPES_D_ETATS.items(), *Action.Etat.choices],
    )
    service = ModelChoiceFilter(label="Service pilote", queryset=services_du_plan)
    origine = ChoiceFilter(choices=Action.Origine.choices)
    engagement = NumberFilter(
        label="Engagement n°", field_name="engagements__numero", distinct=True, min_value=0
    )
    priorite = ChoiceFilter(choices=Action.Priorite.choices)
    fonction = ChoiceFilter(label="Fonction responsable", choices=Designation.Fonction.choices)
    annee = NumberFilter(label="Plan de l'année", min_value=0, max_value=9999)
    echeance_du = DateFilter(
        label="Échéance à partir du", field_name="date_echeance", lookup_expr="gte", widget=DATE
    )
    echeance_au = DateFilter(
        label="Échéance jusqu'au", field_name="date_echeance", lookup_expr="lte", widget=DATE
    )
    due_du = DateFilter(
        label="Échéance d'origine à partir du", method="filtrer_origine_due", widget=DATE
    )
    due_au = DateFilter(
        label="Échéance d'origine jusqu'au", method="filtrer_origine_due", widget=DATE
    )
    retard = BooleanFilter(label="En retard", method="filtrer_retard")
    sans_echeance = BooleanFilter(
        label="Sans échéance", field_name="date_echeance", lookup_expr="isnull"
    )
    sans_responsable = BooleanFilter(label="Sans responsable", method="filtrer_sans_responsable")
    sans_service = BooleanFilter(label="Sans service", field_name="service", lookup_expr="isnull")

    class Meta:
        model = Action
        fields = []
        form = DsfrBaseForm

    def filtrer_texte(self, queryset, name, value):
        return queryset.recherchees(value)

    def filtrer_etat(self, queryset, name, value):
        if value in GROUPES_D_ETATS:
            return getattr(queryset, value)()
        return queryset.filter(etat=value)

    def filtrer_origine_due(self, queryset, name, value):
        bornes = {"debut" if name == "due_du" else "fin": value}
        return queryset.dues_a_l_origine(**bornes)

    def filtrer_retard(self, queryset, name, value):
        retards = queryset.en_retard()
        return retards if value else queryset.exclude(pk__in=retards.order_by().values("pk"))

    def filtrer_sans_responsable(self, queryset, name, value):
        sans = queryset.sans_responsable()
        return sans if value else queryset.exclude(pk__in=sans.order_by().values("pk"))
