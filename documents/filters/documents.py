from django_filters import CharFilter, ChoiceFilter, DateFilter, ModelChoiceFilter, NumberFilter
from dsfr.forms import DsfrBaseForm

from documents.models import CanalDiffusion, Document, TypeDocument
from documents.models.phrases import CHANGER, VOIR
from qualepref.socle.filters import DATE, BooleanFilter, FilterSet
from qualepref.socle.models import Service

# Phrases de DocumentQuerySet qui réunissent plusieurs situations.
GROUPES = {
    "valables": "en vigueur, à réviser ou non",
    "en_preparation": "en préparation",
    "a_approuver": "à approuver",
}


def services_aux_documents(request):
    visibles = Service.objects.visibles_par(request.user, VOIR)
    return visibles.select_related("site").defer("alias", "site__alias")


def types_par_famille():
    return list(TypeDocument.objects.par_famille().items())


def canaux():
    return CanalDiffusion.objects.en_choix()


def jour(libelle, champ, comparaison):
    return DateFilter(label=libelle, field_name=champ, lookup_expr=comparaison, widget=DATE)


class DocumentFilter(FilterSet):
    q = CharFilter(label="Référence ou intitulé", method="filtrer_texte")
    situation = ChoiceFilter(
        label="Situation",
        method="filtrer_situation",
        choices=[*GROUPES.items(), *Document.SITUATIONS.items()],
    )
    type = ChoiceFilter(label="Type", field_name="type__cle", choices=types_par_famille)
    service = ModelChoiceFilter(label="Service", queryset=services_aux_documents)
    engagement = NumberFilter(
        label="Engagement n°", field_name="engagements__numero", distinct=True, min_value=0
    )
    public = ChoiceFilter(label="Public", choices=Document.Public.choices)
    canal = ChoiceFilter(label="Accessible par", method="filtrer_canal", choices=canaux)
    caducite_du = jour("Caducité à partir du", "date_caducite", "gte")
    caducite_au = jour("Caducité jusqu'au", "date_caducite", "lte")
    revue_du = jour("À relire à partir du", "date_revue", "gte")
    revue_au = jour("À relire jusqu'au", "date_revue", "lte")
    a_relire = BooleanFilter(label="Relecture échue", method="filtrer_relecture")
    sans_caducite = BooleanFilter(
        label="Sans date de caducité", field_name="date_caducite", lookup_expr="isnull"
    )

    suivi_le = DateFilter(
        label="Avec une date de caducité, le", method="filtrer_suivi", widget=DATE
    )
    a_ma_charge = BooleanFilter(label="À ma charge", method="filtrer_charge")
    etat = ChoiceFilter(label="État", choices=Document.Etat.choices)

    class Meta:
        model = Document
        fields = []
        form = DsfrBaseForm

    def filtrer_texte(self, queryset, name, value):
        return queryset.recherches(value)

    def filtrer_situation(self, queryset, name, value):
        if value in GROUPES:
            return getattr(queryset, value)()
        return queryset.en_situation(value)

    def filtrer_canal(self, queryset, name, value):
        return queryset.accessibles_par(value)

    def filtrer_relecture(self, queryset, name, value):
        echus = queryset.a_relire()
        return echus if value else queryset.exclude(pk__in=echus.order_by().values("pk"))

    def filtrer_suivi(self, queryset, name, value):
        return queryset.suivis_au(value)

    def filtrer_charge(self, queryset, name, value):
        tenus = Document.objects.visibles_par(self.request.user, CHANGER).order_by().values("pk")
        return queryset.filter(pk__in=tenus) if value else queryset.exclude(pk__in=tenus)
