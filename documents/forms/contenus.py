"""Choisir les deux versions à comparer."""

from django import forms
from dsfr.forms import DsfrBaseForm


class ComparerForm(DsfrBaseForm):
    """Sans choix, la dernière et celle d'avant."""

    avant = forms.TypedChoiceField(label="De la version", coerce=int)
    apres = forms.TypedChoiceField(label="À la version", coerce=int)

    def __init__(self, donnees, *, versions):
        self.versions = {une.numero: une for une in versions}
        numeros = list(self.versions)
        defaut = {"avant": numeros[1], "apres": numeros[0]} if numeros[1:] else {}
        choisies = {nom: donnees[nom] for nom in ("avant", "apres") if nom in donnees}
        super().__init__(defaut | choisies if defaut else choisies)
        choix = [(numero, f"v{numero}") for numero in numeros]
        for champ in self.fields.values():
            champ.choices = choix

    def choisies(self):
        """Les deux versions, l'ancienne d'abord ; aucune si le choix n'est pas valable."""
        if not self.is_valid():
            return []
        return [self.versions[self.cleaned_data[nom]] for nom in ("avant", "apres")]
