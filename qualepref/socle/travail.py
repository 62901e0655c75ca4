"""Le dossier de travail : les gros fichiers s'y écrivent avant d'être rangés au stockage.

Un worker tué net y laisse le sien : qui reprend la production l'efface, et chaque nuit le reste,
comme ce que laisse au dépôt un processus tué pendant qu'il y range un fichier.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.storage import storages

from qualepref.socle.fichiers.stockage import Disque

UN_JOUR = 24 * 60 * 60  # secondes


def chemin_neuf(production) -> Path:
    """Où écrire le fichier d'une production, une fois effacé ce qu'un essai d'avant a laissé."""
    dossier = settings.DOSSIER_DE_TRAVAIL
    dossier.mkdir(parents=True, exist_ok=True)
    for reste in dossier.glob(f"{production.pk}-*"):
        reste.unlink(missing_ok=True)
    return dossier / f"{production.pk}-{production.jeton.hex}"


def effacer_les_essais(production) -> None:
    """Le fichier d'un essai mort après l'avoir rangé, avant d'avoir pu le rattacher ou l'ôter.

    Nul n'y reviendra : qui écrirait encore sans le jeton efface lui-même ce qu'il a écrit.
    """
    champ = production.fichier
    dossier = str(PurePosixPath(champ.field.generate_filename(production, "essai")).parent)
    with suppress(OSError):  # jamais une raison de ne pas refaire le travail
        for nom in champ.storage.listdir(dossier)[1]:
            chemin = f"{dossier}/{nom}"
            if nom.startswith(f"{production.pk}-") and chemin != production.source.name:
                champ.storage.delete(chemin)


def effacer_les_restes() -> None:
    """Ce à quoi plus rien ne s'écrit depuis un jour, si personne ne l'efface en même temps."""
    for reste in _restes():
        with suppress(FileNotFoundError):
            if reste.stat().st_mtime < time.time() - UN_JOUR:
                reste.unlink()


def _restes() -> Iterator[Path]:
    yield from settings.DOSSIER_DE_TRAVAIL.glob("*-*")
    depot = storages["default"]
    if isinstance(depot, Disque):
        yield from depot.provisoires()
