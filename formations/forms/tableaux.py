from django import forms

from qualepref.socle.forms import Formulaire
from qualepref.socle.temps import aujourdhui


class JourForm(Formulaire):
    """Le jour où l'on veut lire le tableau ; absent ou illisible : aujourd'hui."""

    le = forms.DateField(label="Situation au", initial=aujourdhui)

    @property
    def jour(self):
        lu = self.cleaned_data.get("le") if self.is_bound and self.is_valid() else None
        return lu or aujourdhui()
