"""Formulaires de base et ceux du socle."""

from qualepref.socle.forms.commun import Formulaire, ModelFormulaire
from qualepref.socle.forms.comptes import AgentForm, ConnexionForm, DesignationForm, MotDePasseForm
from qualepref.socle.forms.imports import ImportForm, ImportSuiteForm
from qualepref.socle.forms.organisation import (
    FermetureForm,
    LieuForm,
    PeriodeSuspendueForm,
    ServiceForm,
    SiteForm,
)

__all__ = [
    "AgentForm",
    "ConnexionForm",
    "DesignationForm",
    "FermetureForm",
    "Formulaire",
    "ImportForm",
    "ImportSuiteForm",
    "LieuForm",
    "ModelFormulaire",
    "MotDePasseForm",
    "PeriodeSuspendueForm",
    "ServiceForm",
    "SiteForm",
]
