"""Lire le texte d'un fichier reçu, dans un processus à part dont temps et mémoire sont comptés."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from documents.contenus.bornes import COUPE, DELAI, LISIBLES

RACINE = Path(__file__).resolve().parents[2]
_SANS_LECTURE = (
    "Ce type de fichier ne se lit pas : on ne le retrouve que par son titre et sa référence."
)
_SANS_TEXTE = (
    "Aucun texte dans ce fichier : c'est sans doute une image ou un document numérisé. "
    "On ne le retrouve que par son titre et sa référence."
)
_EN_PARTIE = "Ce fichier est long ou abîmé : seul le début de son texte se cherche."
_ILLISIBLE = (
    "Ce fichier ne se lit pas : on ne le retrouve que par son titre et sa référence. "
    "Enregistrez-le de nouveau et déposez-le comme une nouvelle version."
)


class Lu(NamedTuple):
    """Le texte lu, et ce qu'il faut en savoir ; `reserve` est vide quand tout est lu."""

    texte: str
    reserve: str = ""


def lire(fichier, extension: str, delai: float = DELAI) -> Lu:
    """Ne lève rien pour un fichier mal fait ; `fichier` est celui d'un stockage de Django."""
    if extension not in LISIBLES:
        return Lu("", _SANS_LECTURE)
    with TemporaryFile() as copie:
        for morceau in fichier.chunks():
            copie.write(morceau)
        copie.seek(0)
        brut, code = _lire_a_part(copie, extension, delai)
    texte = brut.decode("utf-8", "ignore").replace("\0", "").strip()
    if code == 0:
        return Lu(texte, "" if texte else _SANS_TEXTE)
    return Lu(texte, _EN_PARTIE if texte or code == COUPE else _ILLISIBLE)


def _lire_a_part(copie, extension: str, delai: float) -> tuple[bytes, int]:
    """Ce qui a été lu, même si le temps a manqué, et le code de fin."""
    commande = [sys.executable, "-m", "documents.contenus.lecteur", extension]
    rien = subprocess.DEVNULL
    try:
        fini = subprocess.run(
            commande,
            stdin=copie,
            stdout=subprocess.PIPE,
            stderr=rien,
            timeout=delai,
            cwd=RACINE,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired as trop_long:
        return trop_long.output or b"", -1
    return fini.stdout, fini.returncode
