"""Les demandes de 2022, de deux classeurs, et ce que des agents ont signalé cette année-là."""

from datetime import date

from qualepref.socle.demonstration import Demonstration, morceau, saisir
from qualepref.socle.forms.vues import NouvelleVueForm
from qualepref.socle.models import VueEnregistree
from suivi.demonstration import boites, echantillon, reclamations, reponses
from suivi.forms.depots import PointDeDepotForm
from suivi.forms.signalements import InscrireForm, SignalerForm
from suivi.models import Demande, LotSaisie, PointDeDepot, Signalement

DYSFONCTIONNEMENT, IDEE = Signalement.Nature.DYSFONCTIONNEMENT, Signalement.Nature.IDEE
# jour, qui, nature, service ou None, description
BORNE = (
    *(date(2022, 10, 3), "agent", DYSFONCTIONNEMENT, "AG"),
    "La borne du hall ne rend plus de ticket depuis lundi ; les usagers attendent au guichet 3.",
)
PAGE = (
    *(date(2022, 11, 14), "agent", DYSFONCTIONNEMENT, None),
    "Le lien « prendre rendez-vous » de la page des cartes grises mène à une page d'erreur.",
)
MERCREDI = (
    *(date(2022, 12, 5), "correspondante", IDEE, "AG"),
    "Ouvrir un guichet sans rendez-vous le mercredi après-midi, quand les bureaux sont calmes.",
)
AFFICHE = (
    *(date(2022, 12, 19), "agent", IDEE, "PN"),
    "Afficher au point numérique la liste des pièces à scanner avant de commencer une démarche.",
)


# qui, nom, filtres, partagée
VUES = (
    ("referente", "Réclamations à traiter", "nature=reclamation&situation=ouvertes", True),
    ("referente", "Lettres en retard", "canal=courrier&situation=en_retard", False),
    ("correspondante", "Courriels en retard", "canal=courriels&situation=en_retard", False),
)


def a_des_demandes(departement) -> bool:
    return Demande.objects.filter(departement=departement).exists()


@morceau("Demandes", est_la=a_des_demandes)
def importer_les_demandes(demonstration: Demonstration) -> None:
    demonstration.importer("demandes", "suivi-courriers-courriels-2022.xlsx")
    demonstration.importer("demandes", "suggestions-reclamations-2022.xlsx")


@morceau("Échantillon de réponses", est_la=echantillon.est_tire)
def relever_un_echantillon(demonstration: Demonstration) -> None:
    echantillon.relever(demonstration)


@morceau("Signalements", est_la=lambda d: d.signalements.exists())
def suivre_des_signalements(demonstration: Demonstration) -> None:
    """Un de chaque état ; aucune action n'en naît, le plan garde les chiffres de son classeur."""
    borne, page = signaler(demonstration, *BORNE), signaler(demonstration, *PAGE)
    with demonstration.le(date(2022, 10, 6)):
        borne.repondre("Le prestataire l'a réparée ce matin ; son numéro est affiché au guichet.")
        borne.clore()
    with demonstration.le(date(2022, 11, 16)):
        page.trier(service=demonstration.services("COM")[0], endroit="Site internet")
        page.repondre("Le lien est corrigé. Merci : quatre personnes l'avaient dit au guichet.")
    with demonstration.le(date(2022, 12, 2)) as referente:
        inscrire(referente).classer("Le parc de stationnement est à la ville, qui en est avertie.")
    mercredi = signaler(demonstration, *MERCREDI, nom_dicible=True)
    with demonstration.le(date(2022, 12, 8)):
        mercredi.trier()
    signaler(demonstration, *AFFICHE)


@morceau("Points de dépôt", est_la=lambda d: PointDeDepot.objects.du_departement(d).exists())
def ouvrir_des_points_de_depot(demonstration: Demonstration) -> None:
    """Deux affiches ; aucun message déposé, les comptes restent ceux des classeurs."""
    for code, intitule in (("AG", "Hall de la préfecture"), ("PN", "Point numérique")):
        saisie = {"intitule": intitule, "est_ouvert": True}
        saisie["service"] = demonstration.services(code)[0]
        with demonstration.le(date(2022, 9, 5)) as referente:
            saisir(PointDeDepotForm(saisie, agent=referente))


@morceau("Réponses", est_la=lambda d: d.modeles_reponse.exists())
def repondre_a_des_usagers(demonstration: Demonstration) -> None:
    reponses.montrer(demonstration)


@morceau("Vues", est_la=lambda d: VueEnregistree.objects.filter(departement=d).exists())
def garder_des_vues(demonstration: Demonstration) -> None:
    """Une pour tout le département, une pour soi."""
    for qui, intitule, parametres, partagee in VUES:
        saisie = {"liste": "suivi:demande_list", "intitule": intitule, "parametres": parametres}
        partage = {"partagee": "on"} if partagee else {}
        saisir(NouvelleVueForm(saisie | partage, agent=demonstration.agent(qui)))


def signaler(demonstration, jour, qui, nature, code, description, **champs) -> Signalement:
    services = demonstration.services(code) if code else [None]
    saisie = {"nature": nature, "description": description, "service": services[0], **champs}
    with demonstration.le(jour, qui) as auteur:
        return saisir(SignalerForm(saisie, agent=auteur))


def inscrire(referente) -> Signalement:
    saisie = {
        "canal": Signalement.Canal.BOITE_QUALITE,
        "date_depot": date(2022, 12, 1),
        "nature": DYSFONCTIONNEMENT,
        "description": "Les places réservées devant l'entrée sont prises par des livreurs.",
    }
    return saisir(InscrireForm(saisie, agent=referente))


@morceau("Courriels reçus", est_la=lambda d: d.boites.exists())
def recevoir_des_courriels(demonstration: Demonstration) -> None:
    boites.montrer(demonstration)


def a_un_lot(departement) -> bool:
    return LotSaisie.objects.filter(service__site__departement=departement).exists()


@morceau("Recevabilité et saisie rapide", est_la=a_un_lot)
def examiner_des_reclamations(demonstration: Demonstration) -> None:
    reclamations.montrer(demonstration)
