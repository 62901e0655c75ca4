from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from qualepref.socle.droits import TOUS
from qualepref.socle.echeancier import Avis, Fenetre, rappel
from qualepref.socle.models import Departement
from qualepref.socle.templatetags.socle import pluriel
from suivi.models import Demande, Fait, Registre, Reponse, Signalement, Situation
from suivi.models.signalements import SUIVRE

JOURS_DU_RESUME = 7
DEUX_MOIS = timedelta(days=62)


def demandes_dues():
    return Demande.objects.ouvertes().dues()


@rappel(
    "demandes-en-retard",
    "demandes en retard de réponse",
    "correspondant",
    permission="suivi.view_demande",
    objets=demandes_dues,
    champ_date="date_echeance",
)
def demandes_en_retard(fenetre):
    return avis_aux_correspondants(fenetre, Demande.objects.en_retard(fenetre.le))


@rappel(
    "demandes-a-echeance",
    "demandes à échéance",
    "correspondant",
    permission="suivi.view_demande",
    objets=demandes_dues,
    champ_date="date_echeance",
    preavis=5,
)
def demandes_a_echeance(fenetre):
    proches = Demande.objects.a_echeance_entre(fenetre.le, fenetre.jusqu_au)
    return avis_aux_correspondants(fenetre, proches)


def avis_aux_correspondants(fenetre: Fenetre, demandes):
    """Ni l'objet ni l'auteur : un courriel sort de la maison, un numéro et une date suffisent."""
    siennes = demandes.filter(departement=fenetre.departement).select_related("service")
    for demande in siennes.defer("explication", "objet", "observations"):
        for agent in fenetre.destinataires.du_role("correspondant", demande.service_id):
            yield Avis(
                agent,
                demande.pk,
                demande.date_echeance,
                demande.get_absolute_url(),
                f"{demande} ({demande.service})",
            )


@rappel(
    "demandes-transmises",
    "demandes transmises à mon service",
    "correspondant",
    permission="suivi.change_demande",
    objets=Demande.objects.ouvertes,
    champ_date="date_transmission",
    est_une_echeance=False,
)
def demandes_transmises(fenetre):
    """Un second transfert au même service, plus tard, est un avis de plus."""
    transferts = Fait.objects.transferts().filter(
        demande__departement=fenetre.departement,
        demande__etat__in=Demande.Etat.ouverts(),
        vers_service=F("demande__service"),
        le__gte=fenetre.le - DEUX_MOIS,
        le__lte=fenetre.jusqu_au,
    )
    for fait in transferts.select_related("demande__service", "de_service"):
        demande = fait.demande
        for agent in fenetre.destinataires.du_role("correspondant", demande.service_id):
            libelle = f"{demande}, transmise par {fait.de_service}"
            yield Avis(agent, demande.pk, fait.le, demande.get_absolute_url(), libelle)


def reponses_apres_transfert():
    return Demande.objects.filter(date_transmission__isnull=False, date_reponse__isnull=False)


@rappel(
    "reponses-des-services",
    "réponses des services aux demandes transmises",
    "referent_qualite",
    permission="suivi.view_demande",
    objets=reponses_apres_transfert,
    champ_date="date_reponse",
    est_une_echeance=False,
)
def reponses_des_services(fenetre):
    """La boucle d'une réclamation transmise : le service a répondu, la référente le sait."""
    repondues = reponses_apres_transfert().filter(
        departement=fenetre.departement,
        date_reponse__gte=fenetre.le - DEUX_MOIS,
        date_reponse__lte=fenetre.jusqu_au,
        pk__in=Fait.objects.transferts().values("demande"),
    )
    return avis_a_la_referente(fenetre, repondues.select_related("service"), "date_reponse")


@rappel(
    "resume-des-demandes",
    "résumé hebdomadaire des demandes",
    "referent_qualite",
    permission="suivi.view_demande",
    objets=Departement.objects.all,
    est_une_echeance=False,
    impose_a=("referent_qualite",),
)
def resume_des_demandes(fenetre):
    """Une ligne par semaine : la référente n'a pas à lire une demande après l'autre."""
    lundi = fenetre.le - timedelta(days=fenetre.le.weekday())
    comptes = compter(fenetre)
    if not any(comptes.values()):
        return
    adresse = f"{reverse('suivi:demande_list')}?{urlencode({'situation': Situation.EN_RETARD})}"
    for agent in fenetre.destinataires.du_role("referent_qualite"):
        yield Avis(agent, fenetre.departement.pk, lundi, adresse, en_mots(**comptes), "resume")


def compter(fenetre: Fenetre) -> dict[str, int]:
    """En retard ce jour-là, et à échéance dans la semaine qui vient (une requête)."""
    le, bientot = fenetre.le, fenetre.le + timedelta(days=JOURS_DU_RESUME)
    siennes = demandes_dues().filter(departement=fenetre.departement).order_by()
    return siennes.aggregate(
        retards=Count("pk", filter=Q(date_echeance__lt=le)),
        proches=Count("pk", filter=Q(date_echeance__gte=le, date_echeance__lte=bientot)),
    )


def en_mots(retards: int, proches: int) -> str:
    """« 12 demandes en retard de réponse, 5 autres à échéance d'ici 7 jours »."""
    echeance = f"à échéance d'ici {JOURS_DU_RESUME} jours"
    if not retards:
        return f"{proches} demande{pluriel(proches)} {echeance}"
    dits = f"{retards} demande{pluriel(retards)} en retard de réponse"
    return f"{dits}, {proches} autre{pluriel(proches)} {echeance}" if proches else dits


def reclamations():
    return demandes_dues().du_registre(Registre.SUGGESTIONS_RECLAMATIONS)


@rappel(
    "reclamations-recues",
    "suggestions et réclamations reçues",
    "referent_qualite",
    permission="suivi.view_demande",
    objets=reclamations,
    champ_date="date_arrivee",
    est_une_echeance=False,
)
def reclamations_recues(fenetre):
    """Cinquante le même jour font un courriel : l'arrivée se dit avec le reste, à 9 heures.

    Au-delà de deux mois ce n'est plus une arrivée : le résumé de la semaine la compte en retard.
    """
    arrivees = reclamations().recues_entre(fenetre.le - DEUX_MOIS, fenetre.jusqu_au)
    arrivees = arrivees.filter(departement=fenetre.departement)
    return avis_a_la_referente(fenetre, arrivees.select_related("service"), "date_arrivee")


@rappel(
    "signalements-a-trier",
    "signalements à trier",
    "referent_qualite",
    permission="suivi.change_signalement",
    objets=Signalement.objects.a_trier,
    champ_date="date_depot",
    est_une_echeance=False,
)
def signalements_a_trier(fenetre):
    deposes = Signalement.objects.a_trier().filter(departement=fenetre.departement)
    return avis_a_la_referente(fenetre, deposes.select_related("service"), "date_depot")


def avis_a_la_referente(fenetre: Fenetre, objets, date):
    """Un numéro et un service : ni ce qui est écrit, ni par qui."""
    for objet in objets:
        lieu = f" ({objet.service})" if objet.service_id else ""
        for agent in fenetre.destinataires.du_role("referent_qualite"):
            jour, url = getattr(objet, date), objet.get_absolute_url()
            yield Avis(agent, objet.pk, jour, url, f"{objet}{lieu}")


@rappel(
    "nouvelles-de-mes-signalements",
    "nouvelles de mes signalements",
    *TOUS,
    permission=SUIVRE,
    objets=Signalement.objects.a_lire,
    est_une_echeance=False,
)
def nouvelles_de_mes_signalements(fenetre):
    """À l'auteur seul ; une réponse puis une clôture sont deux nouvelles."""
    nouvelles = Signalement.objects.a_lire().filter(departement=fenetre.departement)
    for signalement in nouvelles.filter(auteur__is_active=True):
        dates = (signalement.date_depot, signalement.date_reponse, signalement.date_cloture)
        yield Avis(
            signalement.auteur_id,
            signalement.pk,
            max(filter(None, dates)),
            signalement.adresse_pour_l_auteur,
            str(signalement),
        )


@rappel(
    "reponses-a-relire",
    "réponses à relire",
    "referent_qualite",
    "correspondant",
    permission="suivi.relire_reponse",
    objets=Reponse.objects.a_relire,
    est_une_echeance=False,
)
def reponses_a_relire(fenetre):
    """À qui peut relire et n'a pas écrit ; ni le texte, ni à qui il s'adresse."""
    soumises = Reponse.objects.a_relire().filter(demande__departement=fenetre.departement)
    for reponse in soumises.select_related("demande__service").defer(*Reponse.NOMINATIFS):
        jour = timezone.localtime(reponse.modifiee_le).date()
        libelle = f"{reponse} ({reponse.demande.service})"
        service = reponse.demande.service_id
        for agent in fenetre.destinataires.habilites("suivi.relire_reponse", service):
            if agent not in (reponse.redigee_par_id, reponse.modifiee_par_id):
                yield Avis(agent, reponse.pk, jour, reponse.get_absolute_url(), libelle)
