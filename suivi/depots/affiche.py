"""L'affiche d'un point de dépôt : une feuille A4, son QR code et son adresse en toutes lettres."""

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf
from suivi.models import PointDeDepot

BORD = 4  # modules blancs autour du code, ce que demande la norme


def adresse_publique(point: PointDeDepot) -> str:
    return f"{settings.ADRESSE}{point.chemin_public}"


def qr_code(adresse: str) -> SafeString:
    """Le QR code en SVG, au quart corrigible : une affiche se salit et se déchire."""
    code = segno.make(adresse, error="q", micro=False)
    return mark_safe(code.svg_inline(border=BORD, omitsize=True, svgclass="affiche__code"))


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
