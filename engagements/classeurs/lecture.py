"""Lire un classeur de service revenu, quoi qu'un tableur en ait fait entre-temps.

Enregistré dans un autre format, onglet renommé, colonnes déplacées, lignes triées ou effacées,
cellules fusionnées : il se lit pareil, ou se refuse en une phrase.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engagements.classeurs.presentation import (
    FORMAT,
    ONGLET,
    REPERES,
    SAISIES,
    TITRES_CACHES,
    Identite,
    empreintes,
    texte_de_cellule,
)
from qualepref.socle.lecture import classeurs
from qualepref.socle.lecture.cellules import ErreurExcel, Valeur, est_vide
from qualepref.socle.lecture.classeurs import Classeur, Feuille
from qualepref.socle.lecture.valeurs import lire_texte
from qualepref.socle.typographie import enumerer

LIGNES_EXAMINEES = 20
VOULUS = (*TITRES_CACHES, "N°", *SAISIES)
PAS_DES_NOTRES = (
    "Ce fichier n'est pas un classeur de service téléchargé ici. Pour reprendre un tableau libre "
    "(Oui, Non, Partiel), passez par Importer un classeur."
)
REPERES_PERDUS = (
    "L'onglet caché qui dit de quelle feuille est ce classeur a été perdu : un fichier .csv n'a "
    "qu'un onglet. Rendez le classeur entier, en .xlsx, .ods ou .xls."
)
SANS_COLONNES_CACHEES = (
    "Les colonnes cachées de ce classeur ont été effacées : téléchargez-en un neuf et "
    "recopiez-y vos réponses."
)


class RetourRefuse(Exception):
    """Rien ne s'en lit ; le message est une phrase pour l'utilisateur."""


class LigneLue(NamedTuple):
    """Une ligne du classeur : `numero` est celui du tableur, `textes` les quatre saisies."""

    numero: int
    repere: str
    version: int | None
    empreinte: str
    code: str
    textes: tuple[str, str, str, str]

    @property
    def touchees(self) -> tuple[bool, ...]:
        """Pour chaque saisie, vrai si elle a changé dans le classeur."""
        return self.differentes(self.textes)

    def differentes(self, textes: Sequence[str]) -> tuple[bool, ...]:
        """Pour chaque texte, vrai s'il n'est pas celui qui est parti."""
        parties = self.empreinte.split(".")
        if len(parties) != len(textes):  # colonne abîmée : on ne sait plus ce qui est parti
            return (True,) * len(textes)
        return tuple(u != v for u, v in zip(empreintes(textes).split("."), parties, strict=True))


@dataclass(frozen=True)
class Retour:
    identite: Identite
    lignes: list[LigneLue]


def lire_retour(octets: bytes, nom: str) -> Retour:
    """Le classeur revenu, dans quelque format de tableur que ce soit ; lève RetourRefuse."""
    try:
        classeur = classeurs.lire(octets, nom)
    except classeurs.ClasseurIllisible as illisible:
        raise RetourRefuse(str(illisible)) from None
    remplies = [feuille for feuille in classeur.feuilles if _rang_des_titres(feuille) is not None]
    identite = _identite(classeur, remplies)
    if len(remplies) > 1:
        noms = enumerer([f"« {feuille.nom} »" for feuille in remplies])
        raise RetourRefuse(f"Plusieurs onglets portent des réponses ({noms}) : n'en gardez qu'un.")
    if not remplies:
        garde = any(feuille.nom == ONGLET for feuille in classeur.feuilles)
        absent = f"Ce classeur n'a plus d'onglet « {ONGLET} » : reprenez-en un neuf."
        raise RetourRefuse(SANS_COLONNES_CACHEES if garde else absent)
    return Retour(identite, list(_lignes(remplies[0])))


def _identite(classeur: Classeur, remplies: Sequence[Feuille]) -> Identite:
    feuille = next((f for f in classeur.feuilles if f.nom == REPERES), None)
    if feuille is None and remplies:
        raise RetourRefuse(REPERES_PERDUS)
    lignes = feuille.lignes if feuille else []
    valeurs = {lire_texte(li[0]): lire_texte(li[1]) for li in lignes if len(li) > 1}
    if valeurs.pop("format", "") != FORMAT:
        raise RetourRefuse(PAS_DES_NOTRES)
    champs = Identite.__dataclass_fields__
    return Identite(**{champ: valeurs.get(champ, "") for champ in champs})


def _rang_des_titres(feuille: Feuille) -> int | None:
    """La ligne d'en-tête, que dit sa colonne « Repère », où qu'on l'ait déplacée."""
    lignes = enumerate(feuille.lignes[:LIGNES_EXAMINEES])
    return next((i for i, ligne in lignes if "Repère" in map(lire_texte, ligne)), None)


def _lignes(feuille: Feuille) -> Iterator[LigneLue]:
    entete = _rang_des_titres(feuille)
    places = _places([lire_texte(valeur) for valeur in feuille.lignes[entete]])
    reports = _reports(feuille, entete, [places[titre] for titre in SAISIES])
    for i in range(entete + 1, len(feuille.lignes)):
        lues = {titre: feuille.valeur(i, j) for titre, j in places.items()}
        saisies = (reports.get((i, places[titre]), lues[titre]) for titre in SAISIES)
        textes = tuple(map(_texte, saisies))
        repere, version = _texte(lues["Repère"]), lues["Version"]
        if repere or any(textes):
            yield LigneLue(
                i + 1,
                repere,
                int(version) if isinstance(version, int | float) else None,
                _texte(lues["Empreinte"]),
                _texte(lues["N°"]),
                textes,
            )


def _places(titres: list[str]) -> dict[str, int]:
    """La place de chaque colonne nécessaire, une seule fois chacune."""
    if absents := [f"« {titre} »" for titre in VOULUS if titre not in titres]:
        raise RetourRefuse(f"Des colonnes du classeur manquent : {', '.join(absents)}.")
    if doubles := [f"« {titre} »" for titre in VOULUS if titres.count(titre) > 1]:
        raise RetourRefuse(f"Des colonnes sont en double : {', '.join(doubles)}. Gardez la bonne.")
    return {titre: titres.index(titre) for titre in VOULUS}


def _reports(feuille: Feuille, entete: int, saisies: list[int]) -> dict[tuple[int, int], Valeur]:
    """Une réponse fusionnée sur plusieurs lignes vaut pour chacune."""
    return {
        (i, fusion.gauche): feuille.valeur(fusion.haut, fusion.gauche)
        for fusion in feuille.fusions or ()
        if fusion.haut > entete and fusion.gauche in saisies
        for i in range(fusion.haut + 1, fusion.bas + 1)
        if est_vide(feuille.valeur(i, fusion.gauche))
    }


def _texte(valeur: Valeur) -> str:
    if isinstance(valeur, ErreurExcel):
        return valeur
    return texte_de_cellule(valeur if isinstance(valeur, str) else lire_texte(valeur))
