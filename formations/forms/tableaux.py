from django import forms

from qualepref.socle.forms import Formulaire


class JourForm(Formulaire):
    le = forms.DateField(label="Au", required=False)
