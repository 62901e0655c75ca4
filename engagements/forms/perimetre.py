from django import forms

from engagements.forms.commun import DansLeDepartement
from engagements.models import Labellisation, Module, Perimetre
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.models import Service


class LabellisationForm(DansLeDepartement):
    class Meta:
        model = Labellisation
        fields = ["referentiel", "date_debut"]


class PerimetreAjoutForm(ModelFormulaire):
    """Engage plusieurs services d'un coup sur un module de la labellisation."""

    module = forms.ModelChoiceField(label="Module", queryset=Module.objects.en_vigueur())
    services = forms.ModelMultipleChoiceField(
        label="Services", queryset=Service.objects.actifs(), widget=forms.CheckboxSelectMultiple
    )
    role = forms.ChoiceField(label="Rôle", choices=Perimetre.Role)
    restriction = forms.CharField(
        label="Restriction",
        required=False,
        max_length=200,
        help_text=Perimetre._meta.get_field("restriction").help_text,
    )
    lieux = {"services": "engagements.add_perimetre"}

    class Meta:
        model = Labellisation
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        module, services = self.fields["module"], self.fields["services"]
        module.queryset = module.queryset.filter(referentiel=self.instance.referentiel)
        services.queryset = services.queryset.filter(site__departement=self.instance.departement)

    def save(self):
        """Un service déjà engagé sur ce module reste comme il est."""
        for service in self.cleaned_data["services"]:
            Perimetre.objects.get_or_create(
                labellisation=self.instance,
                module=self.cleaned_data["module"],
                service=service,
                date_sortie=None,
                defaults={"date_entree": self.instance.date_debut}
                | {nom: self.cleaned_data[nom] for nom in ("role", "restriction")},
            )
        self.instance.aligner_les_campagnes()
        return self.instance


class PerimetreForm(ModelFormulaire):
    class Meta:
        model = Perimetre
        fields = ["role", "restriction"]
