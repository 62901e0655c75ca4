"""Un vrai serveur IMAP, Dovecot, lancé par un simple utilisateur et arrêté à la fin des essais."""

import grp
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient

ABSENT = "Dovecot manque : apt-get install dovecot-imapd (bin/test l'installe)."
SECRET = "mot-de-passe-d-essai"
ARRIVEE = datetime(2022, 3, 14, 9, 30, tzinfo=UTC)
REGLAGES = """
protocols = imap
base_dir = {dossier}/run
state_dir = {dossier}/etat
log_path = {dossier}/dovecot.log
default_internal_user = {nom}
default_internal_group = {groupe}
default_login_user = {nom}
ssl = required
ssl_cert = <{dossier}/certificat.pem
ssl_key = <{dossier}/cle.pem
first_valid_uid = 1
mail_max_userip_connections = 100
mail_location = maildir:{dossier}/courrier/%u
passdb {{
  driver = static
  args = password={secret}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dossier}/maison/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port_ssl}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """Le serveur, ses ports, et ce qu'il faut pour y déposer et y relire des messages."""

    def __init__(self):
        self.dossier = dossier = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.port, self.port_ssl = ports_libres(2)
        self.certificat = dossier / "certificat.pem"
        self.processus = None

    def lancer(self) -> None:
        programme = shutil.which("dovecot") or "/usr/sbin/dovecot"
        if not Path(programme).exists():
            pytest.fail(ABSENT)
        simple = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._ecrire(simple)
        comme = {"user": simple.pw_uid, "group": simple.pw_gid, "extra_groups": []}
        self.processus = subprocess.Popen(
            [programme, "-F", "-c", self.dossier / "dovecot.conf"],
            **(comme if os.geteuid() == 0 else {}),
        )
        attendre_le_port(self.port_ssl, self.dossier / "dovecot.log")

    def _ecrire(self, simple) -> None:
        signer(self.dossier)
        for nom in ("run", "etat", "courrier", "maison"):
            (self.dossier / nom).mkdir()
        reglages = REGLAGES.format(
            dossier=self.dossier,
            nom=simple.pw_name,
            groupe=grp.getgrgid(simple.pw_gid).gr_name,
            uid=simple.pw_uid,
            gid=simple.pw_gid,
            port=self.port,
            port_ssl=self.port_ssl,
            secret=SECRET,
        )
        (self.dossier / "dovecot.conf").write_text(reglages)
        if os.geteuid() == 0:
            for chemin in (self.dossier, *self.dossier.iterdir()):
                os.chown(chemin, simple.pw_uid, simple.pw_gid)

    def arreter(self) -> None:
        self.processus.terminate()
        self.processus.wait(timeout=10)
        shutil.rmtree(self.dossier, ignore_errors=True)

    @contextmanager
    def client(self, identifiant):
        contexte = ssl.create_default_context(cafile=self.certificat)
        with IMAPClient("127.0.0.1", self.port_ssl, ssl=True, ssl_context=contexte) as client:
            client.login(identifiant, SECRET)
            yield client

    def deposer(self, identifiant, *messages: bytes, dossier="INBOX", le=ARRIVEE) -> None:
        """Dépose les messages comme le ferait le serveur de courrier, à la date d'arrivée dite."""
        with self.client(identifiant) as client:
            for message in messages:
                client.append(dossier, message, msg_time=le)

    def contenu(self, identifiant, dossier="INBOX") -> list[tuple]:
        """Les drapeaux de chaque message du dossier ; une liste vide s'il n'existe pas."""
        with self.client(identifiant) as client:
            if not client.folder_exists(dossier):
                return []
            client.select_folder(dossier, readonly=True)
            lus = client.fetch(client.search(), ["FLAGS"])
            return [drapeaux[b"FLAGS"] for drapeaux in lus.values()]


class Coupeur:
    """Un relais qui coupe la ligne après tant d'octets venus du serveur ; jamais si None.

    `retient` : au lieu de couper, il se tait, et lève le drapeau `muet`.
    """

    def __init__(self, port_du_serveur: int):
        self.vers, self.apres = port_du_serveur, None
        self.retient, self.muet = False, threading.Event()
        self.prise = socket.create_server(("127.0.0.1", 0))
        self.port = self.prise.getsockname()[1]
        threading.Thread(target=self._accueillir, daemon=True).start()

    def _accueillir(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.prise.accept()
                serveur = socket.create_connection(("127.0.0.1", self.vers))
                muet = self.muet if self.retient else None
                for args in ((client, serveur, None), (serveur, client, self.apres, muet)):
                    threading.Thread(target=relayer, args=args, daemon=True).start()

    def fermer(self) -> None:
        self.prise.close()


def relayer(
    de: socket.socket, vers: socket.socket, apres: int | None, muet: threading.Event | None = None
) -> None:
    passes = 0
    with suppress(OSError), closing(de), closing(vers):
        while morceau := de.recv(4096):
            passes += len(morceau)
            if apres is not None and passes > apres and muet:
                muet.set()
                continue
            if apres is not None and passes > apres:
                de.shutdown(socket.SHUT_RDWR)
                vers.shutdown(socket.SHUT_RDWR)
                return
            vers.sendall(morceau)


def signer(dossier: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        + ["-keyout", dossier / "cle.pem", "-out", dossier / "certificat.pem"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )


def ports_libres(nombre: int) -> list[int]:
    prises = [socket.create_server(("127.0.0.1", 0)) for _ in range(nombre)]
    ports = [prise.getsockname()[1] for prise in prises]
    for prise in prises:
        prise.close()
    return ports


def attendre_le_port(port: int, journal: Path, secondes: float = 20) -> None:
    limite = time.monotonic() + secondes
    while time.monotonic() < limite:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail(f"Dovecot ne démarre pas :\n{journal.read_text() if journal.exists() else ''}")
