"""Choisir l'année des consultations."""

from django import forms
from dsfr.forms import DsfrBaseForm

from qualepref.socle.temps import aujourdhui


class AnneeForm(DsfrBaseForm):
    """Sans choix, ou si elle ne se lit pas : l'année en cours."""

    annee = forms.IntegerField(label="Année", min_value=2000, max_value=2100)

    def annee_dite(self) -> int:
        return self.cleaned_data["annee"] if self.is_valid() else aujourdhui().year
