"""Du HTML au PDF : balisé (PDF/UA), en français, avec les seules ressources de l'application."""

import mimetypes
import re
from base64 import b64encode
from importlib import import_module
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

ORIGINE = "https://qualepref.invalid"  # un nom qui ne mène nulle part (RFC 2606)
MEDIAS = "/medias/"
_URL_DE_CSS = re.compile(r'url\("([^"]+)"\)')


class RessourceRefusee(ValueError):
    """Un rapport ne va chercher ni sur le réseau, ni dans les fichiers de la machine."""


def lire_ressource(url: str) -> tuple[bytes, str]:
    """Le contenu et le type d'une adresse du rapport. Lève RessourceRefusee."""
    if not url.startswith(f"{ORIGINE}/"):
        raise RessourceRefusee(f"Ressource extérieure refusée : {url[:80]}")
    chemin = unquote(urlsplit(url).path)
    try:
        octets = _lire(chemin)
    except (OSError, SuspiciousFileOperation, ValueError) as faute:
        raise RessourceRefusee(f"Ressource introuvable : {chemin[:80]}") from faute
    return octets, mimetypes.guess_type(chemin)[0] or "application/octet-stream"


def adresse_statique(nom: str) -> str:
    """L'adresse d'un fichier statique sous son nom d'origine, rassemblé ou non."""
    return f"{ORIGINE}/{settings.STATIC_URL.strip('/')}/{nom}"


def _lire(chemin: str) -> bytes:
    statiques = f"/{settings.STATIC_URL.strip('/')}/"
    if chemin.startswith(statiques):
        return _lire_statique(chemin.removeprefix(statiques))
    if chemin.startswith(MEDIAS):
        with default_storage.open(chemin.removeprefix(MEDIAS)) as fichier:
            return fichier.read()
    raise RessourceRefusee(f"Ressource hors de l'application : {chemin[:80]}")


def _lire_statique(nom: str) -> bytes:
    """Dans les apps, sinon dans le dossier rassemblé, où le nom porte son empreinte."""
    if trouve := finders.find(nom):
        with open(trouve, "rb") as fichier:
            return fichier.read()
    with staticfiles_storage.open(nom) as fichier:
        return fichier.read()


def ecrire_pdf(html: str) -> bytes:
    """Un PDF/UA-1 : langue, titre, signets et balises viennent du HTML."""
    # WeasyPrint tient 25 à 45 Mo : un processus ne le charge qu'à son premier PDF.
    return import_module("qualepref.socle.sorties.impression").imprimer(html)


def feuille_de_style_seule(nom: str) -> str:
    """Une feuille de style qui tient toute seule : ses polices et images y sont encodées."""
    base = adresse_statique(nom)

    def encoder(trouve: re.Match) -> str:
        dossier, chemin = base.rpartition("/")[0], trouve[1]
        while chemin.startswith("../"):
            dossier, chemin = dossier.rpartition("/")[0], chemin.removeprefix("../")
        octets, genre = lire_ressource(f"{dossier}/{chemin}")
        return f'url("data:{genre};base64,{b64encode(octets).decode()}")'

    return _URL_DE_CSS.sub(encoder, lire_ressource(base)[0].decode())
