"""Joue le métier par HTTP sur la démonstration : une ligne par contrôle, avec son temps."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

from navigation import Echec, Page, Session, exiger

ATTENDUS = Path(__file__).resolve().parent.parent / "tests" / "classeurs" / "attendus.json"
TRAVAIL_MAX = 180  # secondes, pour une machine chargée
# nom, page, champ et valeur de la période
EDITIONS = [
    ("tableau de bord du T4 2022", "/tableaux-de-bord/", ("trimestre", "2022-T4")),
    ("bilan 2022", "/bilans/", ("annee", "2022")),
]
COMPTES = {
    "administrateur": "Administrateur",
    "referente": "Référent qualité",
    "correspondante": "Correspondant qualité",
    "copil": "Comité de pilotage",
    "auditeur": "Auditeur",
    "agent": "Agent",
    "national": "Lecteur national",
}


class Releve:
    """Les contrôles joués, imprimés à mesure : issue, temps, nom, précision."""

    def __init__(self):
        self.echecs = 0

    def controler(self, nom: str, controle: Callable, *arguments: object) -> None:
        """Joue un contrôle ; ce qu'il rend, s'il rend un texte, précise la ligne."""
        debut = time.monotonic()
        try:
            self.noter("✓", debut, nom, controle(*arguments))
        except (Echec, OSError) as echec:
            self.echecs += 1
            self.noter("✗", debut, nom, str(echec))

    def noter(self, marque: str, debut: float, nom: str, precision: object = None) -> None:
        suite = f" : {precision}" if isinstance(precision, str) else ""
        print(f"{marque} {time.monotonic() - debut:6.2f} s  {nom}{suite}", flush=True)


def jouer_le_metier(releve: Releve, adresse: str, mot_de_passe: str) -> None:
    """Ce qu'une équipe qualité fait dans sa journée, par les pages seules."""
    releve.controler("un inconnu est renvoyé à la connexion", refuser_un_inconnu, adresse)
    releve.controler("un mot de passe faux est refusé", refuser_un_faux, adresse)
    for identifiant in COMPTES:
        nom = f"connexion et accueil : {identifiant}"
        releve.controler(nom, connecter, adresse, identifiant, mot_de_passe)
    correspondante = connecter(adresse, "correspondante", mot_de_passe)
    releve.controler("auto-évaluation enregistrée sur place", evaluer, correspondante)
    referente = connecter(adresse, "referente", mot_de_passe)
    releve.controler("liste des demandes", lister_les_demandes, referente)
    releve.controler("échéance d'une demande expliquée", expliquer, referente)
    releve.controler("export de la liste", exporter, referente)
    for nom, liste, periode in EDITIONS:
        releve.controler(f"{nom} par la file", fabriquer, referente, liste, *periode)


def retrouver_les_donnees(releve: Releve, adresse: str, mot_de_passe: str) -> None:
    referente = connecter(adresse, "referente", mot_de_passe)
    releve.controler("les demandes sont gardées", lister_les_demandes, referente)
    for nom, liste, _ in EDITIONS:
        releve.controler(f"{nom} : gardé", retrouver, referente, liste)


def refuser_un_inconnu(adresse: str) -> None:
    page = Session(adresse).ouvrir("/demandes/")
    exiger("/connexion/" in page.adresse, f"{page.adresse} s'ouvre sans connexion")


def refuser_un_faux(adresse: str) -> None:
    identifier(Session(adresse), "copil", "pas-celui-la").exiger("un mot de passe valides")


def connecter(adresse: str, identifiant: str, mot_de_passe: str) -> Session:
    session = Session(adresse)
    identifier(session, identifiant, mot_de_passe).exiger("À faire", COMPTES[identifiant])
    return session


def identifier(session: Session, identifiant: str, mot_de_passe: str) -> Page:
    page = session.ouvrir("/")
    formulaire = page.formulaire("password")
    return session.envoyer(page, formulaire, username=identifiant, password=mot_de_passe)


def evaluer(session: Session) -> str:
    """Donne un avis comme le fait htmx, puis rouvre l'écran : l'avis et le commentaire y sont."""
    campagne = session.ouvrir(session.ouvrir("/campagnes/").lien(r"/campagnes/\d+/$"))
    ecran = session.ouvrir(campagne.lien(r"/avis/\d+/$"))
    formulaire = ecran.formulaire("avis")
    avis, commentaire = formulaire.choisir("avis", "^conforme"), "Vérifié sur place"
    reponse = session.envoyer(ecran, formulaire, htmx=True, avis=avis, commentaire=commentaire)
    reponse.exiger("Enregistré")
    garde = session.ouvrir(ecran.adresse).formulaire("avis").valeurs
    exiger((garde["avis"], garde["commentaire"]) == (avis, commentaire), f"relu : {garde}")
    return avis


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
    fiche = session.ouvrir("/demandes/").lien(r"/demandes/\d+/$")
    session.ouvrir(fiche).exiger("Comment l’échéance a été calculée", "Voir les règles de délai")


def exporter(session: Session) -> str:
    octets = session.ouvrir("/demandes/?export=xlsx").octets
    exiger(octets.startswith(b"PK"), "l'export n'est pas un classeur")
    return poids(octets)


def fabriquer(session: Session, liste: str, champ: str, periode: str) -> str:
    """Demande l'édition par sa page, attend le worker, télécharge le PDF et en vérifie la forme."""
    page = session.ouvrir(f"{liste}ajouter/")
    formulaire = page.formulaire(champ)
    production = session.envoyer(page, formulaire, **{champ: formulaire.choisir(champ, periode)})
    octets = session.ouvrir(attendre_le_fichier(session, production)).octets
    exiger(octets.startswith(b"%PDF-") and b"%%EOF" in octets[-1024:], "ce n'est pas un PDF")
    return f"PDF de {poids(octets)}"


def attendre_le_fichier(session: Session, production: Page) -> str:
    """Rouvre la page de la production jusqu'à ce qu'elle donne son fichier."""
    limite = time.monotonic() + TRAVAIL_MAX
    while not re.search(r"/productions/\d+/fichier/", production.texte):
        exiger("Échec" not in production.texte, f"{production.adresse} a échoué")
        exiger(time.monotonic() < limite, f"{production.adresse} n'est pas terminée")
        time.sleep(0.5)
        production = session.ouvrir(production.adresse)
    return production.lien(r"/productions/\d+/fichier/")


def retrouver(session: Session, liste: str) -> None:
    session.ouvrir(session.ouvrir(liste).lien(rf"{liste}\d+/$")).exiger("2022")


def poids(octets: bytes) -> str:
    return f"{len(octets) // 1024} ko"
