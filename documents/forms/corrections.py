"""Proposer une correction à un document, et y répondre."""

from django import forms
from django.core.exceptions import ValidationError

from documents.models import Correction
from documents.models.corrections import TEXTE_MAX
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.forms.actes import FormulaireVersionne

DEJA = "Vous avez déjà proposé cette correction : elle attend sa réponse."


class ProposerForm(ModelFormulaire):
    class Meta:
        model = Correction
        fields = ["passage", "texte"]
        widgets = {"texte": forms.Textarea(attrs={"rows": 5, "maxlength": TEXTE_MAX})}
        labels = {"passage": "Passage en cause", "texte": "Ce qu'il faudrait écrire, et pourquoi"}
        help_texts = {"texte": f"{TEXTE_MAX} signes au plus. Votre nom se lit avec."}

    def clean(self):
        donnees = super().clean()
        siennes = Correction.objects.proposees().filter(
            document=self.instance.document, auteur=self.agent, texte=donnees.get("texte")
        )
        if siennes.exists():
            raise ValidationError(DEJA)
        return donnees


class RepondreForm(FormulaireVersionne):
    DECISIONS = [
        (Correction.Etat.RETENUE, "Retenue"),
        (Correction.Etat.ECARTEE, "Écartée"),
        (Correction.Etat.DOUBLON, "Doublon d'une autre"),
    ]
    decision = forms.ChoiceField(label="Décision", choices=DECISIONS, widget=forms.RadioSelect)
    reponse = forms.CharField(
        label="Réponse à l'auteur",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Obligatoire pour écarter ; pour un doublon, dites de laquelle.",
    )
    preparer = forms.BooleanField(
        label="Retenue : préparer tout de suite la version suivante", required=False
    )

    class Meta:
        model = Correction
        fields = []

    def dire_le_changement(self):
        return "Quelqu'un a répondu à cette correction pendant que vous écriviez"

    def acte(self, decision, reponse, preparer):
        self.instance.repondre(decision, reponse, par=self.agent)
