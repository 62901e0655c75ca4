"""L'affiche d'un point de dépôt : une feuille A4, son QR code et son adresse en toutes lettres."""

from django.conf import settings
from django.template.loader import render_to_string

from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf
from qualepref.socle.sorties.qr import qr_code
from suivi.models import PointDeDepot


def adresse_publique(point: PointDeDepot) -> str:
    return f"{settings.ADRESSE}{point.chemin_public}"


def affiche_pdf(point: PointDeDepot) -> bytes:
    adresse = adresse_publique(point)
    contexte = {
        "point": point,
        "site": point.service.site,
        "adresse": adresse,
        "code": qr_code(adresse),
        "feuille": adresse_statique("suivi/affiche.css"),
    }
    return ecrire_pdf(render_to_string("suivi/rapports/affiche.html", contexte))
