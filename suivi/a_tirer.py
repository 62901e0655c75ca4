from enquetes.echantillons.populations import Population, inscrire
from suivi.models import BoiteFonctionnelle, Canal, Demande, Registre

CANAUX = (Canal.COURRIER, Canal.COURRIEL)


def reponses(controle, agent):
    """Les réponses envoyées pendant la période, par service et canal, sans rien des usagers."""
    envoyees = Demande.objects.visibles_par(agent, "suivi.view_demande").filter(
        departement=controle.departement_id,
        registre=Registre.COURRIERS_COURRIELS,
        canal__in=CANAUX,
        date_reponse__range=(controle.date_debut, controle.date_echeance),
        reponse_non_due="",
    )
    strates = {}
    champs = ("pk", "numero", "canal", "service__nom", "date_arrivee", "date_reponse")
    for pk, numero, canal, service, arrivee, reponse in envoyees.values_list(*champs):
        dit = f"arrivée le {arrivee:%d/%m/%Y}, répondue le {reponse:%d/%m/%Y}"
        strate = strates.setdefault(f"{service}, {Canal(canal).label}", {})
        strate[f"{numero or 'sans numéro'} ({pk})"] = dit
    return strates


def boites(controle, agent):
    """Les boîtes que l'application relève ; celles qu'elle ne relève pas s'ajoutent à la main."""
    siennes = BoiteFonctionnelle.objects.visibles_par(agent).actives()
    du_departement = siennes.filter(departement=controle.departement_id)
    return {"": dict(du_departement.values_list("adresse", "service__nom"))}


inscrire(Population("courriers_courriels", "réponses envoyées", "suivi.view_demande", reponses))
inscrire(
    Population(
        "accuse_reception_boites",
        "boîtes fonctionnelles",
        "suivi.view_boitefonctionnelle",
        boites,
    )
)
