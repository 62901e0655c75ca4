"""Les sites, les services et les jours fermés."""

from django import forms
from django.db import transaction

from qualepref.socle.forms.commun import ModelFormulaire
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import (
    Fermeture,
    Lieu,
    PeriodeSuspendue,
    Service,
    Site,
)


class SiteForm(ModelFormulaire):
    """Un site du département ; son service racine porte son nom et son code."""

    class Meta:
        model = Site
        fields = ["nom", "code", "type"]
        help_texts = {"code": "Court, sans espace : SPVIE."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"departement"}

    def clean_nom(self):
        """Deux sites du même nom ne se distinguent plus dans un classeur."""
        nom = self.cleaned_data["nom"]
        autres = self.instance.departement.sites.exclude(pk=self.instance.pk)
        if any(normaliser(nom) == normaliser(autre.nom) for autre in autres):
            raise forms.ValidationError("Un site du département porte déjà ce nom.")
        return nom

    def clean_code(self):
        code = self.cleaned_data["code"]
        bureaux = Service.objects.filter(site=self.instance.pk, code=code).exclude(parent=None)
        if pris := bureaux.first():
            raise forms.ValidationError(f"Ce code est celui du service « {pris} » du site.")
        return code

    @transaction.atomic
    def save(self, commit=True):
        site = super().save(commit)
        site.nommer_sa_racine()
        return site


class ServiceForm(ModelFormulaire):
    lieux = {"site": "socle.change_service", "parent": "socle.change_service"}
    autres_noms = forms.CharField(
        label="Autres noms",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : les autres écritures rencontrées dans les classeurs.",
    )

    class Meta:
        model = Service
        fields = ["site", "parent", "code", "nom", "date_fin"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["autres_noms"].initial = "\n".join(self.instance.alias or [])
        if self.instance.pk is None or not self.instance.est_racine:
            self.fields["parent"].required = True

    def clean_autres_noms(self):
        """Sans les répétitions : « SP Arles » et « sp arles » sont la même écriture."""
        lignes = filter(None, map(str.strip, self.cleaned_data["autres_noms"].splitlines()))
        return list({normaliser(ligne): ligne for ligne in reversed(list(lignes))}.values())[::-1]

    def clean(self):
        donnees = super().clean()
        if donnees.get("site"):
            for champ in ("nom", "code", "autres_noms"):
                dits = donnees.get(champ) or []
                self._refuser_les_noms_pris(champ, [dits] if isinstance(dits, str) else dits)
        return donnees

    def _refuser_les_noms_pris(self, champ, noms):
        """Un nom déjà porté sur le site enlèverait à l'autre service les lignes des classeurs."""
        autres = self.cleaned_data["site"].services.exclude(pk=self.instance.pk)
        for nom in noms:
            if pris := next((autre for autre in autres if autre.porte_le_nom(nom)), None):
                self.add_error(
                    champ, f"« {nom} » désigne déjà le service « {pris} » de {pris.site}."
                )

    def save(self, commit=True):
        self.instance.alias = self.cleaned_data["autres_noms"]
        return super().save(commit)


class LieuForm(ModelFormulaire):
    """Un lieu ne change pas de site : ce qui y est affiché s'y rattache."""

    lieux = {"site": "socle.change_lieu"}

    class Meta:
        model = Lieu
        fields = ["site", "nom", "date_fin"]
        help_texts = {
            "nom": "Comme les agents le disent : Hall d'accueil, Guichet 3, Panneau du premier.",
            "date_fin": "Le premier jour où il ne sert plus ; ce qui s'y rattache reste écrit.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["date_fin" if self.instance.pk is None else "site"]

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"site", "date_fin"}


class FermetureForm(ModelFormulaire):
    lieux = {"site": "socle.change_fermeture"}

    class Meta:
        model = Fermeture
        fields = ["site", "jour", "motif", "compte_non_ouvre"]


class PeriodeSuspendueForm(ModelFormulaire):
    lieux = {"site": "socle.change_periodesuspendue"}

    class Meta:
        model = PeriodeSuspendue
        fields = ["site", "date_debut", "date_fin", "motif", "date_decision"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement
