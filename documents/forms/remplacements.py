"""Dire quel document prend la place d'un autre."""

from django import forms
from django.core.exceptions import ValidationError

from documents.forms.actes import MotifForm
from documents.models import Document
from documents.models.phrases import VOIR
from qualepref.socle.temps import aujourdhui


class RemplacerForm(MotifForm):
    successeur = forms.CharField(
        label="Remplacé par",
        max_length=60,
        help_text="La référence du nouveau document, déjà en vigueur : « FP-ACC-012 ».",
    )
    date_remplacement = forms.DateField(label="Remplacé le")
    field_order = ["successeur", "date_remplacement", "motif"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("date_remplacement", aujourdhui())

    def clean_successeur(self):
        reference = self.cleaned_data["successeur"].strip()
        connus = Document.objects.visibles_par(self.agent, VOIR)
        siens = connus.filter(departement=self.instance.departement_id)
        trouve = siens.filter(reference__iexact=reference).first()
        if trouve is None:
            raise ValidationError(f"Aucun document n'a la référence « {reference} ».")
        return trouve

    def acte(self, successeur, date_remplacement, motif):
        self.instance.remplacer_par(successeur, motif, date_remplacement)
