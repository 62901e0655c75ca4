"""Les demandes d'un mois et d'un service, tassées : huit octets par demande et par horloge.

Chaque demande devient un entier : son jour d'arrivée dans le mois, le nombre de jours jusqu'à la
date qui la traite, puis jusqu'à son échéance. Rien de ce qui dépend d'un arrêté, d'un calendrier
ou d'une période suspendue n'y est : un cumul ne se refait que si une demande change.
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

FORME = 2  # à augmenter quand ce qui est rangé change : les cumuls d'avant ne sont plus lus
BITS_DU_JOUR, BITS_D_ECART = 5, 21
_ZERO = 1 << (BITS_D_ECART - 1)  # un accusé peut précéder l'arrivée ; zéro veut dire « aucune »
_MASQUE = (1 << BITS_D_ECART) - 1
_JOUR = (1 << BITS_DU_JOUR) - 1


class Sort(NamedTuple):
    """Ce qui met des demandes à part, quel que soit l'arrêté.

    `non_due` : retirée, ou sans réponse due. `arretee` : délai suspendu. `par_accuse` : l'accusé
    valait traitement.
    """

    non_due: bool = False
    arretee: bool = False
    par_accuse: bool = False


class Profil(NamedTuple):
    """Ce que des demandes ont en commun ; `jours` : le délai de leur règle, vide si aucun."""

    registre: str
    canal: str
    nature: str
    accueil: str
    unite: str
    jours: int | None
    sort: Sort

    def en_texte(self) -> str:
        return json.dumps(self, ensure_ascii=False)

    @classmethod
    def depuis_texte(cls, texte: str) -> "Profil":
        *champs, sort = json.loads(texte)
        return cls(*champs, Sort(*sort))


# Les mêmes profils reviennent dans chaque cumul : chacun se lit une fois.
lire_profil = lru_cache(maxsize=16384)(Profil.depuis_texte)


class Tas(NamedTuple):
    """`profils` : chaque profil et son effectif ; les deux colonnes suivent leur ordre."""

    profils: list[tuple[Profil, int]]
    reponses: array
    accuses: array


class Tasseur:
    """Tasse les demandes d'un service et d'un mois à mesure qu'elles sont lues."""

    def __init__(self):
        self._colonnes = defaultdict(lambda: (array("q"), array("q")))

    def ajouter(
        self,
        profil: Profil,
        arrivee: date,
        reponse: date | None,
        accuse: date | None,
        echeance: date | None,
    ) -> None:
        reponses, accuses = self._colonnes[profil]
        reponses.append(coder(arrivee, reponse, echeance))
        accuses.append(coder(arrivee, accuse, echeance))

    def tas(self) -> Tas:
        tas = Tas([], array("q"), array("q"))
        for profil, (reponses, accuses) in self._colonnes.items():
            tas.profils.append((profil, len(reponses)))
            tas.reponses.extend(reponses)
            tas.accuses.extend(accuses)
        return tas


def trancher(
    profils: Sequence[tuple[Profil, int]], colonne: array
) -> Iterator[tuple[Profil, array]]:
    """Chaque profil et ses demandes."""
    debut = 0
    for profil, nombre in profils:
        yield profil, colonne[debut : debut + nombre]
        debut += nombre


def lire_colonne(octets: bytes) -> array:
    colonne = array("q")
    colonne.frombytes(octets)
    return colonne


def coder(arrivee: date, traitee: date | None, echeance: date | None) -> int:
    dates = _ecart(arrivee, echeance) << BITS_D_ECART | _ecart(arrivee, traitee)
    return dates << BITS_DU_JOUR | arrivee.day


def decoder(code: int) -> tuple[int, int | None, int | None]:
    """Jour du mois, jours de l'arrivée au traitement, jours de l'arrivée à l'échéance."""
    dates = code >> BITS_DU_JOUR
    return code & _JOUR, _jours(dates & _MASQUE), _jours(dates >> BITS_D_ECART)


def _ecart(arrivee: date, jour: date | None) -> int:
    return (jour - arrivee).days + _ZERO if jour else 0


def _jours(ecart: int) -> int | None:
    return ecart - _ZERO if ecart else None
