"""Des échéances au format iCalendar (RFC 5545), qu'un agenda de messagerie sait lire."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

OCTETS_PAR_LIGNE = 75


class Evenement(NamedTuple):
    """Un jour entier ; `cle` le reconnaît d'un export à l'autre, et ne change jamais."""

    cle: str
    jour: date
    titre: str
    adresse: str = ""


def ecrire(nom: str, evenements: Iterable[Evenement], instant: datetime) -> bytes:
    """Le calendrier entier ; chaque ligne finit par CRLF et tient en 75 octets."""
    lignes = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Qualepref//Agenda//FR",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{echapper(nom)}",
    ]
    for evenement in evenements:
        lignes += _en_lignes(evenement, instant)
    lignes.append("END:VCALENDAR")
    return "".join(f"{pliee}\r\n" for ligne in lignes for pliee in plier(ligne)).encode()


def _en_lignes(evenement: Evenement, instant: datetime) -> list[str]:
    lendemain = evenement.jour + timedelta(days=1)
    adresse = [f"URL:{evenement.adresse}"] if evenement.adresse else []
    return [
        "BEGIN:VEVENT",
        f"UID:{evenement.cle}@qualepref",
        f"DTSTAMP:{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{evenement.jour:%Y%m%d}",
        f"DTEND;VALUE=DATE:{lendemain:%Y%m%d}",
        f"SUMMARY:{echapper(evenement.titre)}",
        *adresse,
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def echapper(texte: str) -> str:
    """Un saut de ligne écrit dans un titre ne commence pas une autre propriété."""
    for signe in "\\;,":
        texte = texte.replace(signe, f"\\{signe}")
    return "\\n".join(texte.splitlines())


def plier(ligne: str) -> list[str]:
    """Coupe à 75 octets sans couper une lettre ; la suite commence par une espace."""
    pliees, courante = [], ""
    for lettre in ligne:
        if len(f"{courante}{lettre}".encode()) > OCTETS_PAR_LIGNE:
            pliees.append(courante)
            courante = " "
        courante += lettre
    return [*pliees, courante]
