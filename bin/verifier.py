"""Joue le métier par HTTP sur la démonstration : une ligne par contrôle, avec son temps."""

import html
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from typing import NamedTuple

ATTENDUS = Path(__file__).resolve().parent.parent / "tests" / "classeurs" / "attendus.json"


class Echec(Exception):
    """Un contrôle n'a pas trouvé ce qu'il attendait ; le message dit quoi."""


class Page(NamedTuple):
    """Ce que le serveur a rendu : adresse d'arrivée, code, octets."""

    adresse: str
    code: int
    octets: bytes

    @property
    def texte(self) -> str:
        return html.unescape(self.octets.decode())

    def exiger(self, *passages: str) -> "Page":
        for passage in passages:
            if passage not in self.texte:
                raise Echec(f"« {passage} » absent de {self.adresse}")
        return self

    def lien(self, motif: str) -> str:
        """Première adresse de la page qui contient le motif (expression régulière)."""
        trouve = re.search(rf'href="([^"]*{motif}[^"]*)"', self.octets.decode())
        if not trouve:
            raise Echec(f"aucun lien « {motif} » dans {self.adresse}")
        return html.unescape(trouve[1])

    def champ(self, nom: str) -> str:
        """Valeur d'un champ caché."""
        trouve = re.search(rf'name="{nom}" value="([^"]*)"', self.octets.decode())
        if not trouve:
            raise Echec(f"champ « {nom} » absent de {self.adresse}")
        return html.unescape(trouve[1])


class Session:
    """Un utilisateur et ses cookies ; suit les redirections comme un navigateur."""

    def __init__(self, adresse: str):
        self.adresse = adresse
        self.ouvreur = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def ouvrir(self, chemin: str, champs: dict[str, str] | None = None) -> Page:
        adresse = urllib.parse.urljoin(self.adresse, chemin)
        donnees = urllib.parse.urlencode(champs).encode() if champs is not None else None
        demande = urllib.request.Request(adresse, donnees, {"Referer": adresse})
        try:
            with self.ouvreur.open(demande, timeout=60) as reponse:
                return Page(reponse.url, reponse.status, reponse.read())
        except urllib.error.HTTPError as refus:
            raise Echec(f"{adresse} répond {refus.code}") from None

    def envoyer(self, chemin: str, formulaire: str | None = None, **champs: str) -> Page:
        """Ouvre la page du formulaire pour son jeton, puis le soumet à ``chemin``."""
        jeton = self.ouvrir(formulaire or chemin).champ("csrfmiddlewaretoken")
        return self.ouvrir(chemin, {"csrfmiddlewaretoken": jeton, **champs})


def exiger(condition: object, sinon: str) -> None:
    if not condition:
        raise Echec(sinon)


class Releve:
    """Les contrôles joués, imprimés à mesure : issue, temps, nom, précision."""

    def __init__(self):
        self.echecs = 0

    def controler(self, nom: str, controle: Callable[[], object]) -> None:
        """Joue un contrôle ; ce qu'il rend, s'il rend un texte, précise la ligne."""
        debut = time.monotonic()
        try:
            self.noter("✓", debut, nom, controle())
        except (Echec, OSError) as echec:
            self.echecs += 1
            self.noter("✗", debut, nom, str(echec))

    def noter(self, marque: str, debut: float, nom: str, precision: object = None) -> None:
        suite = f" : {precision}" if isinstance(precision, str) else ""
        print(f"{marque} {time.monotonic() - debut:6.2f} s  {nom}{suite}", flush=True)


COMPTES = {
    "administrateur": "Administrateur",
    "referente": "Référent qualité",
    "correspondante": "Correspondant qualité",
    "copil": "Comité de pilotage",
    "auditeur": "Auditeur",
    "agent": "Agent",
    "national": "Lecteur national",
}


def jouer_le_metier(releve: Releve, adresse: str, mot_de_passe: str) -> None:
    """Ce qu'une référente qualité fait dans sa matinée, par les pages seules."""
    releve.controler("un inconnu est renvoyé à la connexion", lambda: refuser_un_inconnu(adresse))
    releve.controler("un mot de passe faux est refusé", lambda: refuser_un_faux(adresse))
    for identifiant in COMPTES:
        releve.controler(
            f"connexion et accueil : {identifiant}",
            lambda compte=identifiant: connecter(adresse, compte, mot_de_passe),
        )
    session = connecter(adresse, "referente", mot_de_passe)
    releve.controler("liste des demandes", lambda: lister_les_demandes(session))
    releve.controler("une demande et son échéance expliquée", lambda: expliquer(session))
    releve.controler("export de la liste", lambda: exporter_les_demandes(session))


def retrouver_les_donnees(releve: Releve, adresse: str, mot_de_passe: str) -> None:
    session = connecter(adresse, "referente", mot_de_passe)
    releve.controler("les demandes sont gardées", lambda: lister_les_demandes(session))


def refuser_un_inconnu(adresse: str) -> None:
    page = Session(adresse).ouvrir("/demandes/")
    exiger("/connexion/" in page.adresse, f"{page.adresse} s'ouvre sans connexion")


def refuser_un_faux(adresse: str) -> None:
    session = Session(adresse)
    page = session.envoyer("/connexion/", username="copil", password="pas-celui-là", next="/")
    page.exiger("un mot de passe valides")


def connecter(adresse: str, identifiant: str, mot_de_passe: str) -> Session:
    session = Session(adresse)
    page = session.envoyer("/connexion/", username=identifiant, password=mot_de_passe, next="/")
    page.exiger("À faire", COMPTES[identifiant])
    return session


def lister_les_demandes(session: Session) -> str:
    """Autant de demandes que les deux classeurs ont de bonnes lignes (attendus.json)."""
    lignes = f"{demandes_attendues()} lignes"
    session.ouvrir("/demandes/").exiger(lignes)
    return lignes


def demandes_attendues() -> int:
    classeurs = json.loads(ATTENDUS.read_text())["classeurs"]
    imports = [classeur.get("import_attendu", {}) for classeur in classeurs.values()]
    demandes = [un["par_feuille"] for un in imports if un.get("type") == "demandes"]
    return sum(feuille["creees"] for feuilles in demandes for feuille in feuilles.values())


def expliquer(session: Session) -> None:
    fiche = session.ouvrir("/demandes/").lien(r"/demandes/\d+/")
    session.ouvrir(fiche).exiger("Comment l’échéance a été calculée", "Voir les règles de délai")


def exporter_les_demandes(session: Session) -> str:
    octets = session.ouvrir("/demandes/?export=xlsx").octets
    exiger(octets.startswith(b"PK"), "l'export n'est pas un classeur")
    return f"{len(octets) // 1024} ko"
