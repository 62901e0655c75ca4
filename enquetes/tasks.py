from celery import shared_task

from enquetes import conduite
from qualepref.socle.temps import aujourdhui


@shared_task
def tenir_les_enquetes() -> None:
    conduite.tenir(aujourdhui())


@shared_task
def ranger_les_reponses() -> None:
    """Chaque heure : celles d'une enquête close à la main n'attendent pas la nuit."""
    conduite.ranger_les_closes()
