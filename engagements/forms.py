"""Saisie des campagnes, du périmètre et des réponses."""

from copy import copy

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from dsfr.widgets import InlineRadioSelect

from engagements.models import (
    AutoEvaluation,
    AvisEngagement,
    Campagne,
    Evaluation,
    Labellisation,
    Module,
    Perimetre,
    Referentiel,
)
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.models import Service


class DansLeDepartement(ModelFormulaire):
    """Un objet du département de l'agent, que ses contraintes d'unicité comprennent."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"departement"}


class LabellisationForm(DansLeDepartement):
    class Meta:
        model = Labellisation
        fields = ["referentiel", "date_debut"]


class CampagneForm(DansLeDepartement):
    class Meta:
        model = Campagne
        fields = ["intitule", "code", "genre", "referentiel", "date_debut", "date_fin"]
        help_texts = {"code": "Court, sans espace ni accent : auto-2022."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["referentiel"]
            return
        self.fields["referentiel"].queryset = Referentiel.objects.filter(
            labellisations__departement=self.agent.departement
        )
        self.fields["referentiel"].help_text = "Un référentiel dont le périmètre est saisi."

    def save(self, commit=True):
        campagne = super().save(commit)
        if campagne.est_ouverte:
            campagne.aligner()
        return campagne


class PerimetreAjoutForm(ModelFormulaire):
    """Engage plusieurs services d'un coup sur un module de la labellisation."""

    module = forms.ModelChoiceField(label="Module", queryset=Module.objects.en_vigueur())
    services = forms.ModelMultipleChoiceField(
        label="Services", queryset=Service.objects.actifs(), widget=forms.CheckboxSelectMultiple
    )
    role = forms.ChoiceField(label="Rôle", choices=Perimetre.Role)
    restriction = forms.CharField(
        label="Restriction",
        required=False,
        max_length=200,
        help_text=Perimetre._meta.get_field("restriction").help_text,
    )
    lieux = {"services": "engagements.add_perimetre"}

    class Meta:
        model = Labellisation
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        module, services = self.fields["module"], self.fields["services"]
        module.queryset = module.queryset.filter(referentiel=self.instance.referentiel)
        services.queryset = services.queryset.filter(site__departement=self.instance.departement)

    def save(self):
        """Un service déjà engagé sur ce module reste comme il est."""
        for service in self.cleaned_data["services"]:
            Perimetre.objects.get_or_create(
                labellisation=self.instance,
                module=self.cleaned_data["module"],
                service=service,
                date_sortie=None,
                defaults={"date_entree": self.instance.date_debut}
                | {nom: self.cleaned_data[nom] for nom in ("role", "restriction")},
            )
        self.instance.aligner_les_campagnes()
        return self.instance


class PerimetreForm(ModelFormulaire):
    class Meta:
        model = Perimetre
        fields = ["role", "restriction"]


class Saisie(ModelFormulaire):
    """Une cellule d'une campagne, que deux personnes peuvent remplir en même temps.

    Le formulaire garde le numéro de version lu à l'ouverture : si la cellule a changé depuis,
    rien n'est écrit, et `en_base` garde ce que l'autre a enregistré pour le montrer à côté.
    """

    champ_version = "version"
    entraine: dict[str, str] = {}  # ce qu'un changement fixe en plus des champs saisis
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, instance, **kwargs):
        self.ancre = f"{instance.ancre}-{self.champ_version}"  # propre à la page
        super().__init__(*args, instance=instance, auto_id=f"{self.ancre}-%s", **kwargs)
        self.en_base = copy(instance)
        self.fields["version"].initial = self.version_en_base

    @property
    def version_enregistree(self):
        return getattr(self.instance, self.champ_version)

    @property
    def version_en_base(self):
        return getattr(self.en_base, self.champ_version)

    @property
    def est_en_conflit(self):
        return self.has_error(NON_FIELD_ERRORS, code="conflit")

    @property
    def derniere_version(self):
        """Qui a écrit ce qui est en base, et quand (une requête)."""
        return self.en_base.history.select_related("history_user").first()

    def clean(self):
        donnees = super().clean()
        if not self.instance.campagne.est_ouverte:
            raise ValidationError(
                "La campagne est close : votre saisie n'est pas enregistrée.", code="close"
            )
        if donnees.get("version") != self.version_en_base and self._differe(donnees):
            raise ValidationError(
                "Cette réponse a changé pendant que vous écriviez : la vôtre n'est pas encore "
                "enregistrée.",
                code="conflit",
            )
        return donnees

    def _differe(self, donnees):
        champs = [nom for nom in self._meta.fields if nom in donnees]
        return any(donnees[nom] != getattr(self.en_base, nom) for nom in champs)

    def save(self):
        """Écrit la cellule et augmente sa version ; sans changement, n'écrit rien."""
        if set(self.changed_data) & set(self._meta.fields):
            fixes = {**self.entraine, self.champ_version: self.version_en_base + 1}
            for nom, valeur in fixes.items():
                setattr(self.instance, nom, valeur)
            self.instance.save(update_fields=[*self._meta.fields, *fixes])
        return self.instance


CHAMPS_EVALUATION = ["avis", "avancement", "motif", "commentaire"]


class EvaluationForm(Saisie):
    """L'avis, l'avancement et le commentaire d'un service ; non applicable demande un motif."""

    avis = forms.ChoiceField(
        label="Avis",
        choices=[(avis, avis.label.capitalize()) for avis in Evaluation.Avis],
        widget=InlineRadioSelect,
    )

    def _get_validation_exclusions(self):
        """Le motif est contrôlé par `clean` : inutile d'interroger la base sur sa contrainte."""
        return super()._get_validation_exclusions() | {"motif"}

    def clean(self):
        donnees = super().clean()
        if donnees.get("avis") != Evaluation.Avis.NON_APPLICABLE:
            donnees["motif"] = ""
        elif not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi ce n'est pas applicable.")
        return donnees


class AutoEvaluationForm(EvaluationForm):
    class Meta:
        model = AutoEvaluation
        fields = CHAMPS_EVALUATION
        widgets = {"commentaire": forms.Textarea(attrs={"rows": 2})}


class AvisEngagementForm(EvaluationForm):
    entraine = {"origine": AvisEngagement.Origine.SAISI}

    class Meta:
        model = AvisEngagement
        fields = CHAMPS_EVALUATION
        widgets = {"commentaire": forms.Textarea(attrs={"rows": 2})}


class CotationForm(Saisie):
    """La cotation de l'auditeur, à part de l'avis du service."""

    champ_version = "version_cotation"

    class Meta:
        model = AutoEvaluation
        fields = ["cotation"]
