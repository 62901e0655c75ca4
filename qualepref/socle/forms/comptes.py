"""Se connecter, tenir les comptes et les désignations."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from dsfr.forms import DsfrBaseForm

from qualepref.socle.forms.commun import ModelFormulaire
from qualepref.socle.models import (
    Agent,
    Designation,
)
from qualepref.socle.pieces import LETTRES, verifier_piece


class ConnexionForm(DsfrBaseForm, AuthenticationForm):
    pass


class MotDePasseForm(DsfrBaseForm, PasswordChangeForm):
    pass


class AgentForm(ModelFormulaire):
    lieux = {"service": "socle.change_agent"}
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        required=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text="Douze caractères au moins. Laissé vide, il ne change pas.",
    )

    class Meta:
        model = Agent
        fields = ["username", "first_name", "last_name", "email", "service", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mot_de_passe"].required = self.instance.pk is None
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement

    def clean_username(self):
        """Deux identifiants qui ne diffèrent que par leurs majuscules se confondraient."""
        identifiant = self.cleaned_data["username"]
        pareils = Agent.objects.filter(username__iexact=identifiant).exclude(pk=self.instance.pk)
        if pareils.exists():
            raise forms.ValidationError("Cet identifiant est déjà pris, aux majuscules près.")
        return identifiant

    def clean_mot_de_passe(self):
        mot_de_passe = self.cleaned_data["mot_de_passe"]
        if mot_de_passe:
            validate_password(mot_de_passe, self.instance)
        return mot_de_passe

    def save(self, commit=True):
        if mot_de_passe := self.cleaned_data["mot_de_passe"]:
            self.instance.set_password(mot_de_passe)
        return super().save(commit)


class DesignationForm(ModelFormulaire):
    lieux = {
        "agent": "socle.change_agent",
        "site": "socle.change_designation",
        "service": "socle.change_designation",
    }

    class Meta:
        model = Designation
        fields = [
            "agent",
            "fonction",
            "domaine",
            "site",
            "service",
            "date_debut",
            "date_fin",
            "lettre_mission",
            "date_lettre",
            "objectifs",
        ]
        help_texts = {
            "site": "Vide : tout le département, sauf pour un correspondant ou un chef de service.",
            "service": "Vide : tout le site.",
            "lettre_mission": "PDF, document (docx, doc, odt) ou image (jpg, png).",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.departement = self.agent.departement
        if not self.agent.has_perm("socle.designer_administrateur"):
            self.fields["fonction"].choices = [
                choix
                for choix in self.fields["fonction"].choices
                if choix[0] not in Designation.FONCTIONS_RESERVEES
            ]

    def clean_lettre_mission(self):
        return verifier_piece(self.cleaned_data["lettre_mission"], LETTRES)
