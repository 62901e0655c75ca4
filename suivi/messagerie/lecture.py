"""Lire un message : objet, texte, expéditeur, pièces, sans jamais échouer sur ce qui est mal formé.

Un message trop gros se lit par ses parties (`assembler`) : seules les pièces trop lourdes manquent.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from suivi.messagerie.courriel import Adresse, Courriel, Fichier
from suivi.messagerie.textes import CORPS_MAX, decoder, html_en_texte, lire_entete

IDENTIFIANT = re.compile(r"<[^<>\s]{1,900}>")
ADRESSE = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")
EXTENSIONS = {
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "message/rfc822": "eml",
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
}
TRONQUE = "Le texte du message est trop long : la fin manque."


def lire(octets: bytes) -> Courriel:
    message = message_from_bytes(octets)
    return _composer(message, list(_feuilles(message)), [])


def assembler(entetes: bytes, parties: Iterable[bytes], refusees: Iterable[str]) -> Courriel:
    """Le message dont chaque partie fut lue seule ; `refusees` dit celles qui manquent."""
    return _composer(
        message_from_bytes(entetes), [message_from_bytes(partie) for partie in parties], refusees
    )


def _feuilles(message: Message) -> Iterable[Message]:
    """Les parties qui portent un contenu ; un message transmis en pièce n'est pas ouvert."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for partie in message.get_payload():
        if isinstance(partie, Message):
            yield from _feuilles(partie)


def _composer(message: Message, feuilles: list[Message], refusees: Iterable[str]) -> Courriel:
    textes, pages, pieces = _trier(feuilles)
    corps = "\n\n".join(textes) or "\n\n".join(map(html_en_texte, pages))
    avertissements = [*refusees, *([TRONQUE] if len(corps) > CORPS_MAX else [])]
    entetes = _entetes(message)
    fil = IDENTIFIANT.findall(" ".join(entetes.get("in-reply-to", ())))
    fil += reversed(IDENTIFIANT.findall(" ".join(entetes.get("references", ()))))
    return Courriel(
        message_id=next(iter(IDENTIFIANT.findall(" ".join(entetes.get("message-id", ())))), ""),
        fil=tuple(dict.fromkeys(fil)),
        objet=lire_entete(message.get("Subject")),
        corps=corps[:CORPS_MAX].strip(),
        expediteur=_premiere(message, "From") or _premiere(message, "Sender") or Adresse(),
        reponse_a=_premiere(message, "Reply-To") or Adresse(),
        destinataires=tuple(_adresses(message, "To", "Cc")),
        date_dite=lire_entete(message.get("Date")),
        entetes=entetes,
        genre=message.get_content_type(),
        genre_de_rapport=str(message.get_param("report-type", "")).lower(),
        pieces=tuple(pieces),
        avertissements=tuple(avertissements),
        est_mal_forme=any(_a_un_defaut(partie) for partie in [message, *feuilles]),
    )


def _trier(feuilles: list[Message]) -> tuple[list[str], list[str], list[Fichier]]:
    """Le texte, les pages HTML, et tout le reste en pièces."""
    textes, pages, pieces = [], [], []
    for rang, feuille in enumerate(feuilles, 1):
        genre, octets = feuille.get_content_type(), _contenu(feuille)
        en_piece = feuille.get_content_disposition() == "attachment" or _nom(feuille)
        if en_piece or genre not in ("text/plain", "text/html"):
            if octets:
                pieces.append(Fichier(_nom(feuille) or nom_de_repli(genre, rang), octets))
        elif genre == "text/plain":
            textes.append(decoder(octets, feuille.get_content_charset()).strip())
        else:
            pages.append(decoder(octets, feuille.get_content_charset()))
    return [texte for texte in textes if texte], pages, pieces


def _contenu(feuille: Message) -> bytes:
    if feuille.get_content_type() == "message/rfc822" and feuille.is_multipart():
        return b"".join(partie.as_bytes() for partie in feuille.get_payload())
    contenu = feuille.get_payload(decode=True)
    return contenu if isinstance(contenu, bytes) else b""


def _nom(feuille: Message) -> str:
    try:
        return lire_entete(feuille.get_filename())
    except (LookupError, ValueError, TypeError):
        return ""


def nom_de_la_partie(mime: bytes) -> str:
    """Le nom que l'expéditeur donne à une partie, lu de ses seuls en-têtes."""
    return _nom(message_from_bytes(mime))


def nom_de_repli(genre: str, rang: int) -> str:
    """« pièce 3.pdf », pour une pièce que l'expéditeur n'a pas nommée."""
    return f"pièce {rang}.{EXTENSIONS.get(genre, 'bin')}"


def _a_un_defaut(partie: Message) -> bool:
    inconnu = partie.get("Content-Transfer-Encoding", "7bit").strip().lower() not in (
        *("7bit", "8bit", "binary"),
        *("base64", "quoted-printable", ""),
    )
    return bool(partie.defects) or inconnu


def _entetes(message: Message) -> dict[str, tuple[str, ...]]:
    lus = defaultdict(list)
    for nom, valeur in message.items():
        lus[nom.lower()].append(lire_entete(valeur))
    return {nom: tuple(valeurs) for nom, valeurs in lus.items()}


def _premiere(message: Message, nom: str) -> Adresse | None:
    return next(iter(_adresses(message, nom)), None)


def _adresses(message: Message, *noms: str) -> list[Adresse]:
    """Les adresses de ces en-têtes ; une écriture fautive rend au moins ce qui a un « @ »."""
    valeurs = [str(valeur) for nom in noms for valeur in message.get_all(nom, [])]
    lues = [
        Adresse(lire_entete(nom)[:200], lire_entete(adresse).lower())
        for nom, adresse in getaddresses(valeurs)
        if ADRESSE.fullmatch(lire_entete(adresse))
    ]
    if lues:
        return lues
    return [Adresse("", trouve.lower()) for v in valeurs for trouve in ADRESSE.findall(v)]
