"""Mesure les tableaux de bord d'un trimestre, un par département, en un seul groupe Celery.

    .venv/bin/python bench/trimestre.py [--departements 101] [--par-an 20000] [--annees 3]

Les demandes sont faites par SQL et leurs cumuls tenus à jour, comme chaque minute en production. De
vrais workers, sur un Redis à eux, reçoivent alors la tâche de la nuit (`preparer_les_trimestres`) :
elle inscrit chaque département et envoie un groupe ; chacun calcule, range ses mesures et met son
PDF en page. D'abord par un worker, puis par deux, sur les mêmes données, les workers déjà chauds.
« Occupé » : part du temps de tous les cœurs de la machine, PostgreSQL compris ; une machine qui
travaille à autre chose fausse ce chiffre et le rapport, qui se lisent au calme.

PostgreSQL par DATABASE_URL (base vide et jetable). Seuils, sur deux cœurs : deux workers ≥ 1,5 × un
seul ; aucun tableau perdu, aucun doublé. La page, elle, se mesure par bench/tableau_de_bord.py.
"""

import argparse
import io
import os
import sys
import time
from datetime import date
from pathlib import Path

import banc
import cumul
import redis
from celery import group
from django.core.management import call_command
from django.db import connection

from pilotage.models import Mesure, TableauDeBord
from pilotage.tasks import preparer_les_trimestres
from pilotage.trimestres import inscrire_les_trimestres
from qualepref.celery import app
from qualepref.socle.models import Departement, Production
from qualepref.socle.tasks import produire
from suivi.cumul import tenue

sys.path.insert(0, str(banc.RACINE / "bin"))

from serveurs import Serveurs, port_libre  # noqa: E402

GAIN, SITES = 1.5, 4
TERMINEE = Production.Etat.TERMINEE


class Atelier:
    """Un Redis et des workers, chauffés avant toute mesure."""

    def __init__(self, aujourdhui: date):
        self.aujourdhui, self.workers = aujourdhui, 0
        self.serveurs = Serveurs(Path(banc.jetable.name) / "journaux")
        port = port_libre()
        app.conf.broker_url = os.environ["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
        os.environ["ARRETE"] = aujourdhui.isoformat()
        commande = ("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "")
        self.serveurs.lancer("redis", *commande)
        file = redis.Redis(port=port)
        self.serveurs.attendre("redis", lambda: repond(file))

    def ouvrir(self, workers: int) -> None:
        """Complète jusqu'à ce nombre de workers d'un processus, et attend qu'ils répondent."""
        for rang in range(self.workers, workers):
            celery = (sys.executable, "-m", "celery", "-A", "qualepref", "worker")
            self.serveurs.lancer(f"worker {rang}", *celery, "-c", "1", "-n", f"{rang}@banc")
        self.workers = workers
        attendre(lambda: len(app.control.ping(timeout=0.5)) == workers)


def repond(file: redis.Redis) -> bool:
    try:
        return file.ping()
    except redis.ConnectionError:
        return False


def attendre(condition) -> None:
    while not condition():
        time.sleep(0.05)


def peupler(choix) -> None:
    call_command("migrate", verbosity=0)
    call_command("charger_referentiel", stdout=io.StringIO())
    for rang in range(choix.departements):
        services = cumul.organisation(SITES, code=f"{rang:03d}", nom=f"Département {rang}")
        cumul.remplir(choix.par_an * choix.annees, choix.annees, services)
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE")


def oublier() -> None:
    """Comme si le trimestre n'avait jamais été préparé."""
    Mesure.objects.all().delete()
    TableauDeBord.objects.all().delete()
    Production.objects.all().delete()


def preparer(atelier: Atelier, workers: int) -> float:
    """Secondes, de l'envoi de la tâche de la nuit au dernier tableau."""
    atelier.ouvrir(workers)
    oublier()
    debut, occupe = time.perf_counter(), processeur()
    preparer_les_trimestres.delay()
    nombre = Departement.objects.count()
    faits = Production.objects.filter(etat=TERMINEE)
    attendre(lambda: faits.count() == nombre)
    duree = time.perf_counter() - debut
    part = (processeur() - occupe) / duree / os.cpu_count()
    print(
        f"  {workers} worker(s) : {duree:7.1f} s, {duree / nombre:5.2f} s l'un, occupé {part:.0%}"
    )
    controler(nombre)
    return duree


def processeur() -> float:
    """Secondes de calcul de toute la machine, tous cœurs ensemble (proc(5), stat)."""
    utilisateur, gentil, noyau = map(int, Path("/proc/stat").read_text().split()[1:4])
    return (utilisateur + gentil + noyau) / os.sysconf("SC_CLK_TCK")


def controler(nombre: int) -> None:
    tableaux = TableauDeBord.objects.exclude(donnees={})
    banc.juger("  perdus", nombre - tableaux.values("departement").distinct().count(), 0, "{}")
    banc.juger("  doublés", TableauDeBord.objects.count() - nombre, 0, "{}")
    assert Mesure.objects.values("departement").distinct().count() == nombre
    assert all(production.fichier.size for production in Production.objects.all())


def chauffer(atelier: Atelier, workers: int) -> None:
    """Deux tableaux par worker : chacun a chargé de quoi calculer et mettre en page."""
    atelier.ouvrir(workers)
    oublier()
    premieres = inscrire_les_trimestres(atelier.aujourdhui)[: 2 * workers]
    group(produire.si(production.pk) for production in premieres).apply_async()
    faits = Production.objects.filter(etat=TERMINEE)
    attendre(lambda: faits.count() == len(premieres))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--departements", type=int, default=101)
    options.add_argument("--par-an", type=int, default=20_000)
    options.add_argument("--annees", type=int, default=3)
    choix = options.parse_args()
    cumul.chronometrer("demandes", lambda: peupler(choix))
    cumul.chronometrer("cumuls", tenue.rafraichir)
    atelier = Atelier(date(cumul.PREMIERE_ANNEE + choix.annees, 1, 15))
    try:
        total = choix.departements * choix.par_an * choix.annees
        print(f"{choix.departements} départements, {total:,} demandes".replace(",", " "))
        chauffer(atelier, 1)
        seul = preparer(atelier, 1)
        chauffer(atelier, 2)
        a_deux = preparer(atelier, 2)
        gain = seul / a_deux
        tenu = "tenu" if gain >= GAIN else "MANQUÉ"
        print(f"deux workers : × {gain:.2f} (≥ {GAIN}) : {tenu}")
    finally:
        connection.close()
        atelier.serveurs.arreter()


if __name__ == "__main__":
    main()
