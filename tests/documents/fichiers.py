"""De petits fichiers à déposer."""

from base64 import b64decode

from django.core.files.uploadedfile import SimpleUploadedFile

PNG = b64decode(  # un point blanc
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)


def pdf(texte="fiche", nom="fiche.pdf"):
    return SimpleUploadedFile(nom, f"%PDF-1.4 {texte}".encode(), "application/pdf")
