"""Prêter une enquête mystère à une autre préfecture."""

from django import forms
from django.core.exceptions import ValidationError

from enquetes.models import Controle, Pret, Questionnaire
from qualepref.socle.forms import ModelFormulaire
from qualepref.socle.temps import aujourdhui

APPELS = 9


class PretForm(ModelFormulaire):
    """Les lieux à appeler, à qui on la prête, combien d'appels et jusqu'à quand."""

    class Meta:
        model = Pret
        fields = ["prefecture", "controles", "appels_par_lieu", "date_echeance"]
        widgets = {"controles": forms.CheckboxSelectMultiple}
        labels = {"controles": "Lieux à appeler"}
        help_texts = {"controles": "Les contrôles du calendrier qu'elle remplira."}
        error_messages = {"controles": {"required": "Cochez au moins un lieu à appeler."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departement = self.agent.departement
        siens = Controle.objects.a_faire().filter(
            departement=departement, questionnaire__nature=Questionnaire.Nature.MYSTERE
        )
        self.fields["controles"].queryset = siens.select_related("questionnaire", "site", "service")
        self.initial.setdefault("appels_par_lieu", APPELS)
        self.instance.departement = departement

    def clean_date_echeance(self):
        return a_venir(self.cleaned_data["date_echeance"])

    def clean_controles(self):
        controles = self.cleaned_data["controles"]
        grilles = {un.questionnaire for un in controles}
        if len(grilles) != 1:
            raise ValidationError("Un prêt porte sur une seule grille : cochez les mêmes.")
        self.instance.questionnaire = grilles.pop()
        return controles


class PretProlongerForm(ModelFormulaire):
    class Meta:
        model = Pret
        fields = ["prefecture", "appels_par_lieu", "date_echeance"]

    def clean_date_echeance(self):
        return a_venir(self.cleaned_data["date_echeance"])


def a_venir(jour):
    if jour < aujourdhui():
        raise ValidationError("Ce jour est passé : la préfecture ne pourrait pas répondre.")
    return jour
