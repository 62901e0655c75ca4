"""Une campagne, neuve ou ouverte d'après une autre."""

from django import forms
from django.db import transaction

from engagements.forms.commun import DansLeDepartement
from engagements.models import Campagne, Module, Referentiel
from engagements.ouverture import reprendre

CASES = forms.CheckboxSelectMultiple


class CampagneForm(DansLeDepartement):
    """Sa portée (sites, modules) se change ensuite ; d'après quoi elle s'ouvre, non."""

    lieux = {
        "precedente": "engagements.view_campagne",
        "sites_vises": "engagements.add_campagne",
    }

    class Meta:
        model = Campagne
        fields = [
            *("intitule", "code", "genre", "referentiel", "precedente"),
            *("date_debut", "date_fin", "sites_vises", "modules_vises"),
        ]
        help_texts = {"code": "Court, sans espace ni accent : auto-2022."}
        widgets = {"sites_vises": CASES, "modules_vises": CASES}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departement = self.instance.departement_id
        sites, modules = self.fields["sites_vises"], self.fields["modules_vises"]
        sites.queryset = sites.queryset.filter(departement=departement)
        modules.queryset = self._modules(departement)
        if self.instance.pk:
            del self.fields["referentiel"], self.fields["precedente"]
            return
        self.fields["referentiel"].queryset = Referentiel.objects.filter(
            labellisations__departement=departement
        )
        self.fields["referentiel"].help_text = "Un référentiel dont le périmètre est saisi."

    def _modules(self, departement):
        """Les modules engagés dans le département, du référentiel de la campagne s'il est fixé."""
        engages = Module.objects.filter(perimetres__labellisation__departement=departement)
        if self.instance.pk:
            engages = engages.filter(referentiel=self.instance.referentiel_id)
        return engages.distinct().order_by("referentiel", "ordre", "pk")

    def clean(self):
        donnees = super().clean()
        referentiel = donnees.get("referentiel") or self.instance.referentiel_id
        referentiel = getattr(referentiel, "pk", referentiel)
        precedente = donnees.get("precedente")
        if precedente and precedente.referentiel_id != referentiel:
            self.add_error("precedente", "Cette campagne suit un autre référentiel.")
        for module in donnees.get("modules_vises") or ():
            if module.referentiel_id != referentiel:
                self.add_error("modules_vises", f"« {module} » est d'un autre référentiel.")
        return donnees

    @transaction.atomic
    def save(self, commit=True):
        nouvelle = self.instance.pk is None
        campagne = super().save(commit)
        if campagne.est_ouverte:
            campagne.aligner()
        if nouvelle and campagne.precedente_id:
            reprendre(campagne)
        return campagne


def portee_de(precedente):
    """Ce qu'une campagne ouverte d'après celle-ci en reprend d'office."""
    return {
        "precedente": precedente.pk,
        "referentiel": precedente.referentiel_id,
        "genre": precedente.genre,
        "sites_vises": precedente.sites_vises.all(),
        "modules_vises": precedente.modules_vises.all(),
    }
