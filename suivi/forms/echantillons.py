from secrets import token_hex

from django import forms
from django.core.exceptions import ValidationError

from engagements.forms.citer import CiterForm
from qualepref.socle.temps import aujourdhui
from suivi.models import Demande, EchantillonDemandes

TAILLE_MAX = 100


class CiterDemandesForm(CiterForm):
    """Un échantillon des demandes du service de la réponse, tiré au hasard."""

    debut = forms.DateField(label="Arrivées du")
    fin = forms.DateField(label="Au")
    taille = forms.IntegerField(
        label="Combien en tirer", min_value=1, max_value=TAILLE_MAX, initial=10
    )
    graine = forms.SlugField(
        label="Graine du tirage",
        max_length=20,
        help_text="Gardez celle-ci, ou reprenez celle d'un tirage à refaire.",
        error_messages={"invalid": "Des lettres sans accent, des chiffres, des tirets."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        campagne = self.cellule.campagne
        self.initial.setdefault("debut", campagne.date_debut)
        self.initial.setdefault("fin", min(campagne.date_fin, aujourdhui()))
        self.initial.setdefault("graine", token_hex(4))

    def clean_fin(self):
        fin = self.cleaned_data["fin"]
        if fin > aujourdhui():
            raise ValidationError("Cette date est dans le futur.")
        return fin

    def clean(self):
        donnees = super().clean()
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", "La fin de la période précède son début.")
        if not self.errors and not self.recues.exists():
            self.add_error("fin", "Ce service n'a reçu aucune demande entre ces deux jours.")
        return donnees

    @property
    def periode(self):
        return self.cleaned_data["debut"], self.cleaned_data["fin"]

    @property
    def recues(self):
        """Celles du service que l'agent voit, arrivées dans la période."""
        visibles = Demande.objects.visibles_par(self.agent, "suivi.view_demande")
        return visibles.filter(service=self.cellule.service, date_arrivee__range=self.periode)

    def preuve(self):
        return EchantillonDemandes.objects.prelever(
            self.cellule.service,
            self.periode,
            self.recues,
            self.cleaned_data["taille"],
            self.cleaned_data["graine"],
            self.agent,
        )
