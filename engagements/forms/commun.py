"""Ce que partagent les formulaires de l'app, et de celles qui servent ses engagements."""

from django import forms
from django.core.exceptions import ValidationError

from engagements.lecture.actions_lues import lire_engagements
from engagements.models import Engagement, Referentiel
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.simultane import FormulaireSimultane


class DansLeDepartement(ModelFormulaire):
    """Un objet du département de l'agent, que ses contraintes d'unicité comprennent."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"departement"}


class ServantDesEngagements(FormulaireSimultane):
    """Un objet d'un département, qui dit par leurs numéros les engagements qu'il sert."""

    hors_modele = {"numeros": "numeros_engagements"}
    numeros = forms.CharField(
        label="Engagements",
        required=False,
        help_text="Leurs numéros : « 2, 5 », « 16 à 18 » ou « tous ».",
    )

    def clean_numeros(self):
        """Les engagements du référentiel que suit le département."""
        departement = self.instance.departement
        referentiel = Referentiel.objects.suivi_par(departement)
        tous = list(Engagement.objects.du_referentiel(referentiel, departement))
        connus = {engagement.numero: engagement for engagement in reversed(tous)}
        lus = lire_engagements(self.cleaned_data["numeros"], connus)
        if lus.avertissement or (lus.numeros and not connus):
            dit = lus.avertissement or "aucun engagement n'est chargé"
            raise ValidationError(f"{dit[:1].upper()}{dit[1:]}.")
        return [connus[numero] for numero in lus.numeros]
