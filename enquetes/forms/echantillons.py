"""Tirer l'échantillon d'un contrôle."""

from secrets import token_hex

from django import forms
from django.core.exceptions import ValidationError

from enquetes.echantillons.populations import pour
from enquetes.models import Echantillon
from qualepref.socle.forms import Formulaire

TAILLE, TAILLE_MAX = 10, 100


class TirerForm(Formulaire):
    taille = forms.IntegerField(label="Combien en tirer", min_value=1, max_value=TAILLE_MAX)
    graine = forms.SlugField(
        label="Graine du tirage",
        max_length=20,
        help_text="Gardez celle-ci, ou reprenez celle d'un tirage à refaire.",
        error_messages={"invalid": "Des lettres sans accent, des chiffres, des tirets."},
    )

    def __init__(self, *args, controle, **kwargs):
        super().__init__(*args, **kwargs)
        self.controle, self.population = controle, pour(controle)
        self.initial.setdefault("taille", taille_voulue(controle.questionnaire))
        self.initial.setdefault("graine", token_hex(4))

    def clean(self):
        donnees = super().clean()
        if self.errors:
            return donnees
        try:
            Echantillon.objects.tirer(
                controle=self.controle,
                population=self.population.lire(self.controle, self.agent),
                **donnees,
            )
        except ValidationError as refus:
            self.add_error(None, " ".join(refus.messages))
        return donnees


def taille_voulue(questionnaire):
    """Celle que dit la grille, si elle se lit."""
    dit = questionnaire.consignes.get("echantillon")
    taille = dit.get("taille") if isinstance(dit, dict) else None
    return taille if isinstance(taille, int) and 1 <= taille <= TAILLE_MAX else TAILLE
