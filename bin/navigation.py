"""Un utilisateur devant les pages : il suit les liens et remplit les formulaires qu'il y trouve."""

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import NamedTuple

REPONSE_MAX = 60  # secondes


class Echec(Exception):
    """Un contrôle n'a pas trouvé ce qu'il attendait ; le message dit quoi."""


def exiger(condition: object, sinon: str) -> None:
    if not condition:
        raise Echec(sinon)


class Formulaire:
    """Son adresse, ses valeurs telles que la page les montre, et les choix de chaque champ."""

    def __init__(self, adresse: str):
        self.adresse = adresse
        self.valeurs: dict[str, str] = {}
        self.choix: dict[str, list[str]] = {}

    def choisir(self, champ: str, motif: str) -> str:
        """Le premier choix du champ dont la valeur contient le motif (expression régulière)."""
        trouves = [choix for choix in self.choix.get(champ, []) if re.search(motif, choix)]
        exiger(trouves, f"« {motif} » n'est pas proposé par « {champ} » de {self.adresse}")
        return trouves[0]


class LecteurDeFormulaires(HTMLParser):
    """Relève les formulaires d'une page comme un navigateur les enverrait."""

    def __init__(self):
        super().__init__()
        self.formulaires: list[Formulaire] = []
        self.ouvert: Formulaire | None = None
        self.liste = self.zone = ""

    def handle_starttag(self, balise, attributs):
        if balise == "form":
            self.ouvert = Formulaire(dict(attributs).get("action") or "")
            self.formulaires.append(self.ouvert)
        elif self.ouvert:
            lire = getattr(self, f"lire_{balise}", None)
            if lire:
                lire({nom: valeur or "" for nom, valeur in attributs})

    def handle_endtag(self, balise):
        if balise == "form":
            self.ouvert = None
        elif balise == "textarea" and self.zone:
            texte = self.ouvert.valeurs[self.zone]
            self.ouvert.valeurs[self.zone] = texte.removeprefix("\n")  # comme un navigateur
            self.zone = ""

    def handle_data(self, texte):
        if self.zone and self.ouvert:
            self.ouvert.valeurs[self.zone] += texte

    def lire_input(self, attributs):
        nom, valeur = attributs.get("name", ""), attributs.get("value", "")
        if attributs.get("type") in ("radio", "checkbox"):
            self.ouvert.choix.setdefault(nom, []).append(valeur)
            if "checked" not in attributs:
                return
        if nom:
            self.ouvert.valeurs[nom] = valeur

    def lire_textarea(self, attributs):
        self.zone = attributs["name"]
        self.ouvert.valeurs[self.zone] = ""

    def lire_select(self, attributs):
        self.liste = attributs["name"]

    def lire_option(self, attributs):
        valeur = attributs.get("value", "")
        self.ouvert.choix.setdefault(self.liste, []).append(valeur)
        if "selected" in attributs or len(self.ouvert.choix[self.liste]) == 1:
            self.ouvert.valeurs[self.liste] = valeur


class Page(NamedTuple):
    """Ce que le serveur a rendu : l'adresse d'arrivée, après redirections, et les octets."""

    adresse: str
    octets: bytes

    @property
    def texte(self) -> str:
        return html.unescape(self.octets.decode())

    def exiger(self, *passages: str) -> "Page":
        for passage in passages:
            exiger(passage in self.texte, f"« {passage} » absent de {self.adresse}")
        return self

    def lien(self, motif: str) -> str:
        """Première adresse de la page qui contient le motif (expression régulière)."""
        adresses = re.findall(r'href="([^"]*)"', self.octets.decode())
        trouvees = [html.unescape(une) for une in adresses if re.search(motif, une)]
        exiger(trouvees, f"aucun lien « {motif} » dans {self.adresse}")
        return trouvees[0]

    def formulaire(self, champ: str) -> Formulaire:
        """Premier formulaire de la page qui a ce champ."""
        lecteur = LecteurDeFormulaires()
        lecteur.feed(self.octets.decode())
        trouves = [un for un in lecteur.formulaires if champ in {*un.valeurs, *un.choix}]
        exiger(trouves, f"aucun formulaire avec « {champ} » dans {self.adresse}")
        return trouves[0]


class Session:
    """Les cookies d'un utilisateur ; suit les redirections comme un navigateur."""

    def __init__(self, adresse: str):
        self.adresse = adresse
        direct = urllib.request.ProxyHandler({})  # jamais par le mandataire du réseau
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.ouvreur = urllib.request.build_opener(direct, cookies)

    def ouvrir(self, chemin: str, donnees: bytes | None = None, **entetes: str) -> Page:
        adresse = urllib.parse.urljoin(self.adresse, chemin)
        demande = urllib.request.Request(adresse, donnees, entetes)
        try:
            with self.ouvreur.open(demande, timeout=REPONSE_MAX) as reponse:
                return Page(reponse.url, reponse.read())
        except urllib.error.HTTPError as refus:
            raise Echec(f"{adresse} répond {refus.code}") from None

    def envoyer(self, page: Page, formulaire: Formulaire, *, htmx=False, **champs: str) -> Page:
        """Soumet le formulaire de la page, ses valeurs d'origine complétées par les champs."""
        adresse = urllib.parse.urljoin(page.adresse, formulaire.adresse)
        donnees = urllib.parse.urlencode(formulaire.valeurs | champs).encode()
        entetes = {"HX-Request": "true"} if htmx else {}
        return self.ouvrir(adresse, donnees, **entetes)
