"""Du texte lisible, quoi qu'un logiciel de messagerie ait écrit : encodages fautifs, HTML."""

import re
from email.errors import HeaderParseError
from email.header import Header, decode_header
from html.parser import HTMLParser

CORPS_MAX = 1_000_000  # caractères
ENCODAGES_DE_REPLI = ("utf-8", "cp1252", "latin-1")
# Ce qu'une base refuse ou qui trompe l'œil : caractères de contrôle, sens d'écriture inversé.
INDESIRABLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
SANS_TEXTE = {"script", "style", "head", "title", "template", "noscript"}
A_LA_LIGNE = {"br", "p", "div", "li", "tr", "table", "ul", "ol", "blockquote", "hr", "pre"} | {
    f"h{n}" for n in range(1, 7)
}


def decoder(octets: bytes, encodage: str | None) -> str:
    """Les octets en texte : l'encodage annoncé s'il tient, sinon le premier qui tient."""
    for essai in (encodage, *ENCODAGES_DE_REPLI):
        try:
            return nettoyer(octets.decode(essai or "utf-8"))
        except (LookupError, UnicodeError, ValueError):
            continue
    return nettoyer(octets.decode("latin-1", "replace"))


def nettoyer(texte: str) -> str:
    """Sans caractère de contrôle ni moitié de caractère ; fins de ligne d'une seule sorte."""
    texte = texte.encode("utf-8", "replace").decode()
    return INDESIRABLES.sub("", texte.replace("\r\n", "\n").replace("\r", "\n"))


def lire_entete(valeur: object) -> str:
    """Un en-tête sur une ligne : mots encodés, octets bruts et encodages inconnus compris."""
    if valeur is None:
        return ""
    brut = octets_bruts(valeur)
    try:
        morceaux = decode_header(brut)
    except (HeaderParseError, ValueError, LookupError):
        morceaux = [(brut, None)]
    texte = "".join(
        morceau if isinstance(morceau, str) else decoder(morceau, encodage)
        for morceau, encodage in morceaux
    )
    return " ".join(nettoyer(texte).split())


def octets_bruts(valeur: object) -> str:
    """Un en-tête qui porte des octets hors de l'ASCII, sans les dire encodés."""
    if isinstance(valeur, Header):
        octets = b"".join(
            morceau if isinstance(morceau, bytes) else morceau.encode("ascii", "surrogateescape")
            for morceau, _ in decode_header(valeur)
        )
        return decoder(octets, None)
    return decoder(str(valeur).encode("utf-8", "surrogateescape"), None)


class _Lecteur(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.morceaux: list[str] = []
        self.muet = 0
        self.lien = ""

    def handle_starttag(self, balise, attributs):
        if balise in SANS_TEXTE:
            self.muet += 1
        if balise in A_LA_LIGNE:
            self.morceaux.append("\n- " if balise == "li" else "\n")
        if balise == "a":
            self.lien = dict(attributs).get("href") or ""

    def handle_endtag(self, balise):
        if balise in SANS_TEXTE and self.muet:
            self.muet -= 1
        if balise in A_LA_LIGNE:
            self.morceaux.append("\n")
        if balise == "a" and self.lien.startswith(("http://", "https://")):
            if self.lien not in "".join(self.morceaux[-3:]):
                self.morceaux.append(f" ({self.lien})")
            self.lien = ""

    def handle_data(self, texte):
        if not self.muet:
            self.morceaux.append(re.sub(r"\s+", " ", texte))


def html_en_texte(html: str) -> str:
    """Le texte d'une page HTML, sans rien qui s'exécute ; l'adresse d'un lien se lit à côté."""
    lecteur = _Lecteur()
    lecteur.feed(html[: 4 * CORPS_MAX])
    lecteur.close()
    lignes = "".join(lecteur.morceaux).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(ligne.strip() for ligne in lignes)).strip()
