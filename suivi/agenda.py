from urllib.parse import urlencode

from django.urls import reverse

from qualepref.socle.agenda import Source, inscrire
from suivi.models import Demande


def adresse(debut, fin):
    filtres = {"situation": "attendues", "echeance_du": debut, "echeance": fin}
    return f"{reverse('suivi:demande_list')}?{urlencode(filtres)}"


def objets():
    return Demande.objects.attendues().select_related("service").defer("explication")


inscrire(
    Source(
        "demandes",
        "réponse due",
        "réponses dues",
        permission="suivi.view_demande",
        agir="suivi.change_demande",
        champ_date="date_echeance",
        objets=objets,
        adresse=adresse,
        libelle=lambda demande: f"{demande} ({demande.service})",  # ni objet, ni usager
        champ_service="service",
    )
)
