from urllib.parse import urlencode

from django.urls import reverse

from formations.models import ObligationFormation, SessionFormation
from qualepref.socle.agenda import Source, inscrire


def adresse_des_echeances(debut, fin):
    filtres = urlencode({"en_poste": "true", "du": debut, "au": fin})
    return f"{reverse('formations:obligationformation_list')}?{filtres}"


def adresse_des_sessions(debut, fin):
    filtres = urlencode({"etat": "prevue", "du": debut, "au": fin})
    return f"{reverse('formations:sessionformation_list')}?{filtres}"


inscrire(
    Source(
        "formations",
        "formation à suivre",
        "formations à suivre",
        permission="formations.view_agentaformer",
        agir="formations.change_agentaformer",
        champ_date="date_echeance",
        objets=lambda: ObligationFormation.objects.dus().select_related("theme"),
        adresse=adresse_des_echeances,
        champ_service="agent__service",
        libelle=lambda obligation: f"Formation à suivre : {obligation.theme}",
    )
)
inscrire(
    Source(
        "sessions-formation",
        "session de formation",
        "sessions de formation",
        permission="formations.view_sessionformation",
        agir="formations.change_sessionformation",
        champ_date="date_debut",
        objets=lambda: SessionFormation.objects.prevues().select_related("formation"),
        adresse=adresse_des_sessions,
        libelle=lambda session: f"Formation : {session.formation}",
    )
)
