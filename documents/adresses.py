"""Une adresse publique répond-elle ? Sans jamais servir d'escalier vers le réseau intérieur.

L'adresse est écrite par un agent : elle pourrait viser une machine du réseau (SSRF). On ne va donc
que vers des adresses publiques, ou vers les hôtes que l'exploitant a permis ; on se connecte à
l'adresse vérifiée et non au nom, qui pourrait changer entre-temps ; chaque redirection se vérifie
de même. Rien n'est envoyé qui dise qui l'on est.
"""

import socket
import ssl
from collections.abc import Collection
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address, ip_network
from threading import Timer
from time import monotonic
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

DELAI = 10.0  # secondes, pour se connecter ou attendre une suite
DELAI_ENTIER = 20.0  # secondes, redirections comprises : le goutte-à-goutte ne nous retient pas
REDIRECTIONS = 5
PORTS = {"http": 80, "https": 443}
TRADUCTION = ip_network("64:ff9b::/96")  # mène, par une passerelle, à toute adresse IPv4
REPOND, EN_FAUTE, INJOIGNABLE, REFUSEE = "repond", "en_faute", "injoignable", "refusee"
EN_CLAIR = {
    401: "la page demande à se connecter",
    403: "la page refuse de s'ouvrir",
    404: "la page est introuvable",
    410: "la page a été supprimée",
    429: "le site dit recevoir trop de demandes",
}


class Reponse(NamedTuple):
    """`etat` : repond, en_faute, injoignable (réseau) ou refusee (on n'y va pas) ; une phrase."""

    etat: str
    phrase: str


class AdresseRefusee(ValueError):
    """On n'y va pas ; le message dit pourquoi."""


def controler(adresse: str, permis: Collection[str] = ()) -> Reponse:
    """Demande la page, suit au plus cinq redirections. Ne lève rien.

    `permis` : hôtes du réseau intérieur où l'on peut aller, à n'importe quel port.
    """
    try:
        return _suivre(adresse, frozenset(hote.lower() for hote in permis))
    except AdresseRefusee as refus:
        return Reponse(REFUSEE, str(refus))
    except ssl.SSLError:
        return Reponse(EN_FAUTE, "le certificat du site n'est pas valable")
    except TimeoutError:
        return Reponse(INJOIGNABLE, "le site n'a pas répondu à temps")
    except socket.gaierror:
        return Reponse(INJOIGNABLE, "le nom du site est introuvable")
    except OSError:
        return Reponse(INJOIGNABLE, "le site est injoignable")
    except (HTTPException, ValueError):
        return Reponse(EN_FAUTE, "la réponse du site est incompréhensible")


def _suivre(adresse: str, permis: frozenset[str]) -> Reponse:
    fin = monotonic() + DELAI_ENTIER
    for _ in range(REDIRECTIONS + 1):
        statut, suite = _demander(adresse, permis, fin)
        if not (300 <= statut < 400 and suite):
            return lire_le_statut(statut)
        adresse = urljoin(adresse, suite)
    return Reponse(EN_FAUTE, f"plus de {REDIRECTIONS} redirections à la suite")


def lire_le_statut(statut: int) -> Reponse:
    """Ce que veut dire le statut HTTP, en une phrase qui le cite."""
    if 200 <= statut < 300:
        return Reponse(REPOND, "la page répond")
    defaut = "le site est en panne" if statut >= 500 else "la réponse est inattendue"
    return Reponse(EN_FAUTE, f"{EN_CLAIR.get(statut, defaut)} (code {statut})")


def _demander(adresse: str, permis: frozenset[str], fin: float) -> tuple[int, str]:
    """(statut, adresse de la suite), au plus tard à `fin` ; le corps ne se lit pas."""
    lue = lire_l_adresse(adresse, permis)
    connexion = _connexion(lue, resoudre(lue, permis), min(DELAI, _reste(fin)))
    coupure = None
    try:
        connexion.connect()
        coupure = Timer(_reste(fin), _couper, [connexion])
        coupure.daemon = True
        coupure.start()
        chemin = (lue.path or "/") + (f"?{lue.query}" if lue.query else "")
        connexion.request("GET", chemin, headers={"User-Agent": "Qualepref", "Accept": "*/*"})
        with connexion.getresponse() as reponse:
            recue = reponse.status, reponse.getheader("Location", "")
    except (OSError, HTTPException):
        _reste(fin)  # coupée par nous, elle n'a pas répondu à temps, quoi qu'en dise la prise
        raise
    finally:
        if coupure:
            coupure.cancel()
        connexion.close()
    _reste(fin)
    return recue


def _reste(fin: float) -> float:
    """Les secondes qui restent. Lève TimeoutError s'il n'y en a plus."""
    if (reste := fin - monotonic()) <= 0:
        raise TimeoutError
    return reste


def lire_l_adresse(adresse: str, permis: Collection[str] = ()) -> SplitResult:
    """L'adresse découpée. Lève AdresseRefusee si l'on n'a rien à y faire."""
    try:
        lue = urlsplit(adresse)
        hote, port = lue.hostname, lue.port
    except ValueError:
        raise AdresseRefusee("cette adresse ne se lit pas") from None
    if lue.scheme not in PORTS or not hote:
        raise AdresseRefusee("seules les adresses http et https se contrôlent")
    if lue.username or lue.password:
        raise AdresseRefusee("cette adresse porte un mot de passe")
    if port not in (None, *PORTS.values()) and hote not in permis:
        raise AdresseRefusee(f"le port {port} n'est pas celui d'un site public")
    return lue._replace(path=_ecrire(lue.path), query=_ecrire(lue.query), fragment="")


def _ecrire(texte: str) -> str:
    """Ce qui peut s'écrire dans une requête ; le reste s'y échappe."""
    return "".join(c if "!" <= c <= "~" else _echapper(c) for c in texte)


def _echapper(caractere: str) -> str:
    return "".join(f"%{octet:02X}" for octet in caractere.encode("utf-8", "replace"))


def resoudre(lue: SplitResult, permis: Collection[str] = ()) -> str:
    """L'adresse IP où se connecter. Lève AdresseRefusee si le nom mène au réseau intérieur."""
    port = lue.port or PORTS[lue.scheme]
    try:
        trouvees = socket.getaddrinfo(lue.hostname, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise AdresseRefusee("le nom de ce site ne se lit pas") from None
    ips = [trouvee[4][0] for trouvee in trouvees]
    if lue.hostname not in permis and not all(est_publique(ip) for ip in ips):
        raise AdresseRefusee("cette adresse est du réseau intérieur, et n'est pas permise")
    return ips[0]


def est_publique(ip: str) -> bool:
    """Ni boucle locale, ni réseau privé, ni adresse réservée, même écrite en IPv6."""
    lue = ip_address(ip.partition("%")[0])
    lue = getattr(lue, "ipv4_mapped", None) or getattr(lue, "sixtofour", None) or lue
    if lue.version == 6 and (lue.is_site_local or lue in TRADUCTION):
        return False
    return lue.is_global and not lue.is_multicast


def _connexion(lue: SplitResult, ip: str, delai: float) -> HTTPConnection:
    """Une connexion au nom, dont la prise va à l'adresse vérifiée."""
    genre = HTTPSConnection if lue.scheme == "https" else HTTPConnection
    # Sans port dit, http.client en lirait un dans les derniers chiffres d'une adresse IPv6.
    connexion = genre(lue.hostname, lue.port or PORTS[lue.scheme], timeout=delai)

    def vers_l_ip(destination, timeout, source=None):
        return socket.create_connection((ip, destination[1]), timeout, source)

    connexion._create_connection = vers_l_ip
    return connexion


def _couper(connexion: HTTPConnection) -> None:
    if prise := connexion.sock:
        try:
            prise.shutdown(socket.SHUT_RDWR)
        except OSError:
            prise.close()
