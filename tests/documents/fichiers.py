"""De petits fichiers à déposer."""

from django.core.files.uploadedfile import SimpleUploadedFile


def pdf(texte="fiche", nom="fiche.pdf"):
    return SimpleUploadedFile(nom, f"%PDF-1.4 {texte}".encode(), "application/pdf")
