"""Import des réponses d'une enquête menée ailleurs : un export devient enquête et réponses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from enquetes.langues import LANGUES
from enquetes.lecture.colonnes import (
    CLES_FIXES,
    FIXES,
    JOUR,
    LANGUE,
    MODE,
    NUMERO,
    PERSONNE,
    SITE,
    champs_des_titres,
    groupes,
)
from enquetes.lecture.modalites import SATISFACTION, Colonne, comprendre
from enquetes.lecture.reponses_rangees import ranger_les_reponses
from enquetes.models import ExportConnu, Mode
from qualepref.socle.importation import Faute, Importeur, ImportRefuse, Ligne
from qualepref.socle.lecture.annuaire import LieuInconnu
from qualepref.socle.lecture.cellules import est_vide
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.rangs_de_titres import entete_probable
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.lecture.valeurs import normaliser

PERSONNELS = frozenset(
    normaliser(titre)
    for champ in FIXES
    if champ.cle.startswith(PERSONNE)
    for titre in champ.synonymes
)
MODES = {
    "tablette": Mode.TABLETTE,
    "borne": Mode.TABLETTE,
    "qr": Mode.CODE_QR,
    "papier": Mode.PAPIER,
    "telephone": Mode.TELEPHONE,
    "internet": Mode.LIEN,
    "web": Mode.LIEN,
    "lien": Mode.LIEN,
    "site": Mode.LIEN,
}


@dataclass
class ReponseLue:
    """Une ligne de l'export : d'où vient la réponse, et ce que dit chaque question."""

    jour: date | None
    mode: Mode
    langue: str
    site: object | None
    numero: str
    valeurs: dict[str, str]  # clé de colonne → texte brut, sans les vides


class ImporteurDeReponses(Importeur):
    type = "reponses-enquete"
    libelle = "Réponses d'une enquête (Sphinx, LimeSurvey)"
    permission_required = "socle.importer_production"
    champs = FIXES
    aide = (
        "Une ligne par réponse, une colonne par question. Rien de ce qui désigne une personne "
        "n'est lu. Le même fichier importé deux fois n'ajoute rien."
    )

    def __init__(self, cadre, *args, **kwargs):
        dites = cadre.correspondance.get("colonnes") or {}
        propres = [Champ(cle, cle) for cle in dites if cle not in CLES_FIXES]
        self.champs = (*FIXES, *propres)
        super().__init__(cadre, *args, **kwargs)
        self.colonnes: dict[str, Colonne] = {}
        self.titres: dict[str, str] = {}
        self.connu: ExportConnu | None = None

    def lignes(self, classeur) -> Iterator[Ligne]:
        """Les questions sont celles que dit la ligne d'en-tête de l'export."""
        feuilles = self.feuilles_voulues(classeur)
        titrees = {feuille.nom: entete_probable(feuille) for feuille in feuilles}
        questions = {
            champ.cle: champ
            for entete in titrees.values()
            if entete
            for champ in champs_des_titres(ecrits(entete))
        }
        if not questions:
            raise ImportRefuse("Cet export n'a pas de ligne de titres : une colonne par question.")
        self.champs = (*FIXES, *questions.values())
        self.titres = {cle: champ.libelle for cle, champ in questions.items()}
        self._dire_les_personnes(titrees)
        yield from super().lignes(classeur)

    def _dire_les_personnes(self, titrees) -> None:
        """Ce qui désigne quelqu'un n'est jamais lu ; qui l'a exporté doit le savoir."""
        for nom, entete in titrees.items():
            for titre in ecrits(entete).values() if entete else ():
                if normaliser(titre) in PERSONNELS:
                    dit = "cette colonne désigne des personnes : elle n'est pas lue"
                    faute = Faute(nom, entete.lignes[0] + 1, titre, "", dit, "colonne_personnelle")
                    self.rapport.avertissements.append(faute)

    def lire_ligne(self, ligne: Ligne) -> ReponseLue:
        valeurs = {
            cle: texte for cle in self.titres if (texte := brut(ligne[cle])) and texte.strip()
        }
        jour = ligne.lire(JOUR, lire_date, date1904=ligne.date1904)
        lue = ReponseLue(
            jour=jour,
            mode=lire_mode(ligne.texte(MODE)),
            langue=lire_langue(ligne.texte(LANGUE)),
            site=self._site(ligne),
            numero=ligne.texte(NUMERO),
            valeurs=valeurs,
        )
        if not valeurs:
            ligne.avertir(NUMERO, "aucune réponse : ne compte pas", "sans_reponse")
        return lue

    def _site(self, ligne):
        ecrit = ligne.texte(SITE)
        if not ecrit:
            return self.cadre.site
        try:
            return self.annuaire.situer("", ecrit, "", None)[0].site
        except LieuInconnu as inconnu:
            ligne.avertir(SITE, f"{inconnu} : réponse gardée sans site", "site_inconnu")
            return self.cadre.site

    def ranger(self, lignes: list[Ligne]) -> None:
        """D'abord comprendre chaque question d'après toutes ses réponses ; puis ranger."""
        self.connu = ExportConnu.objects.reconnaitre(self.cadre.departement, self.titres)
        dites = self.cadre.correspondance.get("echelle") or {}
        echelle = {normaliser(str(ecrit)): str(cle) for ecrit, cle in dites.items()}
        for code, cles in groupes(self.titres).items():
            reponses = [
                ligne.objet.valeurs[cle]
                for ligne in lignes
                for cle in cles
                if cle in ligne.objet.valeurs
            ]
            self.colonnes[code] = comprendre(self.titres[cles[0]], reponses, echelle)
        if not any(colonne.echelle == SATISFACTION for colonne in self.colonnes.values()):
            raise ImportRefuse(
                "Aucune question n'est sur l'échelle de satisfaction : dites ce que veut dire "
                "chaque réponse (« echelle » de la correspondance)."
            )
        ranger_les_reponses(self, lignes)


def ecrits(entete) -> dict[int, str]:
    """Rang de colonne → titre tel qu'écrit."""
    return {rang: str(titre) for rang, titre in entete.titres.items()}


def brut(valeur) -> str:
    """Le texte d'une cellule tel qu'on l'a écrit, retours à la ligne compris."""
    if est_vide(valeur):
        return ""
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    return valeur if isinstance(valeur, str) else str(valeur)


def lire_mode(ecrit: str) -> Mode:
    """« Tablette hall », « INTERNET » ; ce qu'on ne reconnaît pas vient d'un fichier."""
    plat = normaliser(ecrit)
    return next((mode for mot, mode in MODES.items() if mot in plat), Mode.FICHIER)


def lire_langue(ecrit: str) -> str:
    plat = normaliser(ecrit)
    noms = {normaliser(nom): code for code, nom in LANGUES.items()}
    code = plat[:2]
    return noms.get(plat) or (code if code in LANGUES else "fr")
