from decimal import Decimal

from django import forms

from pilotage.choix_de_periode import derniere_achevee, genre_d_office, periodes_proposees
from pilotage.comparaisons import (
    ANNEE,
    LIEUX,
    Comparaison,
    annees_comparees,
    axes,
    comparer_les_annees,
    comparer_les_lieux,
    comparer_les_pas,
    derniere_mesuree,
)
from pilotage.grandeurs import ENSEMBLE, Lieu
from pilotage.jours_connus import jours_connus
from pilotage.models import CibleIndicateur, ReglageIndicateur
from qualepref.socle.forms import Formulaire, ModelFormulaire
from qualepref.socle.periodes import Genre, Periode
from qualepref.socle.temps import aujourdhui

CENT = Decimal(100)


class ReglageIndicateurForm(ModelFormulaire):
    """Le choix du département : suivre l'indicateur ou non, et qui en répond."""

    lieux = {"agent": "socle.view_agent"}

    class Meta:
        model = ReglageIndicateur
        fields = ["actif", "fonction", "agent"]


class CibleIndicateurForm(ModelFormulaire):
    """Une cible et le jour où elle prend effet ; celle d'un taux se saisit en pour cent."""

    class Meta:
        model = CibleIndicateur
        fields = ["date_effet", "sens", "cible", "motif"]
        help_texts = {"motif": "Obligatoire si la cible change en cours d'année."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        indicateur = self.instance.indicateur
        self.en_pourcent = indicateur.unite == "%"
        unite = "en %" if self.en_pourcent else f"en {indicateur.unite}"
        self.fields["cible"].help_text = f"{unite.capitalize()} ; vide : suivi sans cible."
        if self.en_pourcent and self.instance.cible is not None:
            self.initial["cible"] = (self.instance.cible * CENT).normalize()

    def clean_cible(self):
        cible = self.cleaned_data["cible"]
        if cible is None or not self.en_pourcent:
            return cible
        if cible > CENT:
            raise forms.ValidationError("Un taux ne dépasse pas 100 %.")
        return cible / CENT

    def clean(self):
        donnees = super().clean()
        effet = donnees.get("date_effet")
        if effet and (effet.month, effet.day) != (1, 1) and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi la cible change en cours d'année.")
        return donnees

    def _get_validation_exclusions(self):
        """L'indicateur et le département, cachés, entrent dans l'unicité."""
        return super()._get_validation_exclusions() - {"indicateur", "departement"}


class PeriodeForm(Formulaire):
    """La période à lire sur la fiche d'un indicateur ; d'office, la dernière mesurée."""

    periode = forms.ChoiceField(label="Période", required=False)

    def __init__(self, *args, indicateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicateur, arrete = indicateur, aujourdhui()
        connus = jours_connus(indicateur, self.agent.departement, arrete)
        premier = connus[0] if connus else arrete
        self.d_office = self._d_office(connus, arrete)
        self.fields["periode"].choices = periodes_proposees(
            indicateur.pas, min(premier, self.d_office.debut), arrete
        )
        self.initial["periode"] = self.d_office.cle

    def _d_office(self, connus, arrete):
        """La dernière période achevée qui ait une mesure ; à défaut, celle en cours."""
        genre = genre_d_office(self.indicateur.pas)
        achevee = derniere_achevee(arrete, genre)
        acheves = jours_connus(self.indicateur, self.agent.departement, achevee.fin) or connus
        return Periode.contenant(acheves[1], genre) if acheves else achevee

    @property
    def choisie(self):
        cle = self.is_valid() and self.cleaned_data["periode"]
        return Periode.lire(cle) if cle else self.d_office


class ComparaisonForm(Formulaire):
    """Ce que l'on compare ; puis la période, pour des lieux, ou le lieu, pour des périodes."""

    axe = forms.ChoiceField(label="Comparer", required=False)
    periode = forms.ChoiceField(label="Période", required=False)
    lieu = forms.ChoiceField(label="Où", required=False)

    def __init__(self, *args, series, indicateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.series, self.indicateur = series, indicateur
        self.lieux = {_cle(lieu): lieu for lieu in series.lieux(indicateur) or [ENSEMBLE]}
        self.d_office = self._d_office()
        self.fields["axe"].choices = axes(series, indicateur)
        self.fields["periode"].choices = periodes_proposees(
            indicateur.pas, annees_comparees(series)[0].debut, series.arrete
        )
        self.fields["lieu"].choices = [
            (cle, "Ensemble" if lieu == ENSEMBLE else series.nom(lieu))
            for cle, lieu in self.lieux.items()
        ]
        self.initial |= self.d_office
        if self.is_bound:  # ce que l'adresse ne dit pas se montre aussi comme choisi
            self.data = self.d_office | {nom: dit for nom, dit in self.data.items() if dit}
        del self.fields["lieu" if self.choisi("axe") in LIEUX else "periode"]

    def _d_office(self) -> dict[str, str]:
        derniere = derniere_mesuree(self.series, self.indicateur)
        return {
            "axe": axes(self.series, self.indicateur)[0][0],
            "periode": (derniere or Periode.contenant(self.series.arrete, Genre.ANNEE)).cle,
            "lieu": next(iter(self.lieux)),
        }

    def choisi(self, nom: str) -> str:
        """Le choix s'il est bon ; un choix fautif se dit à la page, et laisse celui d'office."""
        try:
            return self.fields[nom].clean(self.data.get(nom)) or self.d_office[nom]
        except forms.ValidationError:
            return self.d_office[nom]

    @property
    def comparaison(self) -> Comparaison:
        axe = self.choisi("axe")
        if axe in LIEUX:
            periode = Periode.lire(self.choisi("periode"))
            return comparer_les_lieux(self.series, self.indicateur, axe, periode)
        comparer = comparer_les_annees if axe == ANNEE else comparer_les_pas
        return comparer(self.series, self.indicateur, self.lieux[self.choisi("lieu")])


def _cle(lieu: Lieu) -> str:
    return f"{lieu.site or ''}.{lieu.service or ''}.{lieu.modalite}"
