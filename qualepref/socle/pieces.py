"""Les pièces jointes : un type attendu, et un contenu qui soit bien de ce type."""

from io import BytesIO

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image, ImageOps

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
IMAGES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
_ARCHIVE, _ANCIEN = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = {
    "pdf": b"%PDF-",
    **dict.fromkeys(("docx", "odt", "xlsx", "ods"), _ARCHIVE),
    **dict.fromkeys(("doc", "xls", "msg"), _ANCIEN),
}
LETTRES = ("pdf", "docx", "doc", "odt", *IMAGES)
RELEVES = (*LETTRES, "xlsx", "xls", "ods", "csv", "txt", "eml", "msg")


def verifier_piece(fichier, extensions: tuple[str, ...]):
    """Le fichier reçu, inchangé ; lève ValidationError s'il est trop gros ou d'un autre type."""
    if not isinstance(fichier, UploadedFile):
        return fichier  # celui d'avant, ou aucun
    if fichier.size > settings.IMPORT_TAILLE_MAX:
        raise ValidationError(f"Ce fichier dépasse {settings.IMPORT_TAILLE_MAX // 2**20} Mo.")
    extension = fichier.name.rpartition(".")[2].lower()
    if extension not in extensions:
        raise ValidationError(
            f"« {fichier.name} » : ce type de fichier n'est pas accepté. "
            f"Types acceptés : {', '.join(extensions)}."
        )
    debut = fichier.read(4096)
    fichier.seek(0)
    if not _est_de_ce_type(debut, extension):
        raise ValidationError(
            f"« {fichier.name} » : le contenu n'est pas celui d'un fichier {extension}."
        )
    return fichier


def _est_de_ce_type(debut: bytes, extension: str) -> bool:
    if signature := _SIGNATURES.get(extension):
        return debut.startswith(signature)
    genre = filetype.guess(debut)
    if extension in IMAGES:
        return genre is not None and genre.mime == IMAGES[extension]
    return b"\0" not in debut  # un texte


def sans_metadonnees(fichier):
    """L'image sans ce que l'appareil y inscrit : lieu, date, auteur. Toute autre pièce, inchangée.

    Lève ValidationError si l'image ne s'ouvre pas, ou si elle est démesurée.
    """
    genre = IMAGES.get(fichier.name.rpartition(".")[2].lower()) if fichier else None
    if genre is None or not isinstance(fichier, UploadedFile):
        return fichier
    try:
        return SimpleUploadedFile(fichier.name, _redessiner(fichier, _FORMATS[genre]), genre)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValidationError(
            f"« {fichier.name} » : cette image ne s'ouvre pas, ou elle est trop grande."
        ) from None


def _redessiner(fichier, nom_du_format: str) -> bytes:
    """Les seuls points de l'image, remise droite ; la transparence en fait partie."""
    with Image.open(fichier) as recue:
        image = ImageOps.exif_transpose(recue)
    image.info = {nom: image.info[nom] for nom in ("transparency",) if nom in image.info}
    tampon = BytesIO()
    image.save(tampon, format=nom_du_format, quality=90)
    return tampon.getvalue()
