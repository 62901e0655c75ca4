from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from suivi.messagerie.releve import relever
from suivi.models import BoiteFonctionnelle, MessageRecu


@shared_task
def relever_les_boites() -> None:
    """Un travail par boîte en marche : un serveur muet ne retient pas les autres."""
    for boite in BoiteFonctionnelle.objects.actives():
        relever_la_boite.delay(boite.pk)


@shared_task
def relever_la_boite(boite_id: int) -> None:
    """Sans effet si la boîte fut arrêtée entre-temps, ou si un autre worker la tient."""
    actives = BoiteFonctionnelle.objects.actives().select_related("service__site__departement")
    if boite := actives.filter(pk=boite_id).first():
        relever(boite=boite)


@shared_task
def effacer_les_courriels_bruts() -> None:
    conservation = timedelta(days=settings.COURRIEL_CONSERVATION_JOURS)
    MessageRecu.objects.effacer_les_bruts(timezone.now() - conservation)
