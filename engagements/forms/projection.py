"""Vers quelle campagne projeter."""

from django import forms

from engagements.models import Campagne
from engagements.projection_campagne import arrivees_possibles
from qualepref.socle.forms import Formulaire


class ProjectionForm(Formulaire):
    vers = forms.ModelChoiceField(
        label="Campagne d'arrivée",
        queryset=Campagne.objects.none(),
        help_text="Ouverte, d'un autre référentiel qu'une correspondance rapproche de celui-ci.",
    )

    def __init__(self, *args, depart, **kwargs):
        super().__init__(*args, **kwargs)
        vers = self.fields["vers"]
        vers.queryset = arrivees_possibles(depart)
        vers.label_from_instance = lambda c: f"{c.intitule} ({c.referentiel.intitule})"
