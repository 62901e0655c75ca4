"""Mettre un contrôle au calendrier, le confier, l'inventaire des pages."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from enquetes.controles.calendrier import periode_du_jour
from enquetes.controles.ecarts import proposer, refuser
from enquetes.controles.planification import grilles
from enquetes.models import Controle, PageInternet, Questionnaire
from enquetes.models.controles import DEJA
from qualepref.socle.calendrier import DERNIERE_ANNEE
from qualepref.socle.forms import Formulaire, ModelFormulaire
from qualepref.socle.models import Agent
from qualepref.socle.temps import aujourdhui


class ControleCreerForm(ModelFormulaire):
    """Un contrôle hors du calendrier : sa période est celle du jour où il est demandé."""

    lieux = {"site": "socle.view_site", "service": "socle.view_service"}

    class Meta:
        model = Controle
        fields = ["questionnaire", "site", "service", "responsable"]
        help_texts = {
            "site": "Pour une grille d'un site.",
            "service": "Pour une grille d'un service.",
            "responsable": "Il le remplira, même sans autre rôle.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departement = self.agent.departement
        siennes = [une.pk for une in grilles(departement)] if departement else []
        self.fields["questionnaire"].queryset = Questionnaire.objects.filter(pk__in=siennes)
        self.fields["site"].queryset = self.fields["site"].queryset.filter(departement=departement)
        self.fields["service"].queryset = (
            self.fields["service"]
            .queryset.filter(site__departement=departement)
            .employables()
            .select_related("site")
        )
        self.fields["responsable"].queryset = agents_de(departement)
        self.instance.departement = departement

    def clean(self):
        donnees = super().clean()
        grille, service = donnees.get("questionnaire"), donnees.get("service")
        if grille is None:
            return donnees
        if service is not None:
            donnees["site"] = service.site
        self._exiger(grille, donnees)
        periode = periode_du_jour(aujourdhui(), grille.periodicite_mois)
        for champ, valeur in Controle.bornes(periode).items():
            setattr(self.instance, champ, valeur)
        if not self.errors and self._est_deja_la(donnees):
            self.add_error("questionnaire", DEJA)
        return donnees

    def _est_deja_la(self, donnees):
        """Ce que dira la base, avant elle : la période n'est pas un champ de la page.

        Un service reste le même s'il change de site.
        """
        memes = {nom: donnees.get(nom) for nom in ("questionnaire", "service")}
        if memes["service"] is None:
            memes["site"] = donnees.get("site")
        siens = Controle.objects.filter(departement=self.instance.departement)
        return siens.filter(periode=self.instance.periode, **memes).exists()

    def _exiger(self, grille, donnees):
        if grille.portee == Questionnaire.Portee.SITE and not donnees.get("site"):
            self.add_error("site", "Cette grille se remplit site par site : dites lequel.")
        if grille.portee == Questionnaire.Portee.SERVICE and not donnees.get("service"):
            self.add_error("service", "Cette grille se remplit service par service : dites lequel.")
        if grille.portee == Questionnaire.Portee.PREFECTURE:
            donnees["site"] = donnees["service"] = None


class ControleForm(ModelFormulaire):
    """À qui il est confié, et jusqu'à quand."""

    class Meta:
        model = Controle
        fields = ["responsable", "date_echeance"]
        help_texts = {"responsable": "Il le remplira, même sans autre rôle."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsable"].queryset = agents_de(
            self.instance.departement, garder=self.instance.responsable_id
        )

    def clean_date_echeance(self):
        """Ce que dira la base, avant elle : le début n'est pas un champ de la page."""
        jour, debut = self.cleaned_data["date_echeance"], self.instance.date_debut
        if not debut <= jour < date(DERNIERE_ANNEE, 1, 1):
            raise ValidationError(
                f"Ce contrôle commence le {debut:%d/%m/%Y} : dites un jour d'après."
            )
        return jour


def agents_de(departement, garder=None):
    actifs = Agent.objects.filter(Q(is_active=True) | Q(pk=garder), departement=departement)
    return actifs.order_by("last_name", "first_name", "pk")


class DeciderForm(Formulaire):
    """Les écarts cochés : tous deviennent des actions proposées, ou tous se refusent."""

    PROPOSER, REFUSER = "proposer", "refuser"

    ecarts = forms.MultipleChoiceField(
        label="Écarts",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un écart.",
            "invalid_choice": "On s'est déjà prononcé sur cet écart : rechargez la page.",
        },
    )
    motif = forms.CharField(
        label="Motif, si vous refusez",
        max_length=300,
        required=False,
        help_text="Il reste avec le contrôle : « corrigé le jour même », « travaux en cours »…",
    )
    decision = forms.ChoiceField(
        choices=[(PROPOSER, "Proposer"), (REFUSER, "Refuser")],
        error_messages={
            "required": "Proposez ces actions, ou refusez-les.",
            "invalid_choice": "Proposez ces actions, ou refusez-les.",
        },
    )

    def __init__(self, *args, controle, ecarts, **kwargs):
        super().__init__(*args, **kwargs)
        self.controle, self.restants = controle, ecarts
        self.fields["ecarts"].choices = [(un.code, un.intitule) for un in ecarts]

    def clean(self):
        donnees = super().clean()
        if donnees.get("decision") == self.REFUSER and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi ces écarts ne donnent pas d'action.")
        return donnees

    def save(self):
        """Ce qui est fait, en une phrase."""
        codes, motif = self.cleaned_data["ecarts"], self.cleaned_data["motif"]
        coches = [un for un in self.restants if un.code in codes]
        if self.cleaned_data["decision"] == self.REFUSER:
            suites = refuser(controle=self.controle, ecarts=coches, motif=motif)
            return f"{len(suites)} écart(s) refusé(s), avec leur motif."
        suites = proposer(controle=self.controle, ecarts=coches)
        return f"{len(suites)} action(s) proposée(s) au plan d'actions."


class PageInternetForm(ModelFormulaire):
    lieux = {"service": "socle.view_service"}
    adresse = forms.URLField(
        label="Adresse",
        max_length=500,
        assume_scheme="https",
        help_text="https://…",
        error_messages={"invalid": "Écrivez une adresse complète, qui commence par https://."},
    )

    class Meta:
        model = PageInternet
        fields = ["intitule", "adresse", "service", "retiree"]
        labels = {"retiree": "Retirée du site : elle ne se tire plus"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.instance.departement = self.agent.departement
            del self.fields["retiree"]
        services = self.fields["service"].queryset.select_related("site")
        services = services.filter(site__departement=self.instance.departement_id)
        self.fields["service"].queryset = services.employables(garder=self.instance.service_id)

    def clean(self):
        donnees = super().clean()
        if self.instance.departement_id is None:
            raise ValidationError("Votre compte n'est d'aucun département : il n'a pas de pages.")
        return donnees

    def clean_adresse(self):
        adresse = self.cleaned_data["adresse"]
        deja = PageInternet.objects.filter(
            departement=self.instance.departement_id, adresse=adresse
        ).exclude(pk=self.instance.pk)
        if deja.exists():
            raise ValidationError("Cette adresse est déjà dans l'inventaire.")
        return adresse
