"""Un vrai worker Celery et un vrai beat, sur le Redis et la base des tests."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from qualepref.socle.models import Production

REPONSE_MAX = 60  # secondes : une machine chargée met du temps à démarrer un worker


@pytest.fixture
def celery_reel(transactional_db, settings, tmp_path):
    """Les tâches partent vraiment sur Redis ; `lancer()` démarre un worker, arrêté à la fin."""
    if "REDIS_URL" not in os.environ:
        pytest.fail("REDIS_URL manque : ces tests se lancent par bin/test.")
    if connection.vendor == "sqlite":
        pytest.fail("Un worker ne voit pas une base en mémoire : PostgreSQL, par bin/test.")
    settings.CELERY_TASK_ALWAYS_EAGER = False
    processus = []

    def lancer(*arguments):
        commande = [sys.executable, "-m", "celery", "-A", "qualepref", *arguments]
        journal = (tmp_path / f"celery-{len(processus)}.log").open("w")
        processus.append(
            subprocess.Popen(
                commande,
                env=environnement(),
                stdout=journal,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        )
        return processus[-1]

    yield lancer
    for un in processus:
        tuer(un)


def environnement():
    """Les réglages de l'application, pas ceux des tests : aucune tâche n'y est jouée sur place."""
    base = connection.settings_dict
    acces = f"{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.taches.reglages",
        "DATABASE_URL": f"postgres://{acces}/{base['NAME']}",
        "MEDIA_ROOT": settings.STORAGES["default"]["OPTIONS"]["location"],
    }


def tuer(processus):
    """SIGKILL à tout le groupe : ni le worker ni ses enfants n'ont le temps de rien finir."""
    if processus.poll() is None:
        os.killpg(processus.pid, signal.SIGKILL)
    processus.wait()


def laisser_passer_le_silence(**lesquelles):
    """Comme si ces productions n'avaient plus rien dit depuis quarante-cinq secondes.

    Un worker resté en vie redirait aussitôt qu'il l'est : la reprise n'en serait pas une.
    """
    depuis = timezone.now() - timedelta(seconds=settings.PRODUCTION_SILENCE)
    Production.objects.filter(**lesquelles).update(battement=depuis, envoyee_le=depuis)


def attendre(condition, secondes=REPONSE_MAX):
    """Rend le temps qu'il a fallu ; échoue si la condition ne vient pas."""
    debut = time.monotonic()
    while not condition():
        if time.monotonic() - debut > secondes:
            pytest.fail(f"rien au bout de {secondes} s")
        time.sleep(0.05)
    return time.monotonic() - debut
