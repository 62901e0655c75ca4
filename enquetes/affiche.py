"""L'affiche d'un point de collecte : une feuille A4, son QR code, son adresse en toutes lettres."""

from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string

from enquetes.langues import FRANCAIS, LANGUES
from enquetes.models import PointDeCollecte
from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf
from qualepref.socle.sorties.qr import qr_code


def adresse_publique(point: PointDeCollecte) -> str:
    return f"{settings.ADRESSE}{point.chemin_public}"


def feuille_de(point: PointDeCollecte) -> dict:
    """Ce que dit la feuille d'un point : rien de ce qui s'y répondra."""
    adresse = adresse_publique(point)
    return {
        "point": point,
        "enquete": point.enquete,
        "site": point.site,
        "adresse": adresse,
        "code": qr_code(adresse),
        "invitation": point.enquete.invitation.get(FRANCAIS, ""),
        "langues": [
            (code, LANGUES[code])
            for code in point.enquete.questionnaire.langues
            if code != FRANCAIS and code in LANGUES
        ],
    }


def affiches_pdf(points: Iterable[PointDeCollecte]) -> bytes:
    """Une page par point, dans l'ordre donné."""
    contexte = {
        "feuilles": [feuille_de(point) for point in points],
        "feuille_de_style": adresse_statique("enquetes/affiche.css"),
    }
    return ecrire_pdf(render_to_string("enquetes/rapports/affiches.html", contexte))
