"""Import des classeurs d'indicateurs mensuels : téléphonie, site internet, réseaux sociaux."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pilotage.lecture import lexique
from pilotage.lecture.dispositions import Disposition
from pilotage.lecture.entetes import Entetes
from pilotage.lecture.mesures_lues import Donnee, ranger_les_mesures
from pilotage.lecture.nombres_lus import lire_compte, lire_taux
from pilotage.lecture.reperes import RIEN, Lecteur, Repere, lire_periode_de_cellule
from pilotage.lecture.tri import trier
from qualepref.socle.importation import (
    Faute,
    Importeur,
    ImportRefuse,
    Ligne,
    LigneRefusee,
    apercu,
)
from qualepref.socle.lecture.annuaire import LieuInconnu
from qualepref.socle.lecture.cellules import est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.correspondance import traductions
from qualepref.socle.lecture.lignes import LignesUtiles
from qualepref.socle.lecture.reconnaissance import Colonne, Reconnaissance
from qualepref.socle.lecture.valeurs import ValeurRefusee, est_absence, lire_texte, normaliser
from qualepref.socle.models import Service, Site

_LIEU = re.compile(r"(?:sous-?|ss-?|s/|annexe|site|maison|espace|antenne|s\.?p\.?\b|pref)")
_ENSEMBLE = re.compile(
    r"(?:tous|toutes|ensemble|global|departement)(?: (?:les|des|du|de l'|confondus?|sites?"
    r"|implantations?|departement|standards?|services?|prefectures?))*"
)
_PAS_UN_LIEU = re.compile(r"(?:le )?(?:site )?(?:internet|web)(?: .*)?|ide|portail(?: .*)?")
SANS_ANNEE = "l'année n'est dite ni par les titres, ni par le fichier"


@dataclass
class Fil:
    """Ce que les lignes déjà lues d'un tableau disent encore des suivantes."""

    feuille: Feuille
    disposition: Disposition
    lieu: str = ""
    section: Repere = RIEN
    dernieres: dict = field(default_factory=dict)

    def etiquettes(self, rang: int) -> dict:
        """Les étiquettes d'une ligne ; une cellule fusionnée ou laissée vide répète la dernière."""
        places = self.disposition.etiquettes
        lues = {cle: self.feuille.valeur(rang, j) for cle, j in places.items()}
        vides = [cle for cle, valeur in lues.items() if est_vide(valeur)]
        autres = [cle for cle in lues if cle not in vides and cle != "annee"]
        for cle in vides:
            if autres or cle == "annee" or self._est_fusionnee(rang, places[cle]):
                lues[cle] = self.dernieres.get(cle) if cle not in ("site", "service") else None
        self.dernieres |= {cle: valeur for cle, valeur in lues.items() if not est_vide(valeur)}
        if "site" in lues:
            self.lieu = lire_texte(lues["site"]) or self.lieu
        return lues

    def _est_fusionnee(self, rang: int, j: int) -> bool:
        fusions = self.feuille.fusions or ()
        return any(f.gauche <= j <= f.droite and f.haut < rang <= f.bas for f in fusions)


@dataclass(frozen=True)
class Lieu:
    """Où une ligne mesure ; `est_ensemble` : elle dit tout le département."""

    site: Site | None = None
    service: Service | None = None
    est_ensemble: bool = False


class ImporteurDIndicateurs(Importeur):
    type = "indicateurs"
    libelle = "Indicateurs mensuels (téléphonie, site internet, réseaux sociaux)"
    permission_required = "pilotage.add_mesure"
    entete_a_dire = False
    champs = lexique.CHAMPS
    codes = {"indicateur": tuple(lexique.ROLES)}
    aide = (
        "Les mois en colonnes, une ligne par site et par indicateur ; ou une ligne par mois et par "
        "réseau. Un mois vide ou « nc » est non mesuré ; zéro est une mesure."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.grandeurs_dites = traductions(self.cadre.correspondance, "indicateur")
        self.lecteur = Lecteur(self.annuaire)

    def lignes(self, classeur) -> Iterator[Ligne]:
        for feuille in self.feuilles_voulues(classeur):
            correspondance = self.cadre.correspondance
            trouvees = Entetes(feuille, self.lecteur, correspondance, classeur.nom).tableaux()
            for disposition in trouvees:
                yield from self._lignes_de(feuille, disposition, classeur.date1904)
            if not trouvees:
                self._laisser(feuille)

    def _laisser(self, feuille: Feuille) -> None:
        self.rapport.feuilles.append(self._apercu(feuille, None, []))
        if any(map(any, feuille.lignes)):
            dit = "aucun tableau d'indicateurs reconnu, la feuille n'est pas lue."
            faute = Faute(feuille.nom, 1, "", "", dit, "feuille_non_lue")
            self.rapport.avertissements.append(faute)

    def _lignes_de(self, feuille, disposition: Disposition, date1904: bool) -> Iterator[Ligne]:
        utiles, ignorees = trier(feuille, disposition, self.lecteur)
        debut = disposition.entete + 1
        self.rapport.feuilles.append(self._apercu(feuille, disposition, utiles, ignorees))
        fil = Fil(feuille, disposition)
        sections = {numero - 1 for numero in ignorees["section"]}
        a_lire = set(utiles)
        for rang in range(debut, disposition.fin):
            if rang in sections:
                self._section(fil, rang)
            if rang in a_lire:
                yield self._ligne(fil, rang, date1904)

    def _section(self, fil: Fil, rang: int) -> None:
        """Une ligne faite d'un seul nom (site, grandeur, réseau) vaut pour celles qui suivent."""
        texte = next((lire_texte(v) for v in fil.feuille.lignes[rang] if not est_vide(v)), "")
        lu = self.lecteur.titre(texte)
        fil.section = lu.avec(fil.section)
        if lu.site or self.lecteur.est_lieu(texte) or _LIEU.match(normaliser(texte)):
            fil.lieu = lu.site.nom if lu.site else texte
        elif _ENSEMBLE.fullmatch(normaliser(texte)):
            fil.lieu = texte

    def _ligne(self, fil: Fil, rang: int, date1904: bool) -> Ligne:
        disposition = fil.disposition
        valeurs = fil.etiquettes(rang)
        for j in disposition.colonnes:
            valeurs[j] = fil.feuille.valeur(rang, j)
        titres = disposition.titres_par_champ()
        ligne = Ligne(self, fil.feuille.nom, rang + 1, valeurs, titres, date1904)
        ligne.disposition, ligne.section = disposition, fil.section
        ligne.lieu = ligne.texte("site") or fil.lieu
        return ligne

    def lire_ligne(self, ligne: Ligne) -> list[Donnee]:
        repere, est_muette = self._repere(ligne)
        lieu = self._lieu(ligne)
        donnees = []
        for j, colonne in ligne.disposition.colonnes.items():
            lu = self._lu(ligne, colonne, repere, est_muette)
            if lu and lu.cle and not lu.est_laisse:
                donnees.append(self._donnee(ligne, j, lu, lieu))
        return donnees

    def _repere(self, ligne: Ligne) -> tuple[Repere, bool]:
        """Ce que disent les étiquettes, et si leur libellé est inconnu."""
        libelle = ligne.texte("indicateur")
        cle, reseau = self._grandeur(libelle) if libelle else (None, "")
        if libelle and cle is None:
            ligne.avertir("indicateur", "libellé inconnu : la ligne est laissée de côté")
        compte = lexique.reseau_de(ligne.texte("compte")) or reseau
        annee = lexique.annees_de(lire_texte(ligne["annee"]))
        return (
            Repere(self._periode(ligne), annee[0] if annee else None, cle, None, compte),
            bool(libelle) and cle is None,
        )

    def _lu(self, ligne, colonne: Repere, repere: Repere, est_muette: bool) -> Repere | None:
        """Tout ce qu'on sait d'un nombre ; None si ce n'est pas une mesure du tableau."""
        disposition = ligne.disposition
        lu = colonne.avec(repere)
        if not lu.cle and est_muette:
            return None
        for autre in (ligne.section, disposition.contexte):
            lu = lu.avec(autre if not lu.periode else replace(autre, periode=None))
        if not lu.periode or lu.periode.genre.mois > disposition.pas.mois:
            return None
        return replace(lu, annee=repere.annee or colonne.annee or ligne.section.annee)

    def _donnee(self, ligne: Ligne, j: int, lu: Repere, lieu: Lieu) -> Donnee:
        periode = lu.periode.en(lu.annee or ligne.disposition.annee_du_mois(lu.periode))
        if periode is None:
            champ = "periode" if ligne["periode"] else j
            raise LigneRefusee(champ, ligne[champ], SANS_ANNEE)
        code, role = lexique.ROLES[lu.cle]
        colonne = ligne.disposition.colonnes[j]
        if colonne.site or not (lieu.site or lieu.est_ensemble):
            lieu = Lieu(colonne.site or lu.site or self.cadre.site)
        return Donnee(
            code=code,
            role=role,
            site=lieu.site,
            service=lieu.service,
            modalite=lu.compte[:60] if code.startswith("RS-") else "",
            periode=periode,
            nombre=ligne.lire(j, lire_taux if lu.cle in lexique.TAUX else lire_compte),
            cle=lu.cle,
            jour=lu.periode.jour,
            est_ensemble=lieu.est_ensemble,
            ligne=ligne,
            colonne=j,
        )

    def _grandeur(self, libelle: str) -> tuple[str | None, str]:
        if dite := self.grandeurs_dites.get(normaliser(libelle)):
            return (dite, "") if dite in lexique.ROLES else (None, "")
        return lexique.grandeur_de(libelle)

    def _lieu(self, ligne: Ligne) -> Lieu:
        """Celui de la ligne ou de sa section ; vide si elles n'en disent pas."""
        texte = ligne.lieu
        nom = normaliser(texte)
        if not texte or _PAS_UN_LIEU.fullmatch(nom):
            return Lieu()
        site = self.annuaire.site(texte)
        if not site and (_ENSEMBLE.fullmatch(nom) or nom == normaliser(self.cadre.departement.nom)):
            return Lieu(est_ensemble=True)
        lieu = Lieu(site) if site else self._service(texte) or self._approchant(ligne, texte)
        service = ligne.texte("service")
        return (self._service(service, lieu.site) if service else None) or lieu

    def _service(self, texte: str, site: Site | None = None) -> Lieu | None:
        try:
            service = self.annuaire.service(texte, site)[0]
        except LieuInconnu:
            return None
        return Lieu(service.site, service if service.parent_id else None)

    def _approchant(self, ligne: Ligne, texte: str) -> Lieu:
        site = self.annuaire.site_approchant(texte) or self.annuaire.site_cite(texte)
        if site is None:
            noms = ", ".join(site.nom for site in self.annuaire.sites)
            raise LigneRefusee("site", texte, f"site inconnu (sites du département : {noms})")
        ligne.avertir("site", f"compris comme « {site} »", "site_rapproche")
        return Lieu(site)

    def _periode(self, ligne: Ligne):
        """La période de la ligne, si le tableau en a une colonne."""
        if "periode" not in ligne.disposition.etiquettes:
            return None
        valeur = ligne["periode"]
        if est_absence(valeur):
            if ligne.section.periode:
                return None
            raise LigneRefusee("periode", valeur, "le mois manque", "date_absente")
        try:
            return lire_periode_de_cellule(valeur, ligne.date1904)
        except ValeurRefusee as refus:
            raise LigneRefusee("periode", valeur, str(refus), refus.code) from None

    def ranger(self, lignes):
        if not lignes:
            raise ImportRefuse("Aucune ligne d'indicateur n'a été lue.", self.rapport)
        if not any(ligne.objet for ligne in lignes):
            raise ImportRefuse(self._sans_indicateur(len(lignes)), self.rapport)
        ranger_les_mesures(lignes, self.cadre, self.rapport)

    def _sans_indicateur(self, nombre: int) -> str:
        return (
            f"Aucune des {nombre} lignes lues ne porte un indicateur connu : ce classeur n'est"
            " sans doute pas un classeur d'indicateurs."
        )

    def _apercu(self, feuille, disposition, utiles, ignorees=None) -> dict:
        """L'aperçu commun, fait de ce que cette disposition a reconnu."""
        colonnes, entetes = {}, ()
        if disposition:
            places = {j: cle for cle, j in disposition.etiquettes.items()}
            places |= {j: r.cle for j, r in disposition.colonnes.items() if r.cle}
            colonnes = {cle: Colonne(j, disposition.titres.get(j, "")) for j, cle in places.items()}
            entetes = (disposition.entete + 1,)
        autres = disposition.titres if disposition else {}
        reconnaissance = Reconnaissance(
            feuille.nom,
            self.champs,
            lignes_entete=entetes,
            colonnes=colonnes,
            colonnes_ignorees=tuple(Colonne(j, titre) for j, titre in autres.items()),
        )
        lues = LignesUtiles([(rang + 1, {}) for rang in utiles], ignorees or {})
        return apercu(feuille, reconnaissance, lues)
