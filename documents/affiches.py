"""L'affiche ou l'étiquette d'un document : son titre, et un QR code vers la version en vigueur."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from documents.models import AdresseCourte, Document
from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf
from qualepref.socle.sorties.qr import qr_code

FORMATS = {"a4": "Affiche A4", "a3": "Affiche A3", "etiquette": "Étiquette"}


def affiche_pdf(document: Document, format_: str) -> bytes:
    """Le PDF à imprimer. Lève ValidationError si le document ne vaut pas."""
    if not document.est_valable():
        raise ValidationError("Ce document n'est pas en vigueur : il n'a pas à être affiché.")
    adresse = f"{settings.ADRESSE}{AdresseCourte.objects.du_document(document).chemin}"
    contexte = {
        "document": document,
        "site": document.service.site,
        "format": format_,
        "adresse": adresse,
        "code": qr_code(adresse),
        "feuille": adresse_statique("documents/affiche.css"),
    }
    return ecrire_pdf(render_to_string("documents/rapports/affiche.html", contexte))
