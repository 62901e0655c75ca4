from django import forms

from pilotage.choix_de_periode import derniere_achevee
from pilotage.models import TableauDeBord
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.periodes import Genre, Periode
from qualepref.socle.temps import aujourdhui

TRIMESTRES_PROPOSES = 20


class TableauDeBordForm(ModelFormulaire):
    """Le trimestre à fabriquer, parmi les derniers achevés ou en cours."""

    trimestre = forms.ChoiceField(label="Trimestre")

    class Meta:
        model = TableauDeBord
        fields = ["trimestre"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.departement = self.agent.departement
        trimestres = derniers_trimestres(aujourdhui())
        self.fields["trimestre"].choices = [(p.cle, p.libelle) for p in trimestres]
        self.fields["trimestre"].initial = derniere_achevee(aujourdhui(), Genre.TRIMESTRE).cle

    def _get_validation_exclusions(self):
        """Un trimestre n'a qu'une première édition : ce qui est caché entre dans l'unicité."""
        return super()._get_validation_exclusions() - {"departement", "edition"}


def derniers_trimestres(jour):
    """Les derniers trimestres, celui du jour compris, du plus récent au plus ancien."""
    courant, suite = Periode.contenant(jour, Genre.TRIMESTRE), []
    for _ in range(TRIMESTRES_PROPOSES):
        suite.append(courant)
        courant = courant.precedente
    return suite


class CommentaireForm(ModelFormulaire):
    class Meta:
        model = TableauDeBord
        fields = ["motif", "commentaire"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["motif"].required = True
        if self.instance.edition == 1:
            del self.fields["motif"]


class ReeditionForm(ModelFormulaire):
    """Pourquoi des chiffres publiés ont une autre édition."""

    motif = TableauDeBord._meta.get_field("motif").formfield(required=True)

    class Meta:
        model = TableauDeBord
        fields = []

    def clean(self):
        if empechement := self.instance.empechement_de_reediter():
            raise forms.ValidationError(empechement)
        return super().clean()

    def save(self, commit=True):
        return self.instance.reediter(self.cleaned_data["motif"])
