from urllib.parse import urlencode

from django.urls import reverse

from enquetes.models import Controle, Enquete
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


def adresse_des_enquetes(debut, fin):
    filtres = {"cloture_du": debut, "cloture_au": fin, "a_clore": "true"}
    return f"{reverse('enquetes:enquete_list')}?{urlencode(filtres)}"


inscrire(
    Source(
        "enquetes",
        "clôture d'enquête",
        "clôtures d'enquête",
        permission="enquetes.view_enquete",
        agir="enquetes.change_enquete",
        champ_date="date_cloture",
        objets=Enquete.objects.non_closes,
        adresse=adresse_des_enquetes,
        libelle=lambda enquete: f"Clôture : {enquete}",
    )
)
