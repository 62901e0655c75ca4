from django.urls import reverse

from formations.models import ObligationFormation, Participation, PeriodeTutorat
from formations.models.sessions import SUIVRE
from qualepref.socle.echeancier import Avis, rappel

REFERENT, CORRESPONDANT = "referent_qualite", "correspondant"


def charges_du_service(fenetre, service):
    """Les correspondants du service ; à défaut le référent : rien ne se perd."""
    qui = fenetre.destinataires
    return qui.du_role(CORRESPONDANT, service) or qui.du_role(REFERENT)


@rappel(
    "formations-dues",
    "formations à suivre",
    REFERENT,
    CORRESPONDANT,
    permission="formations.view_agentaformer",
    objets=ObligationFormation.objects.dus,
    champ_date="date_echeance",
    preavis=60,
)
def formations_dues(fenetre):
    """Deux mois avant : le temps de trouver une session. Le courriel ne nomme personne."""
    dues = ObligationFormation.objects.dus(fenetre.le).filter(
        date_echeance__lte=fenetre.jusqu_au,
        agent__service__site__departement=fenetre.departement,
    )
    for une in dues.select_related("agent__service", "theme"):
        dit = f"Formation à suivre : {une.theme} ({une.agent.service})"
        for agent in charges_du_service(fenetre, une.agent.service_id):
            yield Avis(agent, une.pk, une.date_echeance, une.get_absolute_url(), dit)


@rappel(
    "tutorats-qui-finissent",
    "tutorats qui finissent",
    REFERENT,
    CORRESPONDANT,
    permission="formations.view_tutorat",
    objets=PeriodeTutorat.objects.dernieres,
    champ_date="date_fin",
    preavis=15,
)
def tutorats_qui_finissent(fenetre):
    """Le temps de renouveler, ou de clore avec un bilan."""
    finissent = PeriodeTutorat.objects.dernieres().filter(
        date_fin__lte=fenetre.jusqu_au, tutorat__service__site__departement=fenetre.departement
    )
    for une in finissent.select_related("tutorat__service"):
        dit = f"Tutorat qui finit ({une.tutorat.service})"
        for agent in charges_du_service(fenetre, une.tutorat.service_id):
            yield Avis(agent, une.pk, une.date_fin, une.get_absolute_url(), dit)


@rappel(
    "mes-formations",
    "mes formations à suivre",
    "agent",
    permission=SUIVRE,
    objets=ObligationFormation.objects.dus,
    champ_date="date_echeance",
    preavis=60,
)
def mes_formations(fenetre):
    dues = ObligationFormation.objects.dus(fenetre.le).filter(
        date_echeance__lte=fenetre.jusqu_au,
        agent__compte__is_active=True,
        agent__service__site__departement=fenetre.departement,
    )
    adresse = reverse("formations:mes_formations")
    for une in dues.select_related("agent", "theme"):
        dit = f"Votre formation à suivre : {une.theme}"
        yield Avis(une.agent.compte_id, une.pk, une.date_echeance, adresse, dit)


@rappel(
    "mes-sessions",
    "sessions où je suis inscrit",
    "agent",
    permission=SUIVRE,
    objets=Participation.objects.inscrites,
    champ_date="session__date_debut",
    preavis=15,
)
def mes_sessions(fenetre):
    places = Participation.objects.inscrites(fenetre.le).filter(
        session__date_debut__lte=fenetre.jusqu_au,
        agent__compte__is_active=True,
        session__departement=fenetre.departement,
    )
    adresse = reverse("formations:mes_formations")
    for une in places.select_related("agent", "session__formation"):
        dit = f"Votre formation : {une.session}"
        yield Avis(une.agent.compte_id, une.pk, une.session.date_debut, adresse, dit)
