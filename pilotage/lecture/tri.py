"""Trier les lignes d'un tableau d'indicateurs : celles qu'on lit, celles qu'on laisse."""

from pilotage.lecture.dispositions import Disposition, est_total, titre_de
from pilotage.lecture.lexique import grandeur_de
from pilotage.lecture.reperes import Lecteur
from qualepref.socle.lecture.cellules import est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.lignes import CATEGORIES
from qualepref.socle.lecture.valeurs import lire_texte

Triees = tuple[list[int], dict[str, list[int]]]


def trier(feuille: Feuille, disposition: Disposition, lecteur: Lecteur) -> Triees:
    """Les indices des lignes à lire, et les numéros de celles qu'on laisse, par catégorie."""
    ignorees: dict[str, list[int]] = {nom: [] for nom in CATEGORIES}
    utiles = []
    for rang in range(disposition.fin):
        categorie = _categorie(feuille, disposition, rang, lecteur)
        if categorie:
            ignorees[categorie].append(rang + 1)
        else:
            utiles.append(rang)
    return utiles, ignorees


def _categorie(
    feuille: Feuille, disposition: Disposition, rang: int, lecteur: Lecteur
) -> str | None:
    ligne = feuille.lignes[rang]
    remplies = {j: v for j, v in enumerate(ligne) if not est_vide(v) and lire_texte(v).strip()}
    if not remplies:
        return "vides"
    if rang <= disposition.entete:
        return "entete" if rang >= disposition.haut else "titre"
    if _est_un_total(remplies, disposition, lecteur):
        return "total"
    if len(remplies) == 1:
        return "section"
    repetes = sum(disposition.titres.get(j) == titre_de(v) for j, v in remplies.items())
    return "entete" if repetes >= 2 and repetes * 2 >= len(remplies) else None


def _est_un_total(remplies: dict, disposition: Disposition, lecteur: Lecteur) -> bool:
    """Un mot de total, ou une période plus longue que celles du tableau ; « Total des appels »
    est le nom d'une grandeur."""
    intitule = disposition.etiquettes.get("indicateur")
    for j, valeur in list(remplies.items())[:2]:
        texte = lire_texte(valeur)
        if est_total(texte) and not (j == intitule and grandeur_de(texte, sure=True)[0]):
            return True
    if len(remplies) == 1:  # « 2022 », seul, est le titre des mois qui suivent
        return False
    dite = lecteur.periode(remplies.get(disposition.etiquettes.get("periode")))
    return dite is not None and dite.genre.mois > disposition.pas.mois
