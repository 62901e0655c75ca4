"""Garder une vue d'une liste, la renommer, la partager."""

from django import forms
from django.core.exceptions import ValidationError

from qualepref.socle.forms.commun import ModelFormulaire
from qualepref.socle.models import VueEnregistree
from qualepref.socle.models.vues import PARTAGER
from qualepref.socle.vues import classe_de_liste, normaliser

SANS_FILTRE = "Cette vue n'a aucun filtre : filtrez la liste, puis enregistrez-la."


class VueForm(ModelFormulaire):
    """Le nom, l'ordre et, pour qui le peut, le partage."""

    class Meta:
        model = VueEnregistree
        fields = ["intitule", "partagee", "ordre"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ordre"].required = False
        if not self.agent.has_perm(PARTAGER):
            del self.fields["partagee"]

    def clean_ordre(self):
        return self.cleaned_data["ordre"] or 0


class NouvelleVueForm(VueForm):
    """La liste et ses filtres viennent de la page qu'on quitte : leurs fautes se disent en tête."""

    class Meta(VueForm.Meta):
        fields = [*VueForm.Meta.fields, "liste", "parametres"]
        widgets = {"liste": forms.HiddenInput, "parametres": forms.HiddenInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nom in ("liste", "parametres"):
            self.fields[nom].required = False
        self.instance.agent, self.instance.departement = self.agent, self.agent.departement

    def clean(self):
        donnees = super().clean()
        liste = donnees.get("liste", "")
        classe = classe_de_liste(liste)
        if classe is None or not self.agent.has_perm(classe.permission_required):
            raise ValidationError("Cette liste n'existe pas.")
        donnees["parametres"] = normaliser(donnees.get("parametres", ""), garder={"sort"})
        if not normaliser(donnees["parametres"]):
            raise ValidationError(SANS_FILTRE)
        siennes = VueEnregistree.objects.filter(agent=self.agent).de_la_liste(liste)
        if siennes.filter(intitule=donnees.get("intitule")).exists():
            self.add_error("intitule", "Vous avez déjà une vue de ce nom sur cette liste.")
        return donnees
