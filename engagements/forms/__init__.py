"""Saisie, un module par sujet : le périmètre, les campagnes, les réponses."""

from engagements.forms.campagne import CampagneForm, portee_de
from engagements.forms.commun import DansLeDepartement
from engagements.forms.evaluation import (
    AutoEvaluationForm,
    AvisEngagementForm,
    CotationForm,
    EvaluationForm,
    Saisie,
)
from engagements.forms.grille import GrilleForm
from engagements.forms.perimetre import LabellisationForm, PerimetreAjoutForm, PerimetreForm

__all__ = [
    "AutoEvaluationForm",
    "AvisEngagementForm",
    "CampagneForm",
    "CotationForm",
    "DansLeDepartement",
    "EvaluationForm",
    "GrilleForm",
    "LabellisationForm",
    "PerimetreAjoutForm",
    "PerimetreForm",
    "Saisie",
    "portee_de",
]
