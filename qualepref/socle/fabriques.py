"""Ce que l'application sait fabriquer en tâche de fond, par genre de production.

Une fabrique reçoit la production et rend un `Fichier`, un `FichierSurDisque` ou None ; elle dit
son avancement par `production.avancer(pourcentage, étape)` et peut être rejouée sans double.
"""

import errno
import hashlib
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.core.files.base import ContentFile, File

PLEIN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Fichier(NamedTuple):
    nom: str
    octets: bytes

    @property
    def empreinte(self) -> str:
        return hashlib.sha256(self.octets).hexdigest()

    @contextmanager
    def ouvert(self):
        yield ContentFile(self.octets)


class FichierSurDisque(NamedTuple):
    """Un gros fichier, écrit dans le dossier de travail ; le stockage le déplace s'il le peut."""

    nom: str
    chemin: Path

    @property
    def empreinte(self) -> str:
        with self.chemin.open("rb") as contenu:
            return hashlib.file_digest(contenu, "sha256").hexdigest()

    @contextmanager
    def ouvert(self):
        try:
            with self.chemin.open("rb") as contenu:
                fichier = File(contenu, self.nom)
                fichier.temporary_file_path = lambda: str(self.chemin)  # ce que lit le stockage
                yield fichier
        finally:
            self.chemin.unlink(missing_ok=True)


def disque_plein(panne: OSError) -> bool:
    return panne.errno in PLEIN


class ProductionRefusee(Exception):
    """La production ne peut pas aboutir ; le message est une phrase pour l'utilisateur."""


_fabriques: dict[str, Callable] = {}
_personnelles: dict[str, int] = {}
_gardees: set[str] = set()


def fabrique(genre: str, *, personnelle: int = 0, gardee: bool = False):
    """Décorateur : la fonction fabrique les productions de ce genre.

    `personnelle` : elles nomment quelqu'un ; seul qui les demande les voit, ce nombre de jours.
    `gardee` : elles ont leur page et leurs droits ; celle des productions ne les montre pas.
    """

    def enregistrer(fonction):
        if genre in _fabriques:
            raise ValueError(f"Deux fabriques pour le genre {genre}")
        _fabriques[genre] = fonction
        if personnelle:
            _personnelles[genre] = personnelle
        if gardee:
            _gardees.add(genre)
        return fonction

    return enregistrer


def personnelles() -> dict[str, int]:
    """Les genres qui nomment quelqu'un, et leurs jours de conservation."""
    return _personnelles


def gardees() -> set[str]:
    """Les genres qui ont leur propre page, et qu'elle seule garde."""
    return _gardees


def genres() -> list[str]:
    return sorted(_fabriques)


def trouver(genre: str) -> Callable:
    return _fabriques[genre]
