from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from qualepref.socle.echeancier import Avis, Fenetre, rappel
from qualepref.socle.models import Departement
from qualepref.socle.templatetags.socle import pluriel
from suivi.models import Demande, Situation

JOURS_DU_RESUME = 7


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
    "resume-des-demandes",
    "résumé hebdomadaire des demandes",
    "referent_qualite",
    permission="suivi.view_demande",
    objets=Departement.objects.all,
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
