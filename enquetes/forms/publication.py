"""Publier les résultats d'une enquête."""

from django import forms

from enquetes.models import Enquete, PublicationEnquete
from enquetes.resultats.figer import figer
from qualepref.socle.forms import ModelFormulaire

RIEN = "Personne n'a encore répondu : il n'y a rien à publier."
AIDE = PublicationEnquete._meta.get_field("presentation").help_text


class PublierForm(ModelFormulaire):
    presentation = forms.CharField(
        label="Présentation",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=AIDE,
    )

    class Meta:
        model = Enquete
        fields = []

    def clean(self):
        if not self.instance.reponses.exists():
            raise forms.ValidationError(RIEN)
        return super().clean()

    def save(self, commit=True):
        return PublicationEnquete.objects.publier(
            self.instance,
            figer(self.instance),
            self.cleaned_data["presentation"].strip(),
            self.agent,
        )


class RetirerForm(ModelFormulaire):
    motif_du_retrait = PublicationEnquete._meta.get_field("motif_du_retrait").formfield(
        required=True
    )

    class Meta:
        model = PublicationEnquete
        fields = ["motif_du_retrait"]

    def clean(self):
        if self.instance.est_retiree:
            raise forms.ValidationError("Ces résultats sont déjà retirés.")
        return super().clean()

    def save(self, commit=True):
        self.instance.retirer(self.cleaned_data["motif_du_retrait"])
        return self.instance
