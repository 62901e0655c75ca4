"""Le dépouillement d'une enquête : des taux, leur intervalle, et ce qu'on a le droit d'en dire.

Un taux se lit sur les réponses exprimées : « sans objet » et les blancs n'y entrent pas. Un thème
additionne les réponses de ses questions avant de diviser (satisfaction-2022.yaml, `calcul`).
"""

from collections.abc import Container, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import NamedTuple, TypeVar

Z_95 = 1.959963984540054  # quantile normal d'un intervalle à 95 %
Groupe = TypeVar("Groupe", bound=Hashable)


@dataclass(frozen=True)
class Seuils:
    """Réglages d'une enquête, en personnes qui se sont exprimées et en proportion.

    `montrer` protège les répondants ; `juger` vient de satisfaction-2022.yaml (`effectif_min`) ;
    `satisfaction`, de la politique qualité 2021 des Bouches-du-Rhône.
    """

    montrer: int = 10
    juger: int = 30
    satisfaction: float = 0.75


class Verdict(StrEnum):
    """Ce qu'un taux permet de dire."""

    SANS_REPONSE = "sans_reponse"
    MASQUE = "masque"  # trop peu de personnes, ou de quoi retrouver un chiffre qui se cache
    PEU_DE_REPONSES = "peu_de_reponses"  # montré, mais ni verdict ni action
    SOUS_LE_SEUIL = "sous_le_seuil"
    ATTEINT = "atteint"


class Intervalle(NamedTuple):
    """Bornes à 95 %, en proportion."""

    bas: float
    haut: float


@dataclass(frozen=True)
class Taux:
    """Réponses favorables sur réponses exprimées."""

    favorables: int = 0
    exprimees: int = 0

    def __post_init__(self):
        if not 0 <= self.favorables <= self.exprimees:
            raise ValueError(f"{self.favorables} favorables sur {self.exprimees} exprimées")

    def __add__(self, autre: "Taux") -> "Taux":
        return Taux(self.favorables + autre.favorables, self.exprimees + autre.exprimees)

    @property
    def valeur(self) -> float | None:
        """En proportion ; None sans réponse exprimée, jamais zéro."""
        return self.favorables / self.exprimees if self.exprimees else None

    @property
    def net(self) -> float | None:
        """Part des réponses favorables moins part des autres (« taux net », en proportion)."""
        if not self.exprimees:
            return None
        return (2 * self.favorables - self.exprimees) / self.exprimees

    @property
    def intervalle(self) -> Intervalle | None:
        """À 95 %, par le score de Wilson : reste dans [0, 1] même pour 0 sur 12 ou 12 sur 12."""
        if not self.exprimees:
            return None
        n, p, z2 = self.exprimees, self.favorables / self.exprimees, Z_95**2
        centre = (p + z2 / (2 * n)) / (1 + z2 / n)
        demi = Z_95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        # Aux deux bouts, Wilson vaut exactement 0 ou 1 ; l'arrondi du calcul l'en écarterait.
        bas = 0.0 if self.favorables == 0 else centre - demi
        haut = 1.0 if self.favorables == n else centre + demi
        return Intervalle(bas, haut)

    def verdict(self, personnes: int, seuils: Seuils) -> Verdict:
        """Sous le seuil strictement : 75 % tout juste est atteint.

        `personnes` : qui s'est exprimé. Les réponses d'un thème, ou d'une question à plusieurs
        choix, sont plus nombreuses que ceux qui les ont données.
        """
        if not self.exprimees:
            return Verdict.SANS_REPONSE
        if personnes < seuils.montrer:
            return Verdict.MASQUE
        if personnes < seuils.juger:
            return Verdict.PEU_DE_REPONSES
        atteint = self.favorables / self.exprimees >= seuils.satisfaction
        return Verdict.ATTEINT if atteint else Verdict.SOUS_LE_SEUIL


@dataclass(frozen=True)
class Evolution:
    """D'une enquête à l'autre : la différence des taux et son intervalle à 95 %, en proportion."""

    difference: float
    intervalle: Intervalle

    @property
    def est_nette(self) -> bool:
        """L'intervalle laisse zéro dehors : la différence dépasse ce que le hasard explique."""
        return self.intervalle.bas > 0 or self.intervalle.haut < 0


def evolution(avant: Taux, apres: Taux) -> Evolution | None:
    """De `avant` à `apres`, par la méthode de Newcombe (1998, n° 10) sur deux scores de Wilson.

    None si l'un des deux n'a aucune réponse exprimée.
    """
    if not (avant.exprimees and apres.exprimees):
        return None
    ancien, nouveau = avant.intervalle, apres.intervalle
    depart, arrivee = avant.valeur, apres.valeur
    difference = arrivee - depart
    bas = difference - sqrt((arrivee - nouveau.bas) ** 2 + (ancien.haut - depart) ** 2)
    haut = difference + sqrt((nouveau.haut - arrivee) ** 2 + (depart - ancien.bas) ** 2)
    return Evolution(difference, Intervalle(bas, haut))


def total(taux: Iterable[Taux]) -> Taux:
    """Toutes les réponses additionnées avant de diviser, jamais la moyenne des taux."""
    return sum(taux, start=Taux())


def groupes_masques(
    effectifs: Mapping[Groupe, int], montrer: int, deja: Container[Groupe] = ()
) -> frozenset[Groupe]:
    """Les groupes d'un tableau à ne pas montrer quand leur total, lui, se lit.

    Ceux qui ont trop peu de personnes ou se cachent `deja` ; puis, tant que ce qui manque au total
    se retrouverait par soustraction (un seul groupe caché, ou moins de `montrer` personnes
    cachées), le plus petit de ceux qui restent. Un groupe sans personne se dit vide.
    """
    peuples = {groupe: nombre for groupe, nombre in effectifs.items() if nombre}
    caches = [g for g, nombre in peuples.items() if nombre < montrer or g in deja]
    restent = sorted((g for g in peuples if g not in caches), key=peuples.__getitem__)
    while caches and restent:
        if len(caches) > 1 and sum(map(peuples.__getitem__, caches)) >= montrer:
            break
        caches.append(restent.pop(0))
    return frozenset(caches)
