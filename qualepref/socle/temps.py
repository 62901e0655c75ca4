"""Le jour d'aujourd'hui, que l'environnement peut fixer (ARRETE) pour les démonstrations."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def aujourdhui() -> date:
    return settings.ARRETE or timezone.localdate()
