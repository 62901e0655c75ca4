from celery import group, shared_task

from pilotage.trimestres import inscrire_les_trimestres
from qualepref.socle.tasks import produire
from qualepref.socle.temps import aujourdhui


@shared_task
def preparer_les_trimestres() -> None:
    """Chaque nuit : le tableau du trimestre achevé, une tâche par département qui ne l'a pas."""
    productions = inscrire_les_trimestres(aujourdhui())
    group(produire.si(production.pk) for production in productions).apply_async()
