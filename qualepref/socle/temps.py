"""Le jour d'aujourd'hui, que l'environnement peut fixer (ARRETE) pour les démonstrations."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def aujourdhui() -> date:
    return settings.ARRETE or timezone.localdate()


def maintenant() -> datetime:
    """L'instant présent, ramené au jour qu'ARRETE fixe : ce qui s'écrit ce jour-là en est daté."""
    instant = timezone.localtime()
    jour = settings.ARRETE
    return instant.replace(year=jour.year, month=jour.month, day=jour.day) if jour else instant


def dimanche(jour: date) -> date:
    """Le dernier jour de la semaine de ce jour."""
    return jour + timedelta(days=6 - jour.weekday())
