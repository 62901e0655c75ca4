from urllib.parse import urlencode

from django.urls import reverse

from enquetes.models import Controle
from qualepref.socle.agenda import Source, inscrire


def adresse_des_controles(debut, fin):
    filtres = {"reste": "true", "du": debut, "au": fin}
    return f"{reverse('enquetes:controle_list')}?{urlencode(filtres)}"


inscrire(
    Source(
        "controles",
        "contrôle à finir",
        "contrôles à finir",
        permission="enquetes.view_controle",
        agir="enquetes.remplir_controle",
        champ_date="date_echeance",
        objets=lambda: Controle.objects.a_faire().select_related(
            "questionnaire", "site", "service"
        ),
        adresse=adresse_des_controles,
        libelle=lambda controle: f"Contrôle : {controle}",
    )
)
