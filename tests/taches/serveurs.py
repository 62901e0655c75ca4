"""Un Redis et un PostgreSQL à soi, qu'un essai coupe net et relance sans gêner les autres."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import redis

from tests.taches.conftest import attendre

HOTE = "127.0.0.1"
# PostgreSQL refuse de tourner en root.
COMPTE = {"user": "postgres"} if os.geteuid() == 0 else {}
OUTILS = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: float(bin.parent.name))
POUR_UN_ESSAI = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def port_libre():
    with socket.create_server((HOTE, 0)) as prise:
        return prise.getsockname()[1]


class Serveur:
    """Un processus dans son dossier ; coupé net, il repart de ce que le disque en garde."""

    arret_net = signal.SIGKILL

    def __init__(self):
        self.port = port_libre()
        self.dossier = Path(tempfile.mkdtemp(prefix="qualepref-essai-"))

    def lancer(self):
        with (self.dossier / "journal").open("a") as journal:
            self.processus = subprocess.Popen(
                self.commande(), stdout=journal, stderr=subprocess.STDOUT, **self.compte
            )
        attendre(self.repond)

    def couper(self):
        self.processus.send_signal(self.arret_net)
        self.processus.wait()

    def arreter(self):
        self.couper()
        shutil.rmtree(self.dossier)


class Redis(Serveur):
    """Ne garde rien sur disque : coupé, il oublie toute la file."""

    compte = {}

    @property
    def adresse(self):
        return f"redis://{HOTE}:{self.port}/0"

    def commande(self):
        return ["redis-server", "--bind", HOTE, "--port", str(self.port), "--save", ""]

    def repond(self):
        try:
            return redis.Redis(host=HOTE, port=self.port).ping()
        except redis.ConnectionError:
            return False


class Postgresql(Serveur):
    """Coupé, il relit son journal au démarrage, comme après une panne de courant."""

    arret_net = signal.SIGQUIT
    compte = COMPTE

    def __init__(self):
        super().__init__()
        if COMPTE:
            shutil.chown(self.dossier, COMPTE["user"])
        creer = ("--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8")
        self._outil("initdb", *creer, "--locale=C.UTF-8", "-D", self.dossier / "base", **COMPTE)

    def commande(self):
        place = ("-D", self.dossier / "base", "-h", HOTE, "-p", str(self.port))
        return [OUTILS / "postgres", *place, "-k", self.dossier, *POUR_UN_ESSAI]

    def repond(self):
        pret = [OUTILS / "pg_isready", "-q", "-h", HOTE, "-p", str(self.port)]
        return subprocess.run(pret).returncode == 0

    def recopier(self, base):
        """La base des essais, telle qu'elle est : schéma, déclencheurs et données."""
        acces = os.environ | {"PGPASSWORD": base["PASSWORD"]}
        d_ou = ("-h", base["HOST"], "-p", str(base["PORT"]), "-U", base["USER"], base["NAME"])
        copie = self._outil("pg_dump", *d_ou, env=acces, stdout=subprocess.PIPE).stdout
        vers = ("-h", HOTE, "-p", str(self.port), "-U", "postgres", "postgres")
        self._outil("psql", "-q", "-v", "ON_ERROR_STOP=1", *vers, input=copie)

    def _outil(self, nom, *arguments, **options):
        options = {"stdout": subprocess.DEVNULL} | options
        return subprocess.run([OUTILS / nom, *arguments], check=True, **options)
