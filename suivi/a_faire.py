from urllib.parse import urlencode

from django.urls import reverse

from qualepref.socle.calendrier import Calendrier
from qualepref.socle.droits import TOUS
from qualepref.socle.taches import Ligne, a_faire
from qualepref.socle.temps import aujourdhui
from suivi.models import (
    BoiteFonctionnelle,
    Demande,
    MessageRecu,
    Reponse,
    Signalement,
    Situation,
)

JOURS_OUVRES_DE_PREAVIS = 3


@a_faire("referent_qualite", "correspondant")
def demandes_en_retard(agent):
    nombre = Demande.objects.visibles_par(agent).en_retard().count()
    yield Ligne(
        nombre,
        "demande(s) en retard de réponse",
        adresse(situation=Situation.EN_RETARD),
        "error",
    )


@a_faire("referent_qualite", "correspondant")
def demandes_a_echeance(agent):
    """Le préavis se compte en jours ouvrés du territoire, sans les fermetures de chaque site."""
    aujourd_hui = aujourdhui()
    territoire = Calendrier(agent.departement.calendrier) if agent.departement else Calendrier()
    limite = territoire.ajouter_jours_ouvres(aujourd_hui, JOURS_OUVRES_DE_PREAVIS)
    proches = Demande.objects.visibles_par(agent).a_echeance_entre(aujourd_hui, limite)
    yield Ligne(
        proches.count(),
        f"demande(s) à échéance d'ici {JOURS_OUVRES_DE_PREAVIS} jours ouvrés",
        adresse(situation=Situation.A_TEMPS, echeance=limite),
        "warning",
    )


def adresse(**filtres):
    return f"{reverse('suivi:demande_list')}?{urlencode(filtres)}"


@a_faire("referent_qualite")
def signalements_a_traiter(agent):
    tenus = Signalement.objects.visibles_par(agent, "suivi.change_signalement")
    a_trier = tenus.a_trier().count()
    liste = reverse("suivi:signalement_list")
    yield Ligne(a_trier, "signalement(s) à trier", f"{liste}?etat=recu", "warning")
    attendent = tenus.sans_reponse().count() - a_trier
    yield Ligne(attendent, "signalement(s) en cours, sans réponse", f"{liste}?etat=en_cours")


@a_faire(*TOUS)
def nouvelles_de_mes_signalements(agent):
    """Une seule nouvelle s'ouvre d'un clic ; plusieurs mènent à la liste, où elles sont en tête."""
    nouvelles = list(Signalement.objects.deposes_par(agent).a_lire().only("pk")[:100])
    une = len(nouvelles) == 1
    adresse = nouvelles[0].adresse_pour_l_auteur if une else reverse("suivi:mes_signalements")
    libelle = (
        "nouvelle de votre signalement à lire" if une else "nouvelles de vos signalements à lire"
    )
    yield Ligne(len(nouvelles), libelle, adresse, "warning")


@a_faire("referent_qualite", "correspondant")
def reponses_a_suivre(agent):
    """Ce qui n'est pas parti, ce qu'un autre attend qu'on relise, ce qu'on m'a rendu."""
    liste, tenues = reverse("suivi:reponse_list"), Reponse.objects.visibles_par(agent)
    echouees = tenues.echouees().count()
    yield Ligne(echouees, "réponse(s) dont l'envoi a échoué", f"{liste}?etat=echouee", "error")
    a_relire = Reponse.objects.a_relire_par(agent).count()
    yield Ligne(a_relire, "réponse(s) à relire", f"{liste}?etat=a_relire", "warning")
    rendues = tenues.rendues_a(agent).count()
    yield Ligne(rendues, "réponse(s) à reprendre après relecture", f"{liste}?etat=refusee")


@a_faire("administrateur")
def boites_en_panne(agent):
    pannes = BoiteFonctionnelle.objects.visibles_par(agent).en_panne().count()
    yield Ligne(pannes, "boîte(s) aux lettres en panne", reverse("suivi:boite_list"), "error")


@a_faire("referent_qualite", "correspondant")
def courriels_a_regarder(agent):
    messages = MessageRecu.objects.visibles_par(agent, "suivi.change_messagerecu")
    liste = reverse("suivi:message_list")
    suites, erreurs = messages.suites_a_lire().count(), messages.a_revoir().count()
    yield Ligne(suites, "suite(s) d'usagers à lire", f"{liste}?etat=suites_a_lire", "warning")
    yield Ligne(erreurs, "courriel(s) en erreur à reprendre", f"{liste}?etat=en_erreur", "error")
