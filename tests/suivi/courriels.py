"""Des messages tels qu'ils arrivent vraiment, bien et mal formés."""

from email.message import EmailMessage
from itertools import count

NUMEROS = count(1)
PDF = b"%PDF-1.4 " + b"essai " * 20


def courriel(
    objet="Passeport perdu",
    corps="Bonjour,\nj'ai perdu mon passeport.\n",
    *,
    de="Usager 0012 <usager0012@example.org>",
    a="accueil@prefecture.example.org",
    message_id=None,
    pieces=(),
    html=None,
    **entetes,
) -> EmailMessage:
    """Un message ; `pieces` : (nom, octets) ; les autres en-têtes s'écrivent avec des soulignés."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = de, a, objet
    message["Date"] = "Mon, 03 Jan 2000 00:00:00 +0000"  # fausse, comme souvent
    if message_id != "":
        message["Message-ID"] = message_id or f"<essai-{next(NUMEROS)}@example.org>"
    for nom, valeur in entetes.items():
        message[nom.replace("_", "-")] = valeur
    message.set_content(corps)
    if html:
        message.add_alternative(html, subtype="html")
    for nom, octets in pieces:
        message.add_attachment(octets, maintype="application", subtype="pdf", filename=nom)
    return message


def octets(**champs) -> bytes:
    return courriel(**champs).as_bytes()


MAL_FORMES = {
    "sans fin de partie": (
        b"From: usager0012@example.org\r\nSubject: Coupe\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="xx"\r\n\r\n--xx\r\n'
        b"Content-Type: text/plain\r\n\r\nLe d\xe9but du message.\r\n"
    ),
    "sans ligne vide": b"From: usager0012@example.org\r\nSubject: Rien d'autre\r\n",
    "base64 fautif": (
        b"From: usager0012@example.org\r\nSubject: Piece abimee\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="xx"\r\n\r\n--xx\r\n\r\nVoici.\r\n--xx\r\n'
        b'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        b"JVBERi0xLjQ=====%%%\xff\r\n--xx--\r\n"
    ),
    "encodage inconnu": (
        b"From: =?x-inconnu?Q?Ren=E9?= <usager0012@example.org>\r\n"
        b"Subject: =?utf-8?B?w6k=?= brut \xe9t\xe9\r\n"
        b"Content-Type: text/plain; charset=x-inconnu\r\n"
        b"Content-Transfer-Encoding: x-rien\r\n\r\nL'\xe9t\xe9\x00\r\n"
    ),
    "que des octets": bytes(range(256)) * 4,
    "expéditeur illisible": (
        b'From: "Usager <<>,,@ usager0012@example.org\r\nSubject: Qui\r\n\r\nMoi'
    ),
}
