"""Les groupes de travail, leurs membres et leurs livrables."""

from django import forms

from engagements.forms.commun import DansLeDepartement
from engagements.models import Engagement, GroupeTravail, Livrable, MembreGroupe
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import insecables


class GroupeTravailForm(DansLeDepartement):
    class Meta:
        model = GroupeTravail
        fields = ["nom", "objet", "permanent", "date_creation", "date_fin", "engagements"]
        widgets = {
            "objet": forms.Textarea(attrs={"rows": 3}),
            "engagements": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "engagements": "Ses membres pourront y répondre, dans les feuilles confiées au groupe."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departement = self.instance.departement_id
        siens = Engagement.objects.en_vigueur().pour(departement)
        engages = siens.filter(module__perimetres__labellisation__departement=departement)
        self.fields["engagements"].label_from_instance = lambda un: insecables(str(un))
        self.fields["engagements"].queryset = engages.distinct().order_by(
            "module__referentiel", "module__ordre", "ordre", "pk"
        )


class DuGroupe(ModelFormulaire):
    """Un objet du groupe, que ses contraintes d'unicité comprennent."""

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"groupe"}


class MembreGroupeForm(DuGroupe):
    lieux = {"agent": "socle.view_agent"}

    class Meta:
        model = MembreGroupe
        fields = ["agent", "qualite", "role", "date_debut", "date_fin"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        agents = self.fields["agent"].queryset.actifs()
        self.fields["agent"].queryset = agents.filter(
            departement=self.instance.groupe.departement_id
        )


class LivrableForm(DuGroupe):
    """Remis sans date : la remise est du jour."""

    class Meta:
        model = Livrable
        fields = [
            *("genre", "intitule", "date_demande", "date_echeance"),
            *("etat", "date_remise", "emplacement"),
        ]
        help_texts = {"date_remise": "Vide, un livrable remis l'est d'aujourd'hui."}

    def clean(self):
        donnees = super().clean()
        if donnees.get("etat") in Livrable.RENDUS and not donnees.get("date_remise"):
            donnees["date_remise"] = aujourdhui()
        return donnees


class LivrableAvancementForm(LivrableForm):
    """Ce qu'un membre du groupe dit de l'avancement ; accepter revient au référent."""

    class Meta:
        model = Livrable
        fields = ["etat", "date_remise", "emplacement"]
        help_texts = LivrableForm.Meta.help_texts

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        etats = self.fields["etat"].choices
        self.fields["etat"].choices = [e for e in etats if e[0] != Livrable.Etat.ACCEPTE]
