from django import forms

from qualepref.socle.forms import Formulaire
from qualepref.socle.temps import aujourdhui


class JourForm(Formulaire):
    """Le jour où l'on veut lire les pièces ; absent ou illisible : aujourd'hui."""

    le = forms.DateField(label="En vigueur le", initial=aujourdhui)

    @property
    def jour(self):
        return self.cleaned_data.get("le") if self.is_bound and self.is_valid() else None
