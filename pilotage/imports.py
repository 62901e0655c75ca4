"""Import des classeurs d'indicateurs mensuels : téléphonie, site internet, réseaux sociaux."""

from collections.abc import Iterator
from dataclasses import dataclass

from pilotage import dispositions, lexique
from pilotage.mesures_lues import Donnee, ranger_les_mesures
from qualepref.socle.annuaire import LieuInconnu
from qualepref.socle.cellules import ErreurExcel
from qualepref.socle.classeurs import Feuille
from qualepref.socle.correspondance import traductions
from qualepref.socle.dates import lire_periode
from qualepref.socle.importation import (
    Importeur,
    ImportRefuse,
    Ligne,
    LigneRefusee,
    apercu,
)
from qualepref.socle.lignes import LignesUtiles
from qualepref.socle.models import Site
from qualepref.socle.periodes import Genre, Periode
from qualepref.socle.reconnaissance import Colonne, Reconnaissance
from qualepref.socle.valeurs import ValeurRefusee, est_absence, lire_nombre, lire_texte, normaliser

POURCENT_ECRIT = 1.5  # au-delà, un taux est écrit en pour cent : 85,3 et non 0,853
TAUX = {"taux_decroche", "taux_engagement"}


@dataclass
class Place:
    """Ce qu'une feuille dit pour toutes ses lignes : sa disposition, son année, son site."""

    disposition: dispositions.Disposition
    annee: int | None
    site: Site | None = None


class ImporteurDIndicateurs(Importeur):
    type = "indicateurs"
    libelle = "Indicateurs mensuels (téléphonie, site internet, réseaux sociaux)"
    permission_required = "pilotage.add_mesure"
    champs = lexique.CHAMPS
    codes = {"indicateur": tuple(lexique.ROLES)}
    aide = (
        "Les mois en colonnes, une ligne par site et par indicateur ; ou une ligne par mois et par "
        "réseau. Un mois vide ou « nc » est non mesuré ; zéro est une mesure."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.grandeurs_dites = traductions(self.cadre.correspondance, "indicateur")

    def lignes(self, classeur) -> Iterator[Ligne]:
        for feuille in self.feuilles_voulues(classeur):
            disposition = dispositions.reconnaitre(feuille, self.cadre.correspondance)
            if disposition is None:
                self.rapport.feuilles.append(self._apercu(feuille, None, []))
                continue
            annee = dispositions.annee_de_la_feuille(feuille, disposition, classeur.nom)
            place = Place(disposition, annee, self.annuaire.site(feuille.nom) or self.cadre.site)
            yield from self._lignes_de(feuille, place, classeur.date1904)

    def _lignes_de(self, feuille: Feuille, place: Place, date1904: bool) -> Iterator[Ligne]:
        utiles, ignorees = dispositions.trier(feuille, place.disposition)
        self.rapport.feuilles.append(self._apercu(feuille, place.disposition, utiles, ignorees))
        courant = ""
        for rang in range(place.disposition.entete + 1, len(feuille.lignes)):
            if rang + 1 in ignorees["section"]:
                courant = self._section(feuille, rang) or courant
            if rang in utiles:
                ligne = self._ligne(feuille, place, rang, date1904)
                courant = ligne.texte("site") or courant
                ligne.valeurs["site"] = courant or None
                yield ligne

    def _section(self, feuille: Feuille, rang: int) -> str:
        """Une ligne faite d'un seul nom de site vaut pour les lignes qui la suivent."""
        texte = next((lire_texte(v) for v in feuille.lignes[rang] if v is not None), "")
        return texte if self.annuaire.site(texte) else ""

    def _ligne(self, feuille: Feuille, place: Place, rang: int, date1904: bool) -> Ligne:
        disposition = place.disposition
        valeurs = {cle: feuille.valeur(rang, j) for cle, j in disposition.etiquettes.items()}
        titres = disposition.titres_par_champ()
        for j in (*disposition.mois, *disposition.grandeurs):
            valeurs[j] = feuille.valeur(rang, j)
            titres[j] = disposition.titres[j]
        ligne = Ligne(self, feuille.nom, rang + 1, valeurs, titres, date1904)
        ligne.place = place
        return ligne

    def lire_ligne(self, ligne: Ligne) -> list[Donnee]:
        if ligne.place.disposition.en_colonnes:
            return list(self._mois_en_colonnes(ligne))
        return list(self._une_ligne_par_mois(ligne))

    def _mois_en_colonnes(self, ligne: Ligne) -> Iterator[Donnee]:
        libelle = ligne.texte("indicateur")
        cle, reseau = self._grandeur(libelle)
        if cle is None:
            ligne.avertir("indicateur", "libellé inconnu : la ligne est laissée de côté")
            return
        if lexique.est_laissee(cle):
            return
        site, compte = self._site(ligne), ligne.texte("compte") or reseau
        for j, lu in ligne.place.disposition.mois.items():
            periode = dispositions.periode_du_mois(lu, ligne.place.annee)
            if periode is None:
                raise LigneRefusee(
                    j, ligne[j], "l'année n'est dite ni par les titres, ni par le fichier"
                )
            yield self._donnee(ligne, j, cle, periode, site, compte)

    def _une_ligne_par_mois(self, ligne: Ligne) -> Iterator[Donnee]:
        periode, site = self._periode(ligne), self._site(ligne)
        for j, (cle, reseau) in ligne.place.disposition.grandeurs.items():
            if not lexique.est_laissee(cle):
                compte = ligne.texte("compte") or reseau
                yield self._donnee(ligne, j, cle, periode, site, compte)

    def _donnee(self, ligne, colonne, cle, periode, site, compte) -> Donnee:
        nombre = self._nombre(ligne, colonne, cle)
        if nombre is not None and nombre < 0:
            raise LigneRefusee(colonne, ligne[colonne], "un nombre négatif n'est pas une mesure")
        if nombre is not None and cle in TAUX and nombre > POURCENT_ECRIT:
            nombre = nombre / 100
        code, role = lexique.ROLES[cle]
        modalite = lexique.reseau_de(compte) if code.startswith("RS-") else ""
        return Donnee(code, role, site, modalite, periode, nombre)

    def _nombre(self, ligne, colonne, cle) -> int | float | None:
        """Un taux calculé par le tableur sur zéro appel y est une erreur : il est absent."""
        if cle in TAUX and isinstance(ligne[colonne], ErreurExcel):
            return None
        return ligne.lire(colonne, lire_nombre)

    def _grandeur(self, libelle: str) -> tuple[str | None, str]:
        if dite := self.grandeurs_dites.get(normaliser(libelle)):
            return (dite, "") if dite in lexique.ROLES else (None, "")
        return lexique.grandeur_de(libelle)

    def _site(self, ligne: Ligne) -> Site | None:
        """Celui de la ligne, de la section, de la feuille ou de la commande ; sinon aucun."""
        texte = ligne.texte("site")
        if not texte:
            return ligne.place.site
        if site := self.annuaire.site(texte):
            return site
        try:
            return self.annuaire.service(texte)[0].site
        except LieuInconnu:
            noms = ", ".join(site.nom for site in self.annuaire.sites)
            raise LigneRefusee(
                "site", ligne["site"], f"site inconnu (sites du département : {noms})"
            ) from None

    def _periode(self, ligne: Ligne) -> Periode:
        """Le mois de la ligne ; « janvier » prend l'année de la feuille."""
        valeur, annee = ligne["periode"], ligne.place.annee
        if est_absence(valeur):
            raise LigneRefusee("periode", valeur, "le mois manque", "date_absente")
        if isinstance(valeur, str) and (lu := lexique.lire_titre_de_mois(valeur)):
            if periode := dispositions.periode_du_mois(lu, annee):
                return periode
            raise LigneRefusee("periode", valeur, "l'année de ce mois n'est pas dite")
        try:
            return Periode.contenant(lire_periode(valeur, ligne.date1904), Genre.MOIS)
        except (ValeurRefusee, TypeError):
            raise LigneRefusee(
                "periode", valeur, "ce n'est pas un mois", "date_illisible"
            ) from None

    def ranger(self, lignes):
        if not lignes:
            raise ImportRefuse("Aucune ligne d'indicateur n'a été lue.", self.rapport)
        ranger_les_mesures(lignes, self.cadre, self.rapport)

    def _apercu(self, feuille, disposition, utiles, ignorees=None) -> dict:
        """L'aperçu commun, fait de ce que cette disposition a reconnu."""
        colonnes, entetes = {}, ()
        if disposition:
            places = {**{j: c for c, j in disposition.etiquettes.items()}}
            places |= {j: cle for j, (cle, _) in disposition.grandeurs.items()}
            colonnes = {cle: Colonne(j, disposition.titres[j]) for j, cle in places.items()}
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
