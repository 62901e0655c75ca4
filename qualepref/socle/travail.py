"""Le dossier de travail : les gros fichiers s'y écrivent avant d'être rangés au stockage.

Un worker tué net y laisse le sien : qui reprend la production l'efface, et chaque nuit le reste.
"""

import time
from pathlib import Path

from django.conf import settings

UN_JOUR = 24 * 60 * 60  # secondes


def chemin_neuf(production) -> Path:
    """Où écrire le fichier d'une production, une fois effacé ce qu'un essai d'avant a laissé."""
    dossier = settings.DOSSIER_DE_TRAVAIL
    dossier.mkdir(parents=True, exist_ok=True)
    for reste in dossier.glob(f"{production.pk}-*"):
        reste.unlink(missing_ok=True)
    return dossier / f"{production.pk}-{production.jeton.hex}"


def effacer_les_restes() -> None:
    """Ce à quoi plus rien ne s'écrit depuis un jour."""
    for reste in settings.DOSSIER_DE_TRAVAIL.glob("*-*"):
        if reste.stat().st_mtime < time.time() - UN_JOUR:
            reste.unlink(missing_ok=True)
