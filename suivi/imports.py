"""Import des demandes d'un classeur (conventions des classeurs : lecture, doublons, rejets)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qualepref.socle.calendrier import PREMIERE_ANNEE
from qualepref.socle.importation import Importeur, LigneRefusee
from qualepref.socle.lecture.correspondance import traductions
from qualepref.socle.lecture.titres import sans_parentheses
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_oui_non, normaliser
from suivi.lecture.colonnes import CHAMPS
from suivi.lecture.dates_demande import DatesDemande, lire_dates
from suivi.lecture.modalites import lire_canal, lire_nature
from suivi.lecture.rapprochement import Lue, Rapprochement
from suivi.models import Canal, Demande, Nature, NonDue, Registre

REGISTRES_NOMMES = {
    Registre.SUGGESTIONS_RECLAMATIONS: re.compile("reclamation|suggestion"),
    Registre.COURRIERS_COURRIELS: re.compile("courrier|courriel|mail"),
}
CANAUX_NOMMES = {
    Canal.COURRIEL: re.compile(r"courriel|mail|\bbal"),
    Canal.COURRIER: re.compile("courrier|lettre"),
}
DIT_RECLAMATION = re.compile("reclama(tion|nt)|suggestion")
SANS_NOM = re.compile("(usager )?anonyme?s?")


@dataclass(frozen=True)
class Contexte:
    """Ce que disent, pour toutes leurs lignes, le nom d'une feuille, ses titres et le fichier."""

    registre: str
    canal: str | None
    colonnes: frozenset[str]

    @property
    def dit_les_auteurs(self) -> bool:
        return bool({"usager", "coordonnees"} & self.colonnes)

    @property
    def distingue_les_lignes(self) -> bool:
        """Sans usager ni objet, deux lignes du même jour ne sont pas forcément la même demande."""
        return {"usager", "objet"} <= self.colonnes


class ImporteurDeDemandes(Importeur):
    type = "demandes"
    libelle = "Demandes (courriers, courriels, suggestions et réclamations)"
    permission_required = "socle.importer_production"
    champs = CHAMPS
    codes = {"canal": Canal.values, "nature": Nature.values}
    choix = {"registre": ("Registre", Registre.choices)}
    aide = "Une ligne par demande, avec sa date d'arrivée ; une feuille par service si l'on veut."

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.contextes: dict[str, Contexte] = {}
        self.canaux, self.natures = (
            traductions(self.cadre.correspondance, champ) for champ in ("canal", "nature")
        )

    def lignes(self, classeur):
        par_nom = {feuille.nom: feuille for feuille in classeur.feuilles}
        for ligne in super().lignes(classeur):
            if ligne.feuille not in self.contextes:
                apercu = self.rapport.feuilles[-1]
                titres = [
                    str(valeur)
                    for numero in apercu["ignorees"]["titre"]
                    for valeur in par_nom[ligne.feuille].lignes[numero - 1]
                ]
                textes = (ligne.feuille, " ".join(titres), classeur.nom)
                self.contextes[ligne.feuille] = self.contexte(textes, apercu["colonnes"])
            yield ligne

    def contexte(self, textes: Iterable[str], colonnes: Mapping[str, str]) -> Contexte:
        registre = self.cadre.registre or nommer(textes, REGISTRES_NOMMES)
        return Contexte(
            registre=registre or registre_des_colonnes(colonnes),
            canal=nommer(textes, CANAUX_NOMMES),
            colonnes=frozenset(colonnes),
        )

    def lire_ligne(self, ligne) -> Lue:
        contexte = self.contextes[ligne.feuille]
        dates = self.lire_dates(ligne)
        usager, coordonnees = ligne.texte("usager"), ligne.texte("coordonnees")
        demande = Demande(
            service=ligne.service(),
            registre=contexte.registre,
            canal=self.lire_canal(ligne, contexte),
            nature=self.lire_nature(ligne, contexte),
            numero=ligne.texte("numero")[:50],
            objet=ligne.texte("objet"),
            theme=ligne.texte("theme")[:100],
            observations=ligne.texte("observations"),
            qualite_accueil=self.lire_qualite(ligne),
            date_arrivee=dates.arrivee,
            date_accuse=dates.accuse,
            date_reponse=dates.reponse,
        )
        nomme = bool(usager) and not SANS_NOM.fullmatch(normaliser(usager))
        if contexte.dit_les_auteurs and not nomme and not coordonnees:
            demande.reponse_non_due = NonDue.ANONYME
        return Lue(
            demande=demande,
            usager=usager[:200],
            coordonnees=coordonnees,
            est_identifiable=bool(demande.numero) or contexte.distingue_les_lignes,
        )

    def lire_dates(self, ligne) -> DatesDemande:
        try:
            dates = lire_dates(ligne.valeurs, self.cadre.le, ligne.date1904)
        except ValeurRefusee as refus:
            raise LigneRefusee(refus.champ, ligne[refus.champ], str(refus), refus.code) from None
        if dates.arrivee.year < PREMIERE_ANNEE:
            raison = f"l'année {dates.arrivee.year} n'est pas plausible"
            raise LigneRefusee("date_arrivee", ligne["date_arrivee"], raison, "date_illisible")
        if dates.avertissement:
            ligne.avertir("date_ar", dates.avertissement, "accuse_avant_reception")
        return dates

    def lire_canal(self, ligne, contexte) -> str:
        """Celui de la colonne, sinon celui des titres ; un canal hors liste se signale."""
        if contexte.canal and not ligne.texte("canal"):
            return contexte.canal
        canal, avertissement = lire_canal(ligne["canal"], self.canaux)
        if avertissement and "canal" in contexte.colonnes:
            ligne.avertir("canal", avertissement, "canal_a_verifier")
        return canal or Canal.NON_RENSEIGNE

    def lire_nature(self, ligne, contexte) -> str:
        nature, avertissement = lire_nature(ligne["nature"], self.natures)
        if avertissement and "nature" in contexte.colonnes:
            est_vide = not ligne.texte("nature")
            code = "nature_absente" if est_vide else "nature_a_verifier"
            ligne.avertir("nature", avertissement, code)
        return nature or Nature.NON_RENSEIGNEE

    def lire_qualite(self, ligne) -> str:
        try:
            reponse = lire_oui_non(ligne["qualite_accueil"])
        except ValeurRefusee as refus:
            ligne.avertir("qualite_accueil", str(refus), refus.code)
            reponse = None
        qualites = Demande.QualiteAccueil
        return {True: qualites.OUI, False: qualites.NON, None: qualites.INCONNU}[reponse]

    def ranger(self, lignes):
        Rapprochement(self.cadre.departement, self.rapport, self.avancer).ranger(lignes)


def registre_des_colonnes(colonnes: Mapping[str, str]) -> str:
    """« Réclamation / Suggestion », « Réclamant » ou « Qualité de l'accueil ? » le disent."""
    titres = [normaliser(sans_parentheses(titre)) for titre in colonnes.values()]
    if "qualite_accueil" in colonnes or any(map(DIT_RECLAMATION.search, titres)):
        return Registre.SUGGESTIONS_RECLAMATIONS
    return Registre.COURRIERS_COURRIELS


def nommer(textes: Iterable[str], motifs: Mapping[str, re.Pattern]) -> str | None:
    """La valeur que nomme, seule, le premier des textes qui en nomme une."""
    for texte in textes:
        nommees = [valeur for valeur, motif in motifs.items() if motif.search(normaliser(texte))]
        if len(nommees) == 1:
            return nommees[0]
    return None
