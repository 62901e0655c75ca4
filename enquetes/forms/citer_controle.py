"""Citer un contrôle clos devant une réponse de l'auto-évaluation."""

from django import forms
from django.core.exceptions import ValidationError

from engagements.forms.citer import CiterForm
from enquetes.models import Controle, PreuveControle, Question

VIDE = "Aucun contrôle clos n'éclaire cette exigence."


class CiterControleForm(CiterForm):
    """Parmi les contrôles clos dont un point éclaire l'exigence, le plus récent d'abord."""

    controle = forms.ModelChoiceField(
        label="Contrôle", queryset=Controle.objects.none(), empty_label=None
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["controle"].queryset = self.citables()

    def citables(self):
        cellule = self.cellule
        points = Question.objects.filter(exigences__in=exigences_de(cellule))
        faits = Controle.objects.faits().visibles_par(self.agent)
        siens = faits.filter(
            departement=cellule.campagne.departement_id,
            questionnaire__in=points.values("questionnaire"),
        )
        return siens.select_related("questionnaire", "site", "service").order_by("-fait_le", "-pk")

    def clean(self):
        donnees = super().clean()
        if not self.fields["controle"].queryset:
            raise ValidationError(VIDE)
        return donnees

    def preuve(self):
        return PreuveControle.objects.citer(self.cleaned_data["controle"], self.cellule.service)


def exigences_de(cellule):
    """L'exigence d'une auto-évaluation ; toutes celles de l'engagement d'un avis."""
    exigence = getattr(cellule, "exigence", None)
    return [exigence] if exigence else cellule.engagement.exigences.all()
