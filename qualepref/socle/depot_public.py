"""Recevoir d'une page sans compte : ce qui écarte les robots sans rien demander à un tiers.

Un formulaire public porte un jeton signé, émis quand la page s'ouvre : trop frais, il trahit un
automate ; trop vieux, on redemande l'envoi sans rien perdre. Son identifiant, unique en base chez
qui reçoit, fait qu'un double envoi n'entre qu'une fois. Le débit se compte par réseau, dont il ne
reste qu'une empreinte au sel du jour, oubliée le lendemain.
"""

import secrets
import time
import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from django.core import signing
from django.utils.crypto import salted_hmac

AGE_MIN = 3  # secondes : personne ne lit ni n'écrit plus vite
AGE_MAX = 6 * 3600  # secondes
SEL = "socle.depot-public"
UN_JOUR = timedelta(days=1)
PREFIXES = {4: 32, 6: 64}  # en IPv6, une personne tient tout un /64
LOCALE = "127.0.0.1"
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


class Plafond(NamedTuple):
    """Au plus `nombre` envois par `duree`, d'un réseau ou, `en_tout`, de tous ensemble."""

    nombre: int
    duree: timedelta
    en_tout: bool = False


# Une borne dans un hall envoie tout d'une même adresse : le plafond laisse passer une file.
PLAFONDS = (
    Plafond(12, timedelta(minutes=10)),
    Plafond(80, UN_JOUR),
    Plafond(300, timedelta(hours=1), en_tout=True),
)
MEMOIRE = max(plafond.duree for plafond in PLAFONDS)


class JetonRefuse(ValueError):
    """Le jeton ne vaut rien ici : absent, retouché, ou émis pour un autre formulaire."""


class JetonPerime(JetonRefuse):
    """Le formulaire est resté ouvert trop longtemps."""


class JetonTropFrais(JetonRefuse):
    """Le formulaire revient plus vite qu'une personne ne peut le remplir."""


def emettre(formulaire: str, le: float | None = None) -> str:
    """Un jeton neuf pour ce formulaire ; `le` en secondes depuis 1970."""
    emis = time.time() if le is None else le
    contenu = {"formulaire": formulaire, "jeton": uuid.uuid4().hex, "emis": emis}
    return signing.dumps(contenu, salt=SEL, compress=True)


def lire(jeton: str, formulaire: str, le: float | None = None) -> uuid.UUID:
    """L'identifiant du jeton. Lève JetonRefuse, JetonPerime ou JetonTropFrais."""
    try:
        contenu = signing.loads(jeton, salt=SEL)
    except signing.BadSignature as faute:
        raise JetonRefuse(jeton[:40]) from faute
    if contenu["formulaire"] != formulaire:
        raise JetonRefuse(formulaire)
    age = (time.time() if le is None else le) - contenu["emis"]
    if age > AGE_MAX:
        raise JetonPerime(age)
    if age < AGE_MIN:
        raise JetonTropFrais(age)
    return uuid.UUID(contenu["jeton"])


def adresse_du_visiteur(meta: Mapping[str, str], relais: int = 0) -> str:
    """L'adresse vue par le premier de nos relais ; ce que le visiteur écrit lui-même ne compte pas.

    Une requête qui vient de la machine elle-même est passée par un relais, réglé ou non.
    """
    directe = meta.get("REMOTE_ADDR", "")
    relais = relais or int(est_locale(directe))
    passees = [un.strip() for un in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if un.strip()]
    return passees[-min(relais, len(passees))] if relais and passees else directe


def est_locale(adresse: str) -> bool:
    try:
        return ip_address(adresse).is_loopback
    except ValueError:
        return True  # une socket locale n'a pas d'adresse


def empreinte_du_reseau(adresse: str, formulaire: str, jour: date) -> str:
    """Ce qu'on garde d'une adresse : rien qu'on puisse relire, et qui change chaque jour."""
    sel = f"{SEL}.{jour:%Y-%m-%d}"
    contenu = f"{formulaire}\x1f{reseau(adresse)}"
    return salted_hmac(sel, contenu, algorithm="sha256").hexdigest()


def reseau(adresse: str) -> str:
    try:
        lue = ip_address(adresse.partition("%")[0])
    except ValueError:
        return LOCALE
    lue = getattr(lue, "ipv4_mapped", None) or lue
    return str(ip_network((lue, PREFIXES[lue.version]), strict=False))


def code_au_hasard(longueur: int) -> str:
    """Un code qu'on ne devine pas, sans voyelle ni signe qui se confonde avec un autre."""
    return "".join(secrets.choice(ALPHABET) for _ in range(longueur))
