"""Le courrier d'une réponse : une page A4 balisée (PDF/UA), à l'en-tête du site."""

from django.template.loader import render_to_string

from qualepref.socle.sorties.pdf import adresse_statique, ecrire_pdf
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import jour_et_mois
from suivi.models import EnTete, Reponse

GABARIT = "suivi/rapports/courrier.html"
FEUILLE = "suivi/courrier.css"


def courrier_en_pdf(*, reponse: Reponse) -> bytes:
    """Le PDF à la date de ce jour ; rien n'est enregistré."""
    return ecrire_pdf(courrier_en_html(reponse=reponse))


def courrier_en_html(*, reponse: Reponse) -> str:
    le, demande = aujourdhui(), reponse.demande
    en_tete = EnTete.objects.filter(site=demande.site_id).first() or EnTete(site=demande.site)
    contexte = {
        "reponse": reponse,
        "demande": demande,
        "en_tete": en_tete,
        "le": f"{jour_et_mois(le)} {le.year}",
        "feuille": adresse_statique(FEUILLE),
    }
    return render_to_string(GABARIT, contexte)
