"""Plusieurs tableaux sur une feuille : chacun se lit à part, ses lignes gardent leurs numéros."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from engagements.lecture.dispositions import Disposition, service_en_titre
from qualepref.socle.lecture.cellules import Valeur, est_vide
from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.valeurs import lire_texte


def blocs(
    feuille: Feuille, disposition: Disposition, est_avis: Callable[[Valeur], bool]
) -> list[Feuille]:
    """La feuille, ou ses tableaux : un en-tête qui revient avec d'autres services en ouvre un."""
    debuts = []
    for rang in range(disposition.lignes_entete[-1] + 1, len(feuille.lignes)):
        if _rouvre(feuille, disposition, rang):
            debut = _sous_les_reponses(feuille, rang, est_avis)
            titre = service_en_titre(_bloc(feuille, debut, len(feuille.lignes)), rang)
            if titre or _differe(feuille, disposition, rang):
                debuts.append(debut)
    bornes = [0, *debuts, len(feuille.lignes)]
    return [_bloc(feuille, haut, bas) for haut, bas in pairwise(bornes)]


def _bloc(feuille: Feuille, haut: int, bas: int) -> Feuille:
    lignes = [li if haut <= i < bas else [] for i, li in enumerate(feuille.lignes)]
    fusions = tuple(f for f in feuille.fusions or () if haut <= f.haut < bas)
    return replace(feuille, lignes=lignes, fusions=fusions)


def _rouvre(feuille: Feuille, disposition: Disposition, rang: int) -> bool:
    """Les colonnes qui disent l'engagement portent de nouveau leurs titres."""
    tete = disposition.colonnes("numero") + disposition.colonnes("engagement")
    textes = {j: lire_texte(feuille.valeur(rang, j)) for j in tete}
    return any(textes.values()) and all(disposition.titres[j].est(textes[j]) for j in tete)


def _differe(feuille: Feuille, disposition: Disposition, rang: int) -> bool:
    """Une colonne d'avis y a un autre titre."""
    colonnes = [j for j, role in disposition.roles.items() if role.service]
    textes = {j: lire_texte(feuille.valeur(rang, j)) for j in [*colonnes, *disposition.inconnues]}
    return any(texte and not disposition.titres[j].est(texte) for j, texte in textes.items())


def _sous_les_reponses(feuille: Feuille, rang: int, est_avis) -> int:
    """La première ligne de titres au-dessus de l'en-tête qui revient."""
    while rang and not any(map(_est_une_reponse(est_avis), feuille.lignes[rang - 1])):
        rang -= 1
    return rang


def _est_une_reponse(est_avis):
    return lambda valeur: (
        isinstance(valeur, int | float) or (not est_vide(valeur) and est_avis(valeur))
    )
