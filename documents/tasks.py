from datetime import date

from celery import shared_task
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from documents import controle_des_adresses
from documents.contenus import index
from documents.models import Consultation, Diffusion, Document, VersionDocument


@shared_task
def indexer(document_id: int) -> None:
    index.indexer(document_id=document_id)


@shared_task(acks_late=False)  # un compte perdu vaut mieux qu'un compte double
def compter_une_consultation(version_id: int, service_id: int | None, jour: str) -> None:
    Consultation.objects.compter(version_id, service_id, date.fromisoformat(jour))


@shared_task
def indexer_les_retards() -> None:
    """Ce que la file a perdu, et ce qu'un import a écrit en nombre."""
    for document_id in Document.objects.a_indexer().values_list("pk", flat=True)[: index.LOT]:
        indexer.delay(document_id)


@shared_task
def controler_les_adresses() -> None:
    """Une tâche par département : un site lent ne retient pas les autres."""
    en_ligne = Diffusion.objects.en_ligne().order_by().values_list("document__departement")
    for (departement_id,) in en_ligne.distinct():
        controler_les_adresses_de.delay(departement_id)


@shared_task(soft_time_limit=controle_des_adresses.DUREE_MAX)
def controler_les_adresses_de(departement_id: int) -> None:
    controle_des_adresses.controler_le_departement(departement_id=departement_id)


@receiver(post_save, sender=Document, dispatch_uid="documents.indexer")
@receiver(post_save, sender=VersionDocument, dispatch_uid="documents.indexer")
def indexer_apres(instance, raw=False, **kwargs):
    """Dès que c'est acquis ; sans file de tâches, le rattrapage y reviendra."""
    if not raw:
        document_id = getattr(instance, "document_id", instance.pk)
        transaction.on_commit(lambda: indexer.delay(document_id), robust=True)
