"""Avec quelle campagne comparer, et ce qu'on en montre."""

from django import forms

from engagements.comparaison import SENS
from engagements.models import Campagne
from qualepref.socle.filters import SANS_FILTRE
from qualepref.socle.forms import Formulaire

TOUS = ("", SANS_FILTRE)


class ComparaisonForm(Formulaire):
    """Les campagnes du même référentiel ; les autres choix viennent des changements eux-mêmes."""

    lieux = {"avec": "engagements.view_campagne"}
    avec = forms.ModelChoiceField(
        label="Comparer avec", queryset=Campagne.objects.all(), empty_label=None
    )
    sens = forms.ChoiceField(label="Évolution", required=False, choices=[TOUS, *SENS.items()])
    module = forms.TypedChoiceField(label="Module", required=False, coerce=int, empty_value=None)
    service = forms.TypedChoiceField(label="Service", required=False, coerce=int, empty_value=None)
    theme = forms.TypedChoiceField(label="Thème", required=False, coerce=int, empty_value=None)

    CLES = {"module": "cle_module", "service": "cle_service", "theme": "cle_theme", "sens": "sens"}

    def __init__(self, *args, campagne, **kwargs):
        super().__init__(*args, **kwargs)
        avec = self.fields["avec"]
        soeurs = avec.queryset.filter(referentiel=campagne.referentiel_id)
        avec.queryset = soeurs.filter(departement=campagne.departement_id).exclude(pk=campagne.pk)

    def proposer(self, changements):
        """Donne aux filtres les modules, services et thèmes que les changements citent."""
        modules = {c.cle_module: f"Module {c.module}" for c in changements}
        services = {c.cle_service: c.service for c in changements}
        themes = {c.cle_theme: c.theme for c in changements if c.cle_theme}
        for champ, choix in (("module", modules), ("service", services), ("theme", themes)):
            self.fields[champ].choices = [TOUS, *choix.items()]

    def trier(self, changements):
        """Ceux que les filtres gardent ; un filtre mal saisi se dit et ne cache rien."""
        if not self.is_valid():
            return changements
        dits = {cle: v for cle, v in self.cleaned_data.items() if cle in self.CLES and v}
        return [
            changement
            for changement in changements
            if all(getattr(changement, self.CLES[cle]) == v for cle, v in dits.items())
        ]
