"""Les pièces jointes : un type attendu, et un contenu qui soit bien de ce type."""

import struct
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image, ImageOps

from qualepref.socle.fichiers.contenus import IMAGES, examiner
from qualepref.socle.fichiers.noms import extension_de, nom_court
from qualepref.socle.fichiers.refus import FichierRefuse

# Un bloc de métadonnées truqué fait tomber leur lecture par `struct.error`.
ILLISIBLES = (OSError, SyntaxError, ValueError, struct.error)
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
LETTRES = ("pdf", "docx", "doc", "odt", *IMAGES)
RELEVES = (*LETTRES, "xlsx", "xls", "ods", "csv", "txt", "eml", "msg")
DOCUMENTS = (*LETTRES, "xlsx", "xls", "ods", "pptx", "ppt", "odp", "csv", "txt", "md")


def verifier_piece(fichier, extensions: tuple[str, ...], taille_max: int = 0):
    """Le fichier reçu, inchangé ; lève ValidationError s'il est trop gros, faux ou piégé.

    `taille_max` en octets ; à défaut, celle des imports.
    """
    if not isinstance(fichier, UploadedFile):
        return fichier  # celui d'avant, ou aucun
    taille_max = taille_max or settings.IMPORT_TAILLE_MAX
    if fichier.size > taille_max:
        raise ValidationError(f"Ce fichier dépasse {taille_max // 2**20} Mo.")
    nom, extension = nom_court(fichier.name), extension_de(fichier.name)
    if extension not in extensions:
        raise ValidationError(
            f"« {nom} » : ce type de fichier n'est pas accepté. "
            f"Types acceptés : {', '.join(extensions)}."
        )
    try:
        examiner(fichier, fichier.size, extension)
    except FichierRefuse as refus:
        raise ValidationError(f"« {nom} » : {refus}") from refus
    return fichier


def sans_metadonnees(fichier):
    """L'image sans ce que l'appareil y inscrit : lieu, date, auteur. Toute autre pièce, inchangée.

    Lève ValidationError si l'image ne s'ouvre pas, ou si elle est démesurée.
    """
    genre = IMAGES.get(extension_de(fichier.name)) if fichier else None
    if genre is None or not isinstance(fichier, UploadedFile):
        return fichier
    try:
        return SimpleUploadedFile(fichier.name, _redessiner(fichier, _FORMATS[genre]), genre)
    except (*ILLISIBLES, Image.DecompressionBombError):
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
