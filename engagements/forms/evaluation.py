"""Saisie des réponses d'une campagne."""

from copy import copy

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from dsfr.widgets import InlineRadioSelect

from engagements.models import AutoEvaluation, AvisEngagement, Evaluation
from qualepref.socle.forms import ModelFormulaire


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

    def _get_validation_exclusions(self):
        """Ses champs, et le motif, sont déjà contrôlés : le modèle n'a rien à revérifier."""
        return {champ.name for champ in self._meta.model._meta.concrete_fields}

    def validate_constraints(self):
        """La base les tient ; `clean` en a déjà dit la faute, en mieux."""

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
        if verrou := self.verrou():
            raise ValidationError(f"{verrou} : votre saisie n'est pas enregistrée.", code="close")
        if donnees.get("version") != self.version_en_base and self._differe(donnees):
            raise ValidationError(
                "Cette réponse a changé pendant que vous écriviez : la vôtre n'est pas encore "
                "enregistrée.",
                code="conflit",
            )
        return donnees

    def verrou(self):
        """Pourquoi plus rien ne s'écrit ici ; vide si l'on peut écrire."""
        return self.instance.verrou

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


IMPOSEE = "Non applicable d'après le périmètre, votre saisie n'est pas enregistrée :"
ENGAGEMENT_DU = (
    "Un engagement entier d'un module obligatoire ne peut pas être dit non applicable ici. S'il "
    "dépend d'une question d'applicabilité, répondez-y dans la campagne ; sinon, demandez au "
    "référent qualité d'en dispenser ce service, sur la page du périmètre."
)
CHAMPS_EVALUATION = ["avis", "avancement", "motif", "commentaire"]


class EvaluationForm(Saisie):
    """L'avis, l'avancement et le commentaire d'un service ; non applicable demande un motif.

    Donner un avis fait passer l'avancement d'« à revoir » à « fait », sauf s'il est dit autre.
    """

    fait_d_office = False
    avis = forms.ChoiceField(
        label="Avis",
        choices=[(avis, avis.label.capitalize()) for avis in Evaluation.Avis],
        widget=InlineRadioSelect,
    )

    def clean(self):
        donnees = super().clean()
        if self.en_base.imposee:
            raise ValidationError(f"{IMPOSEE} {self.en_base.motif}", code="imposee")
        if self._est_revue(donnees):
            donnees["avancement"] = Evaluation.Avancement.FAIT
            self.fait_d_office = True
        if donnees.get("avis") != Evaluation.Avis.NON_APPLICABLE:
            donnees["motif"] = ""
            return donnees
        if not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi ce n'est pas applicable.")
        if "avis" in self.changed_data and self.en_base.ecarterait_un_engagement_du():
            self.add_error(None, ValidationError(ENGAGEMENT_DU, code="engagement_du"))
        return donnees

    def _est_revue(self, donnees):
        donne = "avis" in self.changed_data and donnees.get("avis") != Evaluation.Avis.NON_EVALUE
        return donne and donnees.get("avancement") == Evaluation.Avancement.A_REVOIR


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

    def verrou(self):
        """L'auditeur cote quel que soit l'état de la feuille du service."""
        return "" if self.instance.campagne.est_ouverte else "La campagne est close"
