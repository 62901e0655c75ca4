"""Ce que partagent les bancs : une base jetable, un département peuplé, des gestes à tour de rôle.

L'importer prépare Django, et se fait donc avant tout import du projet. La base est un fichier
SQLite jetable, ou celle de DATABASE_URL, qui doit être vide et jetable aussi.
"""

import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))
jetable = tempfile.TemporaryDirectory(prefix="qualepref-bench-")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{jetable.name}/bench.sqlite3")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "qualepref.settings",
    "SECRET_KEY": "cle-de-mesure-sans-aucune-valeur-hors-de-ce-script",
    "ALLOWED_HOSTS": "testserver",
    "WHITENOISE_USE_FINDERS": "1",
    "DEBUG": "False",
    "ARRETE": "",
    "MEDIA_ROOT": f"{jetable.name}/medias",
}

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from qualepref.socle.models import Agent, Departement, Designation, Service, Site  # noqa: E402

CONNEXION = "qualepref.socle.authentification.BackendDesignations"


def peupler(nombre: int, regles: bool = False) -> tuple[Site, list[Service]]:
    """Un département, son site et ses services ; avec les règles de délai livrées si demandé."""
    call_command("migrate", verbosity=0)
    if regles:
        call_command("charger_referentiel", stdout=io.StringIO())
    departement = Departement.objects.create(code="38", nom="Isère")
    site = Site.objects.create(
        departement=departement, code="PREF38", nom="Préfecture", type=Site.Type.PREFECTURE
    )
    racine = Service.objects.create(site=site, code="PREF38", nom="Préfecture")
    return site, [
        Service.objects.create(site=site, parent=racine, code=f"S{n}", nom=f"Bureau n° {n}")
        for n in range(1, nombre + 1)
    ]


def designer(nom: str, fonction: str, site: Site, service: Service | None = None) -> Agent:
    """Un agent qui tient la fonction, pour tout le département ou pour un service."""
    agent = Agent.objects.create(username=nom, departement=site.departement)
    Designation.objects.create(
        agent=agent,
        departement=site.departement,
        site=service and site,
        service=service,
        fonction=fonction,
        date_debut=date(2020, 1, 1),
    )
    return agent


def navigateur(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent, CONNEXION)
    return client


def mesurer(
    gestes: dict[str, Callable],
    essais: int,
    chauffe: int = 1,
    avant: Callable = lambda: None,
    horloge: Callable[[], float] | None = None,
) -> dict[str, float]:
    """Médiane, en secondes, de gestes joués à tour de rôle après une chauffe.

    Le tour de rôle partage entre eux le bruit de la machine : les rapports se comparent, d'une
    machine à l'autre aussi ; les secondes, non. `avant` précède chaque geste, hors de la mesure.
    `horloge` : à dire quand un geste travaille hors de ce processus.
    """
    # SQLite travaille dans ce processus : son temps de calcul ne dépend guère de la charge.
    d_office = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    horloge = horloge or d_office
    durees: dict[str, list[float]] = {nom: [] for nom in gestes}
    for tour in range(essais + chauffe):
        for nom, geste in gestes.items():
            avant()
            debut = horloge()
            geste()
            if tour >= chauffe:
                durees[nom].append(horloge() - debut)
    return {nom: statistics.median(valeurs) for nom, valeurs in durees.items()}


def juger(quoi: str, rapport: float, seuil: float, forme: str = "× {:.2f}") -> None:
    tenu = "tenu" if rapport <= seuil else "DÉPASSÉ"
    print(f"{quoi} : {forme.format(rapport)} (≤ {seuil}) : {tenu}")
