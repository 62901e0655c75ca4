"""Les points de collecte : en nombre d'abord, un par un ensuite."""

from itertools import product

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from enquetes.models import Enquete, Mode, PointDeCollecte
from qualepref.socle.forms import Formulaire, ModelFormulaire
from qualepref.socle.models import Lieu, Site

CASES = forms.CheckboxSelectMultiple
MOYENS = [(mode.value, mode.label) for mode in Mode if mode is not Mode.FICHIER]


class PointsForm(Formulaire):
    """Un point par site et par moyen cochés ; ceux qui existent déjà restent tels quels."""

    modes = forms.MultipleChoiceField(label="Moyens", choices=MOYENS, widget=CASES)
    sites = forms.ModelMultipleChoiceField(
        label="Sites", queryset=Site.objects.none(), required=False, widget=CASES
    )
    partout = forms.BooleanField(
        label="Et un point sans site",
        required=False,
        help_text="Pour le site internet ou un courriel : la réponse n'est comptée sur aucun site.",
    )
    cible = forms.IntegerField(
        label="Réponses attendues à chaque point",
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text="Vide : pas d'échantillon visé. Chaque point se règle ensuite à part.",
    )

    def __init__(self, *args, enquete, **kwargs):
        super().__init__(*args, **kwargs)
        self.enquete = enquete
        self.fields["sites"].queryset = Site.objects.filter(departement=enquete.departement_id)

    def clean(self):
        donnees = super().clean()
        if self.enquete.etat == Enquete.Etat.CLOSE:
            raise ValidationError("Cette enquête est close : ses points ne changent plus.")
        if not self.errors and not donnees["sites"] and not donnees["partout"]:
            self.add_error("sites", "Cochez un site au moins, ou le point sans site.")
        return donnees

    @transaction.atomic
    def save(self):
        """Les points ajoutés ; le verrou sur l'enquête fait que deux envois ne les doublent pas."""
        Enquete.objects.select_for_update().get(pk=self.enquete.pk)
        connus = set(self.enquete.points.filter(lieu=None).order_by().values_list("mode", "site"))
        sites = [*self.cleaned_data["sites"], *([None] if self.cleaned_data["partout"] else [])]
        ajoutes = []
        for site, mode in product(sites, self.cleaned_data["modes"]):
            if (mode, site.pk if site else None) not in connus:
                point = PointDeCollecte(enquete=self.enquete, mode=mode, site=site)
                point.cible = self.cleaned_data["cible"]
                point.save()
                ajoutes.append(point)
        return ajoutes


class PointForm(ModelFormulaire):
    """Ce qui se règle d'un point ; son moyen et son adresse ne changent plus."""

    class Meta:
        model = PointDeCollecte
        fields = ["lieu", "cible", "plafond_du_jour"]
        help_texts = {"lieu": "Hall, guichet, salle d'attente. Vide : le site entier."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lieux = Lieu.objects.employables(garder=self.instance.lieu_id)
        self.fields["lieu"].queryset = lieux.filter(site=self.instance.site_id)
        self.fields["lieu"].empty_label = "Le site entier"
        if self.instance.site_id is None:
            del self.fields["lieu"]
        if not self.instance.est_public:
            del self.fields["plafond_du_jour"]

    def clean(self):
        donnees = super().clean()
        if self.instance.enquete.etat == Enquete.Etat.CLOSE:
            raise ValidationError("Cette enquête est close : ses points ne changent plus.")
        return donnees

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"enquete", "mode", "site"}
