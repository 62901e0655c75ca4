from celery import shared_task

from formations.purge import effacer_les_partis
from qualepref.socle.models import Departement
from suivi.cumul import tenue
from suivi.identites.purge import purger
from suivi.reponses import envoi

LOTS_PAR_MINUTE = 20  # un millier de cumuls : une reprise entière n'occupe jamais tout un worker


@shared_task
def envoyer_reponse(reponse_id: int) -> None:
    envoi.envoyer(reponse_id=reponse_id)


@shared_task
def relancer_les_envois() -> None:
    """Renvoie à la file ce qu'elle a perdu ; un envoi interrompu attend, lui, une personne."""
    for reponse in envoi.a_relancer():
        envoyer_reponse.delay(reponse)


@shared_task
def rafraichir_les_cumuls() -> None:
    """Refait les cumuls dont les demandes ont changé ; en retard, les chiffres restent justes."""
    tenue.rafraichir(LOTS_PAR_MINUTE)


@shared_task
def purger_les_identites() -> None:
    """Chaque mois, un travail par département : un échec ne retient que le sien."""
    for departement in Departement.objects.all():
        purger_le_departement.delay(departement.pk)


@shared_task
def purger_le_departement(departement_id: int) -> None:
    departement = Departement.objects.get(pk=departement_id)
    purger(departement=departement)
    effacer_les_partis(departement=departement)
