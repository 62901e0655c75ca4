"""Une enquête, et ce qu'on y invite à répondre dans chaque langue du questionnaire."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import slugify

from engagements.forms.commun import DansLeDepartement
from enquetes.langues import FRANCAIS, LANGUES
from enquetes.models import Enquete, Questionnaire
from qualepref.socle.temps import aujourdhui

INVITATION = "invitation_"
LONGUEUR_INVITATION = 500
FIGES_A_L_OUVERTURE = ("questionnaire", "code", "date_ouverture")
LIBRES_UNE_FOIS_CLOSE = ("intitule",)


class EnqueteForm(DansLeDepartement):
    """Ouverte, elle garde son questionnaire ; close, il n'en change plus que l'intitulé."""

    lieux = {"questionnaire": "enquetes.view_questionnaire"}

    class Meta:
        model = Enquete
        fields = [
            *("questionnaire", "intitule", "code", "date_ouverture", "date_cloture"),
            *("une_question_par_ecran", "notice"),
        ]
        help_texts = {
            "code": "Court, sans espace ni accent. Vide : proposé d'après l'intitulé.",
            "date_ouverture": "L'enquête s'ouvre d'elle-même ce jour-là.",
            "date_cloture": "On répond jusqu'à ce jour compris ; elle se clôt d'elle-même ensuite.",
            "une_question_par_ecran": "Sinon, toutes les questions sont sur une seule page.",
        }
        widgets = {"notice": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False
        choix = self.fields["questionnaire"]
        choix.queryset = choix.queryset.filter(
            Q(departement=None) | Q(departement=self.instance.departement_id),
            Q(retire=False, nature=Questionnaire.Nature.SATISFACTION)
            | Q(pk=self.instance.questionnaire_id),
        )
        for langue in self._langues():
            self.fields[f"{INVITATION}{langue}"] = champ_invitation(langue)
            self.initial.setdefault(
                f"{INVITATION}{langue}", self.instance.invitation.get(langue, "")
            )
        self._retirer_ce_qui_est_fige()

    def _langues(self):
        return self.instance.questionnaire.langues if self.instance.pk else [FRANCAIS]

    def _retirer_ce_qui_est_fige(self):
        if self.instance.etat == Enquete.Etat.CLOSE:
            for nom in set(self.fields) - set(LIBRES_UNE_FOIS_CLOSE):
                del self.fields[nom]
        elif self.instance.etat == Enquete.Etat.OUVERTE:
            for nom in FIGES_A_L_OUVERTURE:
                del self.fields[nom]

    def clean_date_cloture(self):
        jour = self.cleaned_data["date_cloture"]
        if jour < aujourdhui():
            raise ValidationError(
                "Ce jour est passé : une enquête se clôt par son bouton « Clore »."
            )
        return jour

    def clean(self):
        donnees = super().clean()
        if "code" in self.fields and not donnees.get("code") and "code" not in self.errors:
            donnees["code"] = self._code_libre(donnees)
        return donnees

    def _code_libre(self, donnees):
        """« satisfaction-2022 », puis « satisfaction-2022-2 » s'il est pris."""
        ouverture = donnees.get("date_ouverture")
        intitule = re.sub(r"['’]", " ", donnees.get("intitule", ""))
        base = slugify(intitule)[:30].strip("-") or "enquete"
        if ouverture and str(ouverture.year) not in base:
            base = f"{base}-{ouverture.year}"
        autres = Enquete.objects.filter(departement=self.instance.departement_id)
        pris = set(autres.exclude(pk=self.instance.pk).values_list("code", flat=True))
        libres = (base, *(f"{base}-{rang}" for rang in range(2, len(pris) + 3)))
        return next(code for code in libres if code not in pris)

    def invitations(self):
        """Les champs d'invitation, à ranger ensemble sur la page."""
        return [self[nom] for nom in self.fields if nom.startswith(INVITATION)]

    def save(self, commit=True):
        dites = {
            nom.removeprefix(INVITATION): texte
            for nom, texte in self.cleaned_data.items()
            if nom.startswith(INVITATION)
        }
        if dites:
            gardees = {**self.instance.invitation, **dites}
            self.instance.invitation = {langue: dit for langue, dit in gardees.items() if dit}
        return super().save(commit)


def champ_invitation(langue):
    return forms.CharField(
        label=f"Invitation à répondre ({LANGUES.get(langue, langue)})",
        required=False,
        max_length=LONGUEUR_INVITATION,
        widget=forms.Textarea(attrs={"rows": 3, "lang": langue}),
        help_text="Sur l'affiche et en tête du formulaire." if langue == FRANCAIS else "",
    )
