"""Un classeur déposé au mauvais endroit : un registre des demandes pris pour un plan d'actions."""

from collections.abc import Collection, Iterable
from typing import Protocol

from qualepref.socle.lecture.classeurs import Feuille
from qualepref.socle.lecture.entetes import reconnaitre
from qualepref.socle.lecture.titres import Champ

_COLONNES_DE_PLUS = 4  # deux genres ont des titres en commun : il en faut nettement plus


class Genre(Protocol):
    """Ce qu'il faut savoir d'un importeur pour le comparer aux autres."""

    libelle: str
    champs: tuple[Champ, ...]
    entete_a_dire: bool


def meilleur_genre(
    voulu: Genre, autres: Iterable[Genre], feuilles: Collection[Feuille]
) -> Genre | None:
    """Le genre dont toutes les feuilles ont bien plus de colonnes que du genre voulu."""
    rivaux = [genre for genre in autres if genre.entete_a_dire and genre.libelle != voulu.libelle]
    for rival in rivaux if feuilles else ():
        if all(_colonnes(rival, f) >= _colonnes(voulu, f) + _COLONNES_DE_PLUS for f in feuilles):
            return rival
    return None


def _colonnes(genre: Genre, feuille: Feuille) -> int:
    """Colonnes reconnues sans hésiter ; aucune s'il manque au genre une colonne nécessaire."""
    reconnue = reconnaitre(feuille, genre.champs)
    if reconnue.manquants:
        return 0
    return sum(not colonne.incertaine for colonne in reconnue.colonnes.values())
