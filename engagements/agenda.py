from urllib.parse import urlencode

from django.urls import reverse

from engagements.models import Action
from qualepref.socle.agenda import Source, inscrire


def adresse(debut, fin):
    filtres = {"etat": "a_mener", "echeance_du": debut, "echeance_au": fin}
    return f"{reverse('engagements:action_list')}?{urlencode(filtres)}"


inscrire(
    Source(
        "actions",
        "action à échéance",
        "actions à échéance",
        permission="engagements.view_action",
        agir="engagements.avancer_action",
        champ_date="date_echeance",
        objets=Action.objects.a_mener,
        adresse=adresse,
        libelle=lambda action: f"Action {action}",
        champ_service="service",
    )
)
