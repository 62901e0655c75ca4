"""La saisie d'une convention de tutorat et de ce qui lui arrive, et d'une séance."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from formations.forms.actes import ActeForm
from formations.forms.agents import pas_dans_le_futur
from formations.models import PointEtape, RegleTutorat, Sensibilisation, Tutorat
from qualepref.socle.simultane import FormulaireSimultane
from qualepref.socle.temps import aujourdhui

LONG = {"rows": 3}


class TutoratForm(FormulaireSimultane):
    """Les signataires et les objectifs ; la durée vient de la règle chargée."""

    class Meta:
        model = Tutorat
        fields = ["tuteur", "chef_de_bureau", "objectifs", "observations"]
        widgets = {
            "objectifs": forms.Textarea(attrs=LONG),
            "observations": forms.Textarea(attrs={"rows": 2}),
        }


class NouveauTutoratForm(TutoratForm):
    lieux = {"tutore": "formations.add_tutorat"}
    date_debut = forms.DateField(label="À partir du", initial=aujourdhui)

    class Meta(TutoratForm.Meta):
        fields = ["tutore", *TutoratForm.Meta.fields]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tutores = self.fields["tutore"].queryset.en_fonction()
        self.fields["tutore"].queryset = tutores.select_related("service")

    def clean(self):
        donnees = super().clean()
        RegleTutorat.objects.en_vigueur()
        if tutore := donnees.get("tutore"):
            self.instance.service = tutore.service
            if tutore.tutorats.ouverts().exists():
                raise ValidationError("Cet agent a déjà un tutorat ouvert : renouvelez-le.")
        return donnees

    @transaction.atomic
    def save(self, commit=True):
        return Tutorat.objects.convenir(self.instance, self.cleaned_data["date_debut"])


class RenouvelerForm(ActeForm):
    date_debut = forms.DateField(label="À partir du")

    def acte(self, date_debut):
        self.sur.renouveler(date_debut)


class SignerForm(ActeForm):
    le = forms.DateField(label="Signée le", initial=aujourdhui)

    def clean_le(self):
        return pas_dans_le_futur(self.cleaned_data["le"])

    def acte(self, le):
        self.sur.signer(le)


class CloreForm(ActeForm):
    le = forms.DateField(label="Clos le", initial=aujourdhui)
    bilan = forms.CharField(label="Bilan", widget=forms.Textarea(attrs=LONG))

    def clean_le(self):
        return pas_dans_le_futur(self.cleaned_data["le"])

    def acte(self, le, bilan):
        self.sur.clore(le, bilan)


class PointForm(FormulaireSimultane):
    class Meta:
        model = PointEtape
        fields = ["date_tenue", "observations"]
        widgets = {"observations": forms.Textarea(attrs=LONG)}

    def clean_date_tenue(self):
        return pas_dans_le_futur(self.cleaned_data["date_tenue"])


class SensibilisationForm(FormulaireSimultane):
    lieux = {"services": "formations.add_sensibilisation"}
    non_suivis = frozenset({"services"})

    class Meta:
        model = Sensibilisation
        fields = ["sujet", "jour", "services", "lieu", "intervenant", "presents", "observations"]
        widgets = {
            "services": forms.CheckboxSelectMultiple,
            "observations": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.departement_id = self.instance.departement_id or self.agent.departement_id
        siens = self.fields["services"].queryset.ouverts()
        self.fields["services"].queryset = siens.filter(
            site__departement=self.instance.departement_id
        )

    def clean(self):
        if self.instance.departement_id is None:
            raise ValidationError("Votre compte n'est rattaché à aucun département.")
        return super().clean()

    @transaction.atomic
    def save(self, commit=True):
        seance = super().save()
        seance.citations.suivre()
        return seance
