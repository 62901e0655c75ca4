"""La boîte sur son serveur IMAP : lister, lire, ranger."""

import imaplib
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.conf import settings
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from suivi.messagerie.courriel import Courriel
from suivi.messagerie.lecture import assembler, nom_de_la_partie, nom_de_repli

PANNES = (OSError, IMAPClientError, imaplib.IMAP4.error)
ATTENTE = 20  # secondes
EN_BASE64 = 57 / 78  # octets utiles d'une ligne encodée


class BoiteInaccessible(Exception):
    """Ce qui empêche de relever la boîte, en une phrase française."""


@dataclass(frozen=True)
class Annonce:
    """Un message du dossier, avant d'être lu : sa place, son arrivée sur le serveur, sa taille."""

    uid: int
    recu_le: datetime
    taille: int


class Serveur:
    """Un dossier ouvert sur le serveur de la boîte."""

    def __init__(self, client: IMAPClient, dossier: str):
        self.client = client
        self.uidvalidite = int(client.select_folder(dossier)[b"UIDVALIDITY"])

    def uids(self, depuis: date) -> list[int]:
        """Les messages arrivés depuis la veille de ce jour : le fuseau du serveur peut différer."""
        return sorted(self.client.search(["SINCE", depuis - timedelta(days=1)]))

    def annoncer(self, uids: list[int]) -> list[Annonce]:
        """Ce que le serveur dit de ces messages ; un message effacé entre-temps n'y est plus."""
        recus = self.client.fetch(uids, [b"INTERNALDATE", b"RFC822.SIZE"]) if uids else {}
        return [
            Annonce(uid, recus[uid][b"INTERNALDATE"], int(recus[uid][b"RFC822.SIZE"]))
            for uid in uids
            if b"INTERNALDATE" in recus.get(uid, {})
        ]

    def octets(self, uid: int, partie: str = "") -> bytes:
        """Le message entier ou l'une de ses parties, sans le marquer comme lu."""
        recu = self.client.fetch([uid], [f"BODY.PEEK[{partie}]".encode()]).get(uid, {})
        return recu.get(f"BODY[{partie}]".encode()) or b""

    def lire_par_parties(self, uid: int, taille_max: int) -> Courriel:
        """Le message sans ses pièces trop lourdes, que les avertissements nomment."""
        structure = self.client.fetch([uid], [b"BODYSTRUCTURE"])[uid][b"BODYSTRUCTURE"]
        lues, refusees, reste = [], [], taille_max
        for partie in parties(structure):
            mime = self.octets(uid, f"{partie.numero}.MIME" if structure.is_multipart else "HEADER")
            if partie.taille > reste:
                refusees.append(partie.refus(mime, taille_max))
            else:
                reste -= partie.taille
                lues.append(mime + self.octets(uid, partie.numero))
        return assembler(self.octets(uid, "HEADER"), lues, refusees)

    def ranger(self, uid: int, dossier: str) -> None:
        """Marqué comme lu et, s'il y a un dossier de rangement, déplacé."""
        self.client.add_flags([uid], [b"\\Seen"], silent=True)
        if not dossier:
            return
        if dossier not in self._dossiers_vus and not self.client.folder_exists(dossier):
            self.client.create_folder(dossier)
        self._dossiers_vus.add(dossier)
        if self.client.has_capability("MOVE"):
            self.client.move([uid], dossier)
        else:
            self.client.copy([uid], dossier)
            self.client.delete_messages([uid], silent=True)
            if self.client.has_capability("UIDPLUS"):
                self.client.uid_expunge([uid])

    def signaler(self, uid: int) -> None:
        """Laissé en place, non lu, avec le drapeau : une de ses pièces n'est qu'ici."""
        self.client.add_flags([uid], [b"\\Flagged"], silent=True)

    @cached_property
    def _dossiers_vus(self) -> set[str]:
        return set()


@dataclass(frozen=True)
class Partie:
    """Une feuille du message, d'après le plan qu'en donne le serveur (RFC 3501, BODYSTRUCTURE)."""

    numero: str
    genre: str
    encodage: str
    taille: int  # octets, tels qu'ils voyagent

    def refus(self, mime: bytes, taille_max: int) -> str:
        rang = int(self.numero.rpartition(".")[2])
        nom = nom_de_la_partie(mime) or nom_de_repli(self.genre, rang)
        taille = self.taille * (EN_BASE64 if self.encodage == "base64" else 1)
        return (
            f"« {nom} » ({taille / 2**20:.0f} Mo) n'est pas repris : le message dépasse les "
            f"{taille_max // 2**20} Mo permis. L'original est resté dans la boîte."
        )


def parties(structure, numero: str = "") -> Iterator[Partie]:
    """Les feuilles du plan, dans l'ordre, avec le numéro qui permet de les demander."""
    if isinstance(structure[0], list):
        for rang, enfant in enumerate(structure[0], 1):
            yield from parties(enfant, f"{numero}.{rang}" if numero else str(rang))
        return
    genre = f"{_texte(structure[0])}/{_texte(structure[1])}"
    yield Partie(numero or "1", genre, _texte(structure[5]), int(structure[6] or 0))


def _texte(octets) -> str:
    return octets.decode("ascii", "replace").lower() if isinstance(octets, bytes) else ""


def mot_de_passe(cle: str) -> str:
    """Le mot de passe que l'environnement range sous cette clé ; jamais en base."""
    if not (secret := os.environ.get(cle, "")):
        raise BoiteInaccessible(
            f"Le mot de passe manque : l'exploitant doit poser {cle} dans l'environnement."
        )
    return secret


@contextmanager
def ouvrir(boite) -> Iterator[Serveur]:
    """Le dossier de la boîte, ouvert ; toute panne, en route aussi, devient BoiteInaccessible."""
    if boite.serveur not in settings.IMAP_SERVEURS:
        raise BoiteInaccessible(
            f"« {boite.serveur} » n'est pas un serveur permis : l'exploitant doit l'écrire dans "
            "IMAP_SERVEURS."
        )
    secret = mot_de_passe(boite.cle_du_mot_de_passe)
    try:
        with _connecter(boite) as client:
            client.login(boite.identifiant, secret)
            client.normalise_times = False
            yield Serveur(client, boite.dossier)
    except LoginError:
        raise BoiteInaccessible("Le serveur refuse l'identifiant ou le mot de passe.") from None
    except PANNES as panne:
        raise BoiteInaccessible(dire(panne, boite)) from panne


def essayer(boite) -> str:
    """Ouvre le dossier sans rien y lire ; dit ce qu'on y voit. Lève BoiteInaccessible."""
    with ouvrir(boite) as serveur:
        nombre = len(serveur.uids(boite.depuis))
    return (
        f"La connexion réussit : {nombre} message{'s' if nombre > 1 else ''} dans "
        f"« {boite.dossier} » depuis le {boite.depuis:%d/%m/%Y}."
    )


def _connecter(boite) -> IMAPClient:
    """Toujours chiffré, certificat vérifié : par l'autorité de la maison si elle en a une."""
    contexte = ssl.create_default_context(cafile=settings.IMAP_AUTORITE or None)
    directe = boite.securite == boite.Securite.SSL
    client = IMAPClient(
        boite.serveur,
        port=boite.port,
        ssl=directe,
        ssl_context=contexte if directe else None,
        timeout=ATTENTE,
    )
    if not directe:
        client.starttls(contexte)
    return client


def dire(panne: Exception, boite) -> str:
    """La panne en français ; ce que le serveur en dit reste au journal de l'application."""
    lieu = f"{boite.serveur}, port {boite.port}"
    if isinstance(panne, ssl.SSLCertVerificationError):
        return f"Le certificat de {lieu} n'est pas reconnu : vérifiez IMAP_AUTORITE."
    if isinstance(panne, ssl.SSLError):
        return f"La connexion chiffrée à {lieu} échoue : vérifiez le port et la sécurité choisie."
    if isinstance(panne, TimeoutError):
        return f"{lieu} ne répond pas dans les {ATTENTE} secondes."
    if isinstance(panne, imaplib.IMAP4.abort | ConnectionError):
        return f"La connexion à {lieu} s'est coupée. La relève reprendra où elle en est."
    if isinstance(panne, OSError):
        return f"{lieu} est injoignable."
    return f"{lieu} refuse ce qu'on lui demande : vérifiez le nom des dossiers."
