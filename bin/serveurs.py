"""Processus de la démonstration : les lancer, savoir s'ils répondent, les arrêter tous."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
SIGNAUX_D_ARRET = (signal.SIGINT, signal.SIGTERM)
# Secondes : une machine chargée met dix fois le temps ordinaire à démarrer.
DEMARRAGE_MAX = 90
# Secondes ; au-delà, un travail en cours est coupé et repris à la prochaine mise en route.
ARRET_MAX = 10


class Panne(Exception):
    """La démonstration ne peut pas tourner ; le message dit pourquoi et quoi faire."""


class Serveurs:
    """Les processus dans l'ordre où ils ont été lancés, un journal chacun.

    Chacun a sa propre session : Ctrl-C n'atteint que le script, qui les arrête dans l'ordre. S'il
    est lui-même tué net, le noyau les arrête à sa place (setpriv --pdeathsig).
    """

    def __init__(self, journaux: Path):
        journaux.mkdir(parents=True, exist_ok=True)
        self.journaux = journaux
        self.processus: dict[str, subprocess.Popen] = {}

    def journal(self, nom: str) -> Path:
        return self.journaux / f"{nom}.log"

    def lancer(self, nom: str, *commande: str | Path) -> None:
        self.journal(nom).unlink(missing_ok=True)
        self._demarrer(nom, ["setpriv", "--pdeathsig", "TERM", *commande])

    def relancer(self, nom: str) -> None:
        """Remplace un serveur mort, et les enfants qu'il aurait laissés."""
        mort = self.processus[nom]
        couper_le_groupe(mort.pid)
        self._demarrer(nom, mort.args)

    def _demarrer(self, nom: str, commande: list[str | Path]) -> None:
        with self.journal(nom).open("a") as sortie:
            self.processus[nom] = subprocess.Popen(
                commande,
                cwd=RACINE,
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def attendre(self, nom: str, repond: Callable[[], bool]) -> None:
        """Attend que le serveur réponde ; Panne s'il s'arrête ou se tait DEMARRAGE_MAX secondes."""
        limite = time.monotonic() + DEMARRAGE_MAX
        while not repond():
            self.exiger_en_vie()
            if time.monotonic() > limite:
                raise Panne(f"Le serveur « {nom} » ne répond pas.\n{self.fin_du_journal(nom)}")
            time.sleep(0.1)

    def exiger_en_vie(self) -> None:
        for nom in self.morts():
            raise Panne(f"Le serveur « {nom} » s'est arrêté.\n{self.fin_du_journal(nom)}")

    def morts(self) -> list[str]:
        return [nom for nom, processus in self.processus.items() if processus.poll() is not None]

    def surveiller(self, relances_max: int = 5) -> None:
        """Relance un serveur qui meurt, comme systemd ; Panne au bout de `relances_max`."""
        while relances_max > 0:
            time.sleep(1)
            for nom in self.morts():
                print(f"Le serveur « {nom} » s'est arrêté : relancé.", flush=True)
                self.relancer(nom)
                relances_max -= 1
        raise Panne("Trop de serveurs s'arrêtent : voyez leurs journaux.")

    def fin_du_journal(self, nom: str) -> str:
        lignes = self.journal(nom).read_text(errors="replace").splitlines()[-15:]
        return "\n".join([f"Fin de {self.journal(nom)} :", *lignes])

    def arreter(self) -> None:
        """Redis, lancé le premier, s'arrête le dernier : les autres s'en servent pour finir."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNAUX_D_ARRET)  # un arrêt ne s'interrompt pas
        processus = list(self.processus.values())
        eteindre(processus[1:])
        eteindre(processus[:1])
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNAUX_D_ARRET)

    def restes(self) -> list[str]:
        """Noms des serveurs dont un processus vit encore."""
        return [nom for nom, processus in self.processus.items() if groupe_vivant(processus.pid)]


def eteindre(processus: list[subprocess.Popen]) -> None:
    """Demande la fin, laisse ARRET_MAX secondes, puis coupe ce qui reste de chaque groupe."""
    for un in processus:
        un.terminate()
    limite = time.monotonic() + ARRET_MAX
    while any(un.poll() is None for un in processus) and time.monotonic() < limite:
        time.sleep(0.05)
    for un in processus:
        couper_le_groupe(un.pid)
        un.wait()
        disparaitre(un.pid)


def couper_le_groupe(groupe: int) -> None:
    with suppress(ProcessLookupError):  # déjà vide : l'arrêt demandé a suffi
        os.killpg(groupe, signal.SIGKILL)


def disparaitre(groupe: int, secondes: float = 5) -> bool:
    """Attend que le groupe coupé n'ait plus de vivant ; sur une machine chargée, cela se voit."""
    limite = time.monotonic() + secondes
    while groupe_vivant(groupe) and time.monotonic() < limite:
        time.sleep(0.05)
    return not groupe_vivant(groupe)


def groupe_vivant(groupe: int) -> bool:
    """Un défunt que personne n'a encore relevé (conteneur sans init) ne compte pas."""
    return any(
        etat != "Z" and int(du_groupe) == groupe for etat, du_groupe in etats_des_processus()
    )


def etats_des_processus() -> Iterator[tuple[str, str]]:
    """État et groupe de chaque processus de la machine (proc(5), champs 3 et 5 de stat)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # fini entre-temps
            etat, _, groupe = stat.read_text().rpartition(")")[2].split()[:3]
            yield etat, groupe


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


def exiger_port(port: int) -> None:
    """Panne si un autre programme écoute déjà sur ce port."""
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", port))
        except OSError:
            raise Panne(
                f"Le port {port} est déjà pris. Choisissez-en un autre : PORT={port + 1} bin/demo"
            ) from None
