"""Ce qu'est un fichier d'après ses octets, et l'examen qui va avec son type."""

import hashlib
from typing import BinaryIO

import filetype

from qualepref.socle.fichiers import anciens, archives
from qualepref.socle.fichiers.pdf import examiner_pdf
from qualepref.socle.fichiers.refus import FichierRefuse, autre_type

QUELCONQUE = "application/octet-stream"
MONTRABLES = ("application/pdf", "image/jpeg", "image/png")  # s'ouvrent dans le navigateur
IMAGES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
ANCIENS = ("doc", "xls", "ppt", "msg")
_MORCEAU = 1024 * 1024
_LARGE = (b"\xff\xfe", b"\xfe\xff")  # un texte en UTF-16, où les zéros sont à leur place
VIDE = "ce fichier est vide (0 octet). Vérifiez qu'il s'ouvre chez vous et recommencez."
BINAIRE = "le contenu n'est pas celui d'un fichier {} : ce n'est pas du texte."


def examiner(fichier: BinaryIO, taille: int, extension: str) -> None:
    """Lève FichierRefuse si le contenu n'est pas celui de l'extension, ou cache quelque chose.

    `taille` en octets. Le fichier se lit par morceaux et reste à son début.
    """
    if not taille:
        raise FichierRefuse(VIDE)
    fichier.seek(0)
    debut = fichier.read(4096)
    if extension in archives.COMPRESSES:
        _examiner_compresse(fichier, taille, extension, debut)
    elif extension in ANCIENS:
        _exiger(debut.startswith(anciens.SIGNATURE), extension)
        anciens.examiner_ancien(fichier)
    elif extension == "pdf":
        _exiger(debut.startswith(b"%PDF-"), extension)
        examiner_pdf(fichier)
    elif extension in IMAGES:
        genre = filetype.guess(debut)
        _exiger(genre is not None and genre.mime == IMAGES[extension], extension)
    else:
        _examiner_texte(fichier, debut, extension)
    fichier.seek(0)


def _exiger(est_de_ce_type: bool, extension: str) -> None:
    if not est_de_ce_type:
        raise autre_type(extension)


def _examiner_compresse(fichier: BinaryIO, taille: int, extension: str, debut: bytes) -> None:
    """Un document d'Office chiffré change d'enveloppe : il ne se dit plus compressé."""
    if debut.startswith(anciens.SIGNATURE):
        anciens.examiner_ancien(fichier)
    _exiger(debut.startswith(b"PK\x03\x04"), extension)
    archives.examiner_archive(fichier, taille, extension)


def _examiner_texte(fichier: BinaryIO, debut: bytes, extension: str) -> None:
    if debut.startswith(_LARGE):
        return
    fichier.seek(0)
    while lu := fichier.read(_MORCEAU):
        if b"\0" in lu:
            raise FichierRefuse(BINAIRE.format(extension))


def type_reconnu(fichier) -> str:
    """Le type que dit le contenu, jamais celui que l'expéditeur annonce."""
    genre = filetype.guess(fichier.read(4096))
    fichier.seek(0)
    return genre.mime if genre else QUELCONQUE


def sha256(fichier) -> str:
    """L'empreinte du contenu, lu par morceaux : une pièce de 50 Mo ne tient pas en mémoire."""
    empreinte = hashlib.sha256()
    for morceau in fichier.chunks():
        empreinte.update(morceau)
    fichier.seek(0)
    return empreinte.hexdigest()
