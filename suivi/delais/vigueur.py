"""Les dates des règles d'un même cas : celles qui se chevauchent, celles qui laissent un trou."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

UN_JOUR = timedelta(days=1)


class Vigueur(NamedTuple):
    """Une règle et ses dates, bornes comprises ; `cas` : son lieu, son canal et sa nature."""

    cas: Hashable
    cle: str
    depuis: date
    jusqua: date | None = None


class Defaut(NamedTuple):
    """Du jour `du` au jour `au` compris (None : sans fin), deux règles valent, ou aucune."""

    cas: Hashable
    cles: tuple[str, str]
    du: date
    au: date | None
    est_un_trou: bool


def defauts(vigueurs: Iterable[Vigueur]) -> list[Defaut]:
    """Chevauchements et trous de chaque cas, dans l'ordre des dates.

    Un trou n'est qu'entre deux règles : avant la première et après la dernière, une règle plus
    générale s'applique, comme voulu.
    """
    par_cas: dict[Hashable, list[Vigueur]] = defaultdict(list)
    for vigueur in vigueurs:
        par_cas[vigueur.cas].append(vigueur)
    trouves = []
    for siennes in par_cas.values():
        siennes.sort(key=lambda vigueur: (vigueur.depuis, vigueur.cle))
        trouves += [*chevauchements(siennes), *trous(siennes)]
    return sorted(trouves, key=lambda defaut: defaut.du)


def chevauchements(rangees: list[Vigueur]) -> list[Defaut]:
    """Les paires qui ont des jours en commun ; `rangees` par date de début."""
    return [
        Defaut(une.cas, (une.cle, autre.cle), autre.depuis, _premiere_fin(une, autre), False)
        for une, autre in combinations(rangees, 2)
        if une.jusqua is None or autre.depuis <= une.jusqua
    ]


def trous(rangees: list[Vigueur]) -> list[Defaut]:
    """Les jours qu'aucune ne couvre, entre la première et la dernière."""
    trouves = []
    derniere = rangees[0]  # celle qui va le plus loin jusqu'ici
    for suivante in rangees[1:]:
        if derniere.jusqua is None:
            break
        if suivante.depuis > derniere.jusqua + UN_JOUR:
            bornes = derniere.jusqua + UN_JOUR, suivante.depuis - UN_JOUR
            trouves.append(Defaut(suivante.cas, (derniere.cle, suivante.cle), *bornes, True))
        if suivante.jusqua is None or suivante.jusqua > derniere.jusqua:
            derniere = suivante
    return trouves


def _premiere_fin(une: Vigueur, autre: Vigueur) -> date | None:
    fins = [vigueur.jusqua for vigueur in (une, autre) if vigueur.jusqua is not None]
    return min(fins, default=None)
