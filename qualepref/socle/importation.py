"""L'unique machine d'import : lire un classeur, dire ce qu'on y reconnaît, ranger ses lignes.

Une app déclare un `Importeur` par genre de classeur dans son module `imports.py`. La machine lit
le classeur, reconnaît les en-têtes, passe chaque ligne à `lire_ligne`, garde les refus avec
feuille, ligne, colonne et valeur, puis range tout d'un coup : tout ou rien, sauf `partiel`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from qualepref.socle.lecture import classeurs, correspondance
from qualepref.socle.lecture.annuaire import Annuaire, LieuInconnu
from qualepref.socle.lecture.apercu import apercu, est_lisible
from qualepref.socle.lecture.entetes import reconnaitre
from qualepref.socle.lecture.genres import meilleur_genre
from qualepref.socle.lecture.lignes import lignes_utiles
from qualepref.socle.lecture.valeurs import ValeurRefusee, est_absence, lire_texte, normaliser
from qualepref.socle.models import Departement, Service, Site
from qualepref.socle.refus import Faute, ImportRefuse, LigneRefusee, Rapport
from qualepref.socle.temps import aujourdhui

TYPES_PREVUS = (
    "demandes",
    "formations",
    "documents",
    "actions",
    "autoevaluations",
    "indicateurs",
    "reponses-enquete",
)
COLONNES_D_UN_REGISTRE = 3  # à partir de là, une feuille en est un, même mal reconnue


@dataclass(frozen=True)
class Cadre:
    """Où et comment on importe : le département, ce qui vaut par défaut, les correspondances."""

    departement: Departement
    site: Site | None = None
    service: Service | None = None
    registre: str | None = None
    feuille: str | None = None
    correspondance: dict = field(default_factory=dict)
    choix: dict[str, str] = field(default_factory=dict)  # ce qu'un importeur propose de choisir
    le: date = field(default_factory=aujourdhui)


class Ligne:
    """Une ligne du classeur : ses valeurs brutes par champ, et où elle se trouve."""

    def __init__(self, importeur, feuille, numero, valeurs, titres, date1904=False):
        self.importeur, self.feuille, self.numero = importeur, feuille, numero
        self.valeurs, self.titres, self.date1904 = valeurs, titres, date1904
        self.objet = None

    def __getitem__(self, champ):
        return self.valeurs.get(champ)

    def lire(self, champ: str, lecteur: Callable, **options):
        """Lit la valeur du champ ; un refus du lecteur devient le refus de la ligne."""
        try:
            return lecteur(self[champ], **options)
        except ValeurRefusee as refus:
            raise LigneRefusee(champ, self[champ], str(refus), refus.code) from None

    def texte(self, champ: str) -> str:
        """Le texte du champ, sans espaces de bord ; une mention d'absence vaut vide."""
        valeur = self[champ]
        return "" if est_absence(valeur) else lire_texte(valeur)

    def avertir(self, champ: str, message: str, code: str = "") -> None:
        faute = self.faute(champ, self[champ], message, code)
        self.importeur.rapport.avertissements.append(faute)

    def faute(self, champ, valeur, message, code) -> Faute:
        titre = self.titres.get(champ, "")
        tue = valeur is None or self.importeur.anonyme
        texte = "" if tue else lire_texte(valeur)
        return Faute(self.feuille, self.numero, titre, texte, message, code, champ)

    def service(self, champ_service="service", champ_site="site") -> Service:
        """Le service de la ligne : sa colonne, sinon celui demandé, sinon le nom de la feuille."""
        cadre, ecrit = self.importeur.cadre, self.texte(champ_service)
        if not ecrit and cadre.service:
            return cadre.service
        lieux = ecrit, self.texte(champ_site), self.feuille
        try:
            service, remarque = self.importeur.annuaire.situer(*lieux, cadre.site)
        except LieuInconnu as inconnu:
            champ = champ_service if ecrit or not self[champ_site] else champ_site
            raise LigneRefusee(champ, self[champ], str(inconnu), "service_inconnu") from None
        if remarque:
            self.avertir(champ_service, remarque, "service_rapproche")
        return service


class Importeur:
    """Un genre de classeur. Une app hérite, dit son type et ses champs, lit et range ses lignes."""

    do_not_call_in_templates = True
    type = ""
    libelle = ""
    permission_required = ""
    champs: tuple = ()  # entetes.Champ
    entete_a_dire = True  # faux pour qui cherche ses tableaux sans passer par entetes.reconnaitre
    codes: dict = {}  # champ → codes que la correspondance peut donner à ses valeurs
    # choix de la page de dépôt : nom → (libellé, [(valeur, libellé), …] ou fonction du département)
    choix: dict = {}
    aide = ""
    archives: "type[Importeur] | None" = None  # qui lit un zip ou un dossier déposé à sa place
    aide_archives = ""
    # rien de ce que disent les lignes ne se garde : ni aperçu, ni valeur fautive, ni fichier reçu
    anonyme = False
    gabarit = ""  # la page de sa vérification, si elle a la sienne
    suite: Any = None  # le formulaire qui y donne suite, à la place d'ImportSuiteForm
    essai = False  # rien ne doit sortir de la base : on la défait

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if cls.type:
            _importeurs[cls.type] = cls

    def __init__(self, cadre: Cadre, avancer: Callable[[int, str], None] = lambda *args: None):
        self.cadre, self.avancer = cadre, avancer
        if fautes := correspondance.fautes(cadre.correspondance, self.champs, self.codes):
            raise ImportRefuse(fautes)
        if cadre.correspondance.get("entetes") and not self.entete_a_dire:
            raise ImportRefuse("La ligne d'en-tête ne se dit pas pour ce genre de classeur.")
        self.rapport = Rapport()
        self.annuaire = Annuaire(cadre.departement)

    def lignes(self, classeur) -> Iterator[Ligne]:
        """Les lignes utiles du classeur, feuille par feuille ; note ce qui y est reconnu."""
        for feuille in self.feuilles_voulues(classeur):
            reconnue = reconnaitre(feuille, self.champs, self.cadre.correspondance)
            utiles = lignes_utiles(feuille, reconnue)
            self.rapport.feuilles.append(apercu(feuille, reconnue, utiles, self.anonyme))
            if est_lisible(reconnue):
                titres = {cle: col.titre or col.lettre for cle, col in reconnue.colonnes.items()}
                for numero, valeurs in utiles:
                    yield Ligne(self, feuille.nom, numero, valeurs, titres, classeur.date1904)
            elif any(map(any, feuille.lignes)):
                self.signaler(feuille, reconnue)

    def signaler(self, feuille, reconnue) -> None:
        """Une feuille qu'on ne sait pas lire se dit ; à demi reconnue, c'est un refus.

        Rien ne se perd en silence : une notice est un avertissement, un registre dont il manque
        une colonne nécessaire arrête l'import tant qu'on n'a pas dit laquelle.
        """
        registre = len(reconnue.colonnes) >= COLONNES_D_UN_REGISTRE and not feuille.masquee
        dites = self.rapport.erreurs if registre else self.rapport.avertissements
        ligne = reconnue.ligne_entete or 1
        for phrase in reconnue.phrases_de_refus:
            dites.append(Faute(feuille.nom, ligne, "", "", phrase, "feuille_non_lue"))

    def feuilles_voulues(self, classeur):
        if not self.cadre.feuille:
            return classeur.feuilles
        voulu = normaliser(self.cadre.feuille)
        voulues = [f for f in classeur.feuilles if normaliser(f.nom) == voulu]
        if not voulues:
            noms = ", ".join(f.nom for f in classeur.feuilles)
            raise ImportRefuse(f"Pas de feuille « {self.cadre.feuille} » ; il y a : {noms}.")
        return voulues

    def lire_ligne(self, ligne: Ligne) -> Any:
        """L'objet que décrit la ligne, pas encore enregistré ; lève LigneRefusee."""
        raise NotImplementedError

    def ranger(self, lignes: list[Ligne]) -> None:
        """Enregistre les bonnes lignes en masse et tient le compte dans `self.rapport`."""
        raise NotImplementedError


_importeurs: dict[str, type[Importeur]] = {}


def trouver(type_classeur: str) -> type[Importeur]:
    """L'importeur du genre, ou ImportRefuse qui dit s'il est inconnu ou à venir."""
    if type_classeur in _importeurs:
        return _importeurs[type_classeur]
    if type_classeur in TYPES_PREVUS:
        raise ImportRefuse(f"« {type_classeur} » : type pas encore disponible.")
    raise ImportRefuse(f"« {type_classeur} » n'est pas un type connu : {', '.join(TYPES_PREVUS)}.")


def gabarit_de(type_classeur: str) -> str:
    """La page qu'un genre a pour sa vérification, ou vide ; d'un genre disparu aussi."""
    return _importeurs[type_classeur].gabarit if type_classeur in _importeurs else ""


def disponibles() -> list[type[Importeur]]:
    return sorted(_importeurs.values(), key=lambda importeur: importeur.libelle)


def importer(importeur: Importeur, classeur, *, partiel=False, essai=False) -> Rapport:
    """Lit puis range tout d'un coup ; sans `partiel`, une seule faute et rien n'est rangé.

    `essai` range pour de bon dans une transaction que l'on défait : mêmes comptes, aucun effet.
    """
    noms = [feuille.nom for feuille in classeur.feuilles]
    if absentes := list(correspondance.feuilles_absentes(importeur.cadre.correspondance, noms)):
        raise ImportRefuse(absentes)
    bonnes = lire_toutes(importeur, classeur)
    rapport = importeur.rapport
    verifier_colonnes_demandees(importeur)
    if not any(feuille["reconnue"] for feuille in rapport.feuilles):
        raise ImportRefuse(raisons_sans_entete(rapport), rapport)
    verifier_le_genre(importeur, classeur)
    if rapport.erreurs and not partiel and not essai:
        raise ImportRefuse([str(faute) for faute in rapport.erreurs], rapport)
    importeur.avancer(60, "Enregistrement des lignes")
    importeur.essai = essai
    with transaction.atomic():
        importeur.ranger(bonnes)
        verifier_ce_qui_est_range(importeur)
        if essai:
            transaction.set_rollback(True)
    return rapport


def verifier_le_genre(importeur: Importeur, classeur) -> None:
    """Qui a dit ses colonnes sait ce qu'il dépose : on ne le contredit pas."""
    dite = importeur.cadre.correspondance
    lues = {feuille["nom"] for feuille in importeur.rapport.feuilles if feuille["reconnue"]}
    feuilles = [feuille for feuille in classeur.feuilles if feuille.nom in lues]
    autre = meilleur_genre(type(importeur), disponibles(), feuilles)
    if autre and not any(dite.get(cle) for cle in ("colonnes", "feuilles")):
        raise ImportRefuse(
            f"Ce classeur a les colonnes du genre « {autre.libelle} », et non du genre "
            f"« {importeur.libelle} » : importez-le comme tel, ou dites quelles colonnes lire.",
            importeur.rapport,
        )


def verifier_ce_qui_est_range(importeur: Importeur) -> None:
    """Des lignes lues dont rien ne sort, pas même un refus : ce n'est pas le bon classeur."""
    rapport = importeur.rapport
    if rapport.lues and not (rapport.faites or rapport.erreurs):
        raise ImportRefuse(
            f"Lignes lues : {rapport.lues}, et aucune ne donne quoi que ce soit à enregistrer. "
            f"Est-ce bien un classeur de ce genre : « {importeur.libelle} » ?",
            rapport,
        )


def verifier_colonnes_demandees(importeur: Importeur) -> None:
    """Une colonne demandée et absente ne se devine pas : c'est une faute de frappe."""
    absentes = {f["nom"]: f["introuvables"] for f in importeur.rapport.feuilles}
    if absentes and (
        phrases := correspondance.introuvables(importeur.cadre.correspondance, absentes)
    ):
        raise ImportRefuse(phrases, importeur.rapport)


def lire_toutes(importeur: Importeur, classeur) -> list[Ligne]:
    """Les lignes lisibles ; les autres sont notées dans le rapport, avec leur raison."""
    rapport, bonnes = importeur.rapport, []
    for ligne in importeur.lignes(classeur):
        rapport.lues += 1
        if rapport.lues % 2000 == 0:
            importeur.avancer(min(55, rapport.lues // 1000), f"{rapport.lues} lignes lues")
        try:
            ligne.objet = importeur.lire_ligne(ligne)
        except LigneRefusee as refus:
            rapport.erreurs.append(
                ligne.faute(refus.champ, refus.valeur, refus.message, refus.code)
            )
            rapport.refusees += 1
        else:
            bonnes.append(ligne)
    return bonnes


def raisons_sans_entete(rapport: Rapport) -> list[str]:
    """Ce que l'importeur a déjà dit d'une feuille vaut mieux que « pas d'en-tête »."""
    if dites := [str(faute) for faute in rapport.erreurs if faute.code != "feuille_non_lue"]:
        return dites
    return [
        f"Feuille « {feuille['nom']} » : pas de ligne d'en-tête reconnue"
        f"{_qui_manque(feuille['manquants'])}. Dites quelles colonnes lire."
        for feuille in rapport.feuilles
    ]


def _qui_manque(manquants: list[str]) -> str:
    return f" (il manque : {', '.join(manquants)})" if manquants else ""


def ouvrir(genre: type[Importeur], source: bytes | Path, nom: str):
    """Le genre qui lit cette source (octets, fichier, dossier ou zip), et ce qu'il y lit."""
    est_une_archive = nom.lower().endswith(".zip") or isinstance(source, Path) and source.is_dir()
    if genre.archives and est_une_archive:
        return genre.archives, genre.archives.ouvrir(source, nom)
    return genre, lire_classeur(source if isinstance(source, bytes) else source.read_bytes(), nom)


def lire_classeur(octets: bytes, nom: str):
    """Le classeur, ou ImportRefuse avec la phrase qui dit pourquoi il est illisible."""
    try:
        return classeurs.lire(octets, nom)
    except classeurs.ClasseurIllisible as refus:
        raise ImportRefuse(str(refus)) from None
