from datetime import date

from celery import group, shared_task

from pilotage import expeditions, fiches
from pilotage.trimestres import inscrire_les_trimestres
from qualepref.socle.models import Departement
from qualepref.socle.tasks import produire
from qualepref.socle.temps import aujourdhui


@shared_task
def preparer_les_trimestres() -> None:
    """Chaque nuit : le tableau du trimestre achevé, une tâche par département qui ne l'a pas."""
    productions = inscrire_les_trimestres(aujourdhui())
    group(produire.si(production.pk) for production in productions).apply_async()


@shared_task
def preparer_les_fiches() -> None:
    """Chaque nuit : les fiches du mois et la demi-page de la semaine, une tâche par département."""
    for departement in Departement.objects.all():
        preparer_les_fiches_du_departement.delay(departement.pk, aujourdhui().isoformat())


@shared_task
def preparer_les_fiches_du_departement(departement_id: int, le: str) -> None:
    departement = Departement.objects.get(pk=departement_id)
    nouvelles = fiches.preparer_les_fiches(departement, date.fromisoformat(le))
    expeditions.confier(nouvelles, expedier)


@shared_task
def expedier(expedition_id: int) -> None:
    expeditions.envoyer(expedition_id=expedition_id)


@shared_task
def relancer_les_expeditions() -> None:
    """Renvoie à la file ce qu'elle a perdu ; un envoi interrompu attend, lui, une personne."""
    for expedition in expeditions.a_relancer():
        expedier.delay(expedition)
