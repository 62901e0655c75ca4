"""La disposition d'une feuille d'indicateurs : les mois en colonnes, ou une ligne par mois.

Une feuille est lue si l'une des deux s'y reconnaît ; sinon elle est laissée, et on le dit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from pilotage.lexique import (
    annee_de,
    est_laissee,
    etiquette_de,
    grandeur_de,
    lire_titre_de_mois,
)
from qualepref.socle.cellules import Valeur, est_vide
from qualepref.socle.classeurs import Feuille
from qualepref.socle.entetes import colonnes_demandees
from qualepref.socle.periodes import Genre, Periode
from qualepref.socle.typographie import MOIS
from qualepref.socle.valeurs import lire_texte, normaliser

LIGNES_EXAMINEES = 40
MOIS_AU_MOINS = 3
_TOTAUX = ("total", "sous-total", "s/total", "cumul", "moyenne", "ensemble", "somme")


@dataclass(frozen=True)
class Disposition:
    """Où se lisent étiquettes, mois et grandeurs (indices de colonnes, ligne d'en-tête)."""

    entete: int  # indice de la dernière ligne d'en-tête
    titres: Mapping[int, str]
    etiquettes: Mapping[str, int] = field(default_factory=dict)
    mois: Mapping[int, tuple[int, int | None]] = field(default_factory=dict)
    grandeurs: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def en_colonnes(self) -> bool:
        return len(self.mois) >= MOIS_AU_MOINS

    @property
    def en_lignes(self) -> bool:
        utiles = [cle for cle, _ in self.grandeurs.values() if not est_laissee(cle)]
        return "periode" in self.etiquettes and bool(utiles)

    @property
    def est_reconnue(self) -> bool:
        return self.en_colonnes or self.en_lignes

    @property
    def poids(self) -> int:
        return len(self.mois) + len(self.etiquettes) + len(self.grandeurs)

    def titres_par_champ(self) -> dict[str, str]:
        """Champ → titre de sa colonne, pour l'aperçu et les messages."""
        return {cle: self.titres.get(j, "") for cle, j in self.etiquettes.items()} | {
            cle: self.titres.get(j, "") for j, (cle, _) in self.grandeurs.items()
        }


def reconnaitre(feuille: Feuille, correspondance: Mapping | None = None) -> Disposition | None:
    """La mieux fournie des dispositions possibles, ou None ; la correspondance l'emporte."""
    demandes = colonnes_demandees(correspondance, feuille.nom)
    possibles = [_disposition(rang, titres, demandes) for rang, titres in _entetes(feuille)]
    reconnues = [disposition for disposition in possibles if disposition.est_reconnue]
    return max(reconnues, key=lambda d: (d.poids, -d.entete), default=None)


def _entetes(feuille: Feuille) -> Iterator[tuple[int, dict[int, str]]]:
    """Chaque ligne du haut, seule puis sous son titre de groupe."""
    precedente: dict[int, str] = {}
    for rang, ligne in enumerate(feuille.lignes[:LIGNES_EXAMINEES]):
        titres = {j: _titre(valeur) for j, valeur in enumerate(ligne) if not est_vide(valeur)}
        if len(titres) > 1:
            yield rang, titres
            if precedente:
                yield rang, _sous_groupes(precedente, titres)
        precedente = titres


def _titre(valeur: Valeur) -> str:
    if isinstance(valeur, date):
        return f"{MOIS[valeur.month - 1]} {valeur.year}"
    return lire_texte(valeur)


def _sous_groupes(dessus: dict[int, str], titres: dict[int, str]) -> dict[int, str]:
    """« 2022 » au-dessus de janvier à décembre vaut pour chacun d'eux."""
    groupe, joints = "", {}
    for j in range(max(titres) + 1):
        groupe = dessus.get(j, groupe)
        if j in titres:
            joints[j] = f"{groupe} {titres[j]}".strip()
    return joints


def _disposition(rang: int, titres: dict[int, str], demandes: Mapping[str, str]) -> Disposition:
    voulus = {normaliser(titre): cle for cle, titre in demandes.items() if titre}
    etiquettes, mois, grandeurs = {}, {}, {}
    for j, titre in titres.items():
        cle = voulus.get(normaliser(titre)) or etiquette_de(titre)
        if lu := lire_titre_de_mois(titre):
            mois[j] = lu
        elif cle in ("site", "indicateur", "compte", "periode"):
            etiquettes.setdefault(cle, j)
        elif grandeur := _grandeur(titre, cle):
            grandeurs[j] = grandeur
    return Disposition(rang, titres, etiquettes, mois, grandeurs)


def _grandeur(titre: str, demandee: str | None) -> tuple[str, str] | None:
    lue, reseau = grandeur_de(titre, sure=True)
    cle = demandee or lue
    return (cle, reseau) if cle else None


def annee_de_la_feuille(feuille: Feuille, disposition: Disposition, classeur: str) -> int | None:
    """L'année que disent les titres, la feuille ou le nom du fichier, dans cet ordre."""
    au_dessus = [
        lire_texte(valeur)
        for ligne in feuille.lignes[: disposition.entete]
        for valeur in ligne
        if not est_vide(valeur)
    ]
    textes = (" ".join(disposition.titres.values()), *au_dessus, feuille.nom, classeur)
    return annee_de(textes)


def periode_du_mois(lu: tuple[int, int | None], annee: int | None) -> Periode | None:
    mois, sien = lu
    an = sien or annee
    return Periode(date(an, mois, 1), Genre.MOIS) if an else None


def est_total(texte: str) -> bool:
    return normaliser(texte).startswith(_TOTAUX)


def trier(feuille: Feuille, disposition: Disposition) -> tuple[list[int], dict[str, list[int]]]:
    """Les indices des lignes à lire, et les numéros de celles qu'on laisse, par catégorie."""
    ignorees = {nom: [] for nom in ("titre", "vides", "entete", "section", "total", "numero_seul")}
    utiles = []
    for rang in range(len(feuille.lignes)):
        categorie = _categorie(feuille, disposition, rang)
        if categorie:
            ignorees[categorie].append(rang + 1)
        else:
            utiles.append(rang)
    return utiles, ignorees


def _categorie(feuille: Feuille, disposition: Disposition, rang: int) -> str | None:
    ligne = feuille.lignes[rang]
    remplies = {j: v for j, v in enumerate(ligne) if not est_vide(v) and lire_texte(v).strip()}
    if not remplies:
        return "vides"
    if rang <= disposition.entete:
        return "entete" if rang == disposition.entete else "titre"
    textes = [lire_texte(valeur) for valeur in remplies.values()]
    if any(est_total(texte) for texte in textes[:2]):
        return "total"
    if len(remplies) == 1:
        return "section"
    repetes = sum(disposition.titres.get(j) == _titre(v) for j, v in remplies.items())
    return "entete" if repetes >= 2 and repetes * 2 >= len(remplies) else None
