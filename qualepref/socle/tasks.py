from datetime import UTC, datetime

from celery import shared_task
from django.utils import timezone

from qualepref.socle.models import Production

EPOQUE = datetime(1970, 1, 1, tzinfo=UTC)


@shared_task
def produire(production_id: int) -> None:
    Production.objects.get(pk=production_id).produire()


@shared_task
def relancer_les_productions() -> None:
    """Envoie de nouveau les productions dont le worker est mort ou dont le message s'est perdu."""
    Production.objects.muettes().update(etat=Production.Etat.EN_ATTENTE, envoyee_le=EPOQUE)
    for production in Production.objects.oubliees():
        Production.objects.filter(pk=production.pk).update(envoyee_le=timezone.now())
        produire.delay(production.pk)


@shared_task
def effacer_les_fichiers_perimes() -> None:
    """Retire les fichiers dont la durée de conservation est passée ; la trace reste."""
    for production in Production.objects.perimees():
        production.effacer_les_fichiers()
