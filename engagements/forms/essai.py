"""Essayer un fichier de référentiel : voir ce qu'il changerait, sans rien charger."""

import tempfile
from pathlib import Path, PurePath

from django import forms
from django.core.exceptions import ValidationError

from engagements.chargeurs import est_un_referentiel
from qualepref.socle import chargement
from qualepref.socle.fichiers.refus import SANS_PLACE
from qualepref.socle.forms import Formulaire

TAILLE_MAX = 2**20
CODES = "correspondances", "cycle-du-label"


class EssaiReferentielForm(Formulaire):
    fichier = forms.FileField(
        label="Fichier du référentiel",
        help_text="Un fichier .yaml : la nouvelle version d'un référentiel, ou ses "
        "correspondances. Rien n'est chargé.",
    )

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAX:
            raise ValidationError("Ce fichier dépasse 1 Mo : ce n'est pas un référentiel.")
        try:
            with tempfile.TemporaryDirectory() as dossier:
                chemin = Path(dossier) / (PurePath(fichier.name).name or "referentiel.yaml")
                chemin.write_bytes(fichier.read())
                self.bilan = essayer(chemin)
        except chargement.ChargementRefuse as refus:
            raise ValidationError(refus.messages) from None
        except OSError:
            raise ValidationError(SANS_PLACE) from None
        return fichier


def essayer(chemin: Path) -> chargement.Bilan:
    meta = chargement.lire(chemin).get("meta")
    code = meta.get("code") if isinstance(meta, dict) else None
    if not isinstance(code, str) or not (est_un_referentiel(meta) or code in CODES):
        raise chargement.ChargementRefuse(f"{chemin.name} : ce n'est pas un référentiel.")
    return chargement.charger(chemin, essai=True)
