"""Ce qu'on cherche dans la grille d'une campagne."""

from django import forms
from dsfr.forms import DsfrBaseForm

from engagements.filtrage import PERIMEES, Choix
from engagements.models import Evaluation, Feuille
from qualepref.socle.filters import SANS_FILTRE

TOUS = ("", SANS_FILTRE)


class GrilleForm(DsfrBaseForm):
    """Les choix sont ceux de la grille elle-même : aucune requête de plus."""

    module = forms.TypedChoiceField(label="Module", required=False, coerce=int, empty_value=None)
    theme = forms.TypedChoiceField(label="Thème", required=False, coerce=int, empty_value=None)
    service = forms.TypedChoiceField(label="Service", required=False, coerce=int, empty_value=None)
    avis = forms.ChoiceField(
        label="Résultat", required=False, choices=[TOUS, *Evaluation.Avis.choices]
    )
    preuves = forms.ChoiceField(
        label="Preuves",
        required=False,
        choices=[
            TOUS,
            ("sans", "sans preuve"),
            ("avec", "avec une preuve"),
            (PERIMEES, "avec une preuve périmée"),
        ],
    )
    feuille = forms.ChoiceField(
        label="État de la feuille", required=False, choices=[TOUS, *Feuille.Etat.choices]
    )

    def __init__(self, data, grille):
        super().__init__(data)
        blocs = [*grille.blocs, *grille.hors_label]
        engagements = [ligne.engagement for bloc in blocs for ligne in bloc.lignes]
        modules = {b.module.pk: f"{b.module.numero}. {b.module.intitule}" for b in blocs}
        themes = {e.theme_id: str(e.theme) for e in engagements if e.theme_id}
        services = {colonne.service: colonne.nom for colonne in grille.colonnes}
        for champ, choix in (("module", modules), ("theme", themes), ("service", services)):
            self.fields[champ].choices = [TOUS, *choix.items()]

    def choix(self) -> Choix:
        """Le choix saisi ; mal saisi, il ne cache rien et se dit sous son champ."""
        return Choix(**self.cleaned_data) if self.is_valid() else Choix()
