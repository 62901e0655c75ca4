from decimal import Decimal

from django import forms

from pilotage.choix_de_periode import derniere_achevee, genre_d_office, periodes_proposees
from pilotage.jours_connus import jours_connus
from pilotage.models import (
    BilanAnnuel,
    Mesure,
    PlanBilan,
    ReglageIndicateur,
    TableauDeBord,
)
from qualepref.socle.forms import Formulaire, ModelFormulaire
from qualepref.socle.periodes import Genre, Periode, PeriodeIllisible
from qualepref.socle.pieces import RELEVES, verifier_piece
from qualepref.socle.temps import aujourdhui

CENT = Decimal(100)
TRIMESTRES_PROPOSES = 20
ANNEES_PROPOSEES = 6


class MesureForm(ModelFormulaire):
    """Une mesure saisie à la main : elle garde son auteur et la pièce qui la justifie."""

    lieux = {"site": "pilotage.change_mesure", "service": "pilotage.change_mesure"}
    periode = forms.CharField(
        label="Période",
        max_length=7,
        help_text="2022-03 pour mars 2022, 2022-T1 pour un trimestre, 2022-S1, ou 2022.",
    )

    class Meta:
        model = Mesure
        fields = [
            "indicateur",
            "periode",
            "site",
            "service",
            "modalite",
            "etat",
            "numerateur",
            "denominateur",
            "valeur",
            "motif",
            "piece",
        ]
        help_texts = {
            "valeur": "Seulement pour un taux ou une moyenne repris sans ses effectifs "
            "(un taux en proportion : 0,05 pour 5 %)."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["periode"].initial = self.instance.periode.cle
        else:
            self.instance.departement = self.agent.departement
            self.instance.source = "saisi"
        self.instance.auteur = self.agent

    def clean_piece(self):
        return verifier_piece(self.cleaned_data["piece"], RELEVES)

    def clean_periode(self):
        try:
            return Periode.lire(self.cleaned_data["periode"].strip())
        except PeriodeIllisible as faute:
            raise forms.ValidationError(str(faute)) from None

    def _post_clean(self):
        """La période se range en dates avant que le modèle ne se vérifie."""
        if periode := self.cleaned_data.get("periode"):
            self.instance.pas = periode.genre
            self.instance.date_debut, self.instance.date_fin = periode.debut, periode.fin
        super()._post_clean()

    def _get_validation_exclusions(self):
        """L'unicité porte sur la période et le département, que le formulaire ne montre pas."""
        lue = "periode" in self.cleaned_data
        cachees = {"departement", "pas", "date_debut", "date_fin"} if lue else set()
        return super()._get_validation_exclusions() - cachees


class ReglageIndicateurForm(ModelFormulaire):
    """Le choix du département ; la cible d'un taux se saisit en pour cent."""

    class Meta:
        model = ReglageIndicateur
        fields = ["actif", "cible"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        indicateur = self.instance.indicateur
        self.en_pourcent = indicateur.unite == "%"
        unite = "en %" if self.en_pourcent else f"en {indicateur.unite}"
        self.fields["cible"].help_text = f"{unite.capitalize()} ; vide : la cible d'origine."
        if self.en_pourcent and self.instance.cible is not None:
            self.initial["cible"] = (self.instance.cible * CENT).normalize()

    def clean_cible(self):
        cible = self.cleaned_data["cible"]
        if cible is None or not self.en_pourcent:
            return cible
        if cible > CENT:
            raise forms.ValidationError("Un taux ne dépasse pas 100 %.")
        return cible / CENT


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
        """Un trimestre n'a qu'un tableau : le département, caché, entre dans l'unicité."""
        return super()._get_validation_exclusions() - {"departement"}


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
        fields = ["commentaire"]


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
