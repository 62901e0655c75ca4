from datetime import UTC, date, datetime

from celery import shared_task
from django.utils import timezone

from qualepref.socle.models import Affluence, Departement, Passage, Production
from qualepref.socle.synthese import envoyer_la_synthese, inscrire_les_rappels, jour_ferme
from qualepref.socle.temps import aujourdhui
from qualepref.socle.travail import effacer_les_restes

EPOQUE = datetime(1970, 1, 1, tzinfo=UTC)
UN_QUART_D_HEURE = 15 * 60  # secondes


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
    effacer_les_restes()


@shared_task
def oublier_les_passages() -> None:
    """Les envois des pages publiques ne se comptent qu'un jour."""
    Passage.objects.oublier()


@shared_task
def oublier_l_affluence() -> None:
    """Les envois d'un réseau ne se comptent qu'une heure, même si plus personne ne vient."""
    Affluence.objects.oublier()


@shared_task
def rappeler_les_echeances() -> None:
    """Chaque jour ouvré : un travail par département où ce jour n'est pas fermé."""
    le = aujourdhui()
    for departement in Departement.objects.all():
        if not jour_ferme(departement, le):
            rappeler_le_departement.delay(departement.pk, le.isoformat())


@shared_task
def rappeler_le_departement(departement_id: int, le: str) -> None:
    """Met le registre au jour, puis un travail par personne : un échec ne retient que la sienne."""
    departement = Departement.objects.get(pk=departement_id)
    for agent in inscrire_les_rappels(departement=departement, le=date.fromisoformat(le)).agents:
        rappeler_a_l_agent.delay(agent, le)


@shared_task(autoretry_for=(OSError,), max_retries=3, default_retry_delay=UN_QUART_D_HEURE)
def rappeler_a_l_agent(agent_id: int, le: str) -> None:
    """Un serveur de courriel en panne se réessaie dans l'heure, puis au prochain jour ouvré."""
    envoyer_la_synthese(agent_id=agent_id, le=date.fromisoformat(le))
