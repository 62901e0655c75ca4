from django import forms

from pilotage.models import Mesure
from pilotage.models.valeurs import CHIFFRES
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.periodes import Periode, PeriodeIllisible
from qualepref.socle.pieces import RELEVES, verifier_piece

AIDES = {
    "valeur": "Seulement pour un taux ou une moyenne repris sans ses effectifs "
    "(un taux en proportion : 0,05 pour 5 %)."
}


def sans_zeros(nombre):
    """« 90 » et non « 90.000000 », tel qu'on l'a saisi ; vide reste vide."""
    return None if nombre is None else f"{nombre.normalize():f}"


class ValeurForm(ModelFormulaire):
    """La valeur d'une période : sa période s'écrit en une clé, sa pièce se vérifie."""

    periode = forms.CharField(
        label="Période",
        max_length=7,
        help_text="2022-03 pour mars 2022, 2022-T1 pour un trimestre, 2022-S1, ou 2022.",
    )

    def clean_piece(self):
        return verifier_piece(self.cleaned_data["piece"], RELEVES)

    def clean_modalite(self):
        """Le détail déjà connu s'écrit comme il l'est : « facebook » n'en fait pas un second."""
        saisi = " ".join(self.cleaned_data["modalite"].split())
        indicateur = self.cleaned_data.get("indicateur")
        if indicateur is None:
            return saisi
        if not saisi and not indicateur.definition.a_un_ensemble:
            raise forms.ValidationError(
                "Dites le détail (compte ou type de titre) : cet indicateur n'a pas de total."
            )
        return indicateur.modalites(self.instance.departement).get(normaliser(saisi), saisi)

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


class MesureForm(ValeurForm):
    """Une mesure saisie à la main : elle garde son auteur et la pièce qui la justifie."""

    lieux = {"site": "pilotage.change_mesure", "service": "pilotage.change_mesure"}

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
        help_texts = AIDES

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["periode"].initial = self.instance.periode.cle
            self.initial |= {nom: sans_zeros(getattr(self.instance, nom)) for nom in CHIFFRES}
        else:
            self.instance.departement = self.agent.departement
            self.instance.source = "saisi"
        self.instance.auteur = self.agent
