from celery import shared_task

from suivi import envoi


@shared_task
def envoyer_reponse(reponse_id: int) -> None:
    envoi.envoyer(reponse_id=reponse_id)


@shared_task
def relancer_les_envois() -> None:
    """Renvoie à la file ce qu'elle a perdu ; un envoi interrompu attend, lui, une personne."""
    for reponse in envoi.a_relancer():
        envoyer_reponse.delay(reponse)
