from django import forms

from pilotage.choix_de_periode import derniere_achevee
from pilotage.models import BilanAnnuel, PlanBilan
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.periodes import Genre
from qualepref.socle.temps import aujourdhui

ANNEES_PROPOSEES = 6


class BilanAnnuelForm(ModelFormulaire):
    """L'année à dresser ; le bilan suit la dernière version chargée du plan."""

    annee = forms.TypedChoiceField(label="Année", coerce=int)

    class Meta:
        model = BilanAnnuel
        fields = ["annee"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.departement = self.agent.departement
        annee = aujourdhui().year
        annees = range(annee, annee - ANNEES_PROPOSEES, -1)
        self.fields["annee"].choices = [(une, str(une)) for une in annees]
        self.fields["annee"].initial = derniere_achevee(aujourdhui(), Genre.ANNEE).debut.year

    def clean(self):
        plan = PlanBilan.objects.last()
        if plan is None:
            raise forms.ValidationError("Le plan du bilan n'est pas chargé (charger_referentiel).")
        self.instance.plan = plan
        return super().clean()

    def _get_validation_exclusions(self):
        """Une année n'a qu'un bilan : le département, caché, entre dans l'unicité."""
        return super()._get_validation_exclusions() - {"departement"}
