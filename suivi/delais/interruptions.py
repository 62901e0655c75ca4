"""Temps pendant lequel un délai ne court pas, et le chemin du compte à travers lui.

Convention, celle de tous les délais du projet : le jour de l'acte ne compte pas. Suspendu le S et
repris le R, le délai ne compte aucun jour après S et jusqu'à R compris ; S lui-même compte encore.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from qualepref.socle.typographie import enumerer

Compter = Callable[[date, date], int]  # jours comptés après le premier, jusqu'au second compris
Ajouter = Callable[[date, int], date]


@dataclass(frozen=True)
class Interruption:
    """Le délai ne court pas après `debut` et jusqu'à `fin` compris ; sans fin, il attend encore.

    `remet_a_zero` : à la fin, le compte repart du début au lieu de continuer.
    """

    debut: date
    fin: date | None = None
    motif: str = ""
    remet_a_zero: bool = False

    def est_ouverte(self, le: date) -> bool:
        """Le jour de la suspension elle l'est déjà, le jour de la reprise elle ne l'est plus."""
        return self.debut <= le and (self.fin is None or le < self.fin)


class Chemin(NamedTuple):
    """Où mène le compte : `terme` vide s'il est arrêté par une interruption sans fin.

    `depart` : le jour zéro, repoussé par une remise à zéro. `effectives` : les interruptions
    rencontrées avant le terme ; celles qui viennent après lui ne changent rien.
    """

    terme: date | None
    depart: date
    effectives: tuple[Interruption, ...]


def reunir(interruptions: Iterable[Interruption], depart: date) -> list[Interruption]:
    """Les interruptions dans l'ordre, sans recouvrement ; rien avant le jour zéro.

    Deux attentes qui se croisent n'en font qu'une : le délai repart quand toutes sont levées.
    """
    reunies: list[Interruption] = []
    rognees = (i if i.debut >= depart else replace(i, debut=depart) for i in interruptions)
    reelles = [i for i in rognees if i.fin is None or i.debut < i.fin]
    for suivante in sorted(reelles, key=lambda i: i.debut):
        if reunies and (reunies[-1].fin is None or suivante.debut <= reunies[-1].fin):
            reunies[-1] = _unir(reunies[-1], suivante)
        else:
            reunies.append(suivante)
    return reunies


def _unir(une: Interruption, autre: Interruption) -> Interruption:
    motifs = [motif for motif in dict.fromkeys((une.motif, autre.motif)) if motif]
    return replace(
        une,
        fin=None if None in (une.fin, autre.fin) else max(une.fin, autre.fin),
        motif=enumerer(motifs) if motifs else "",
        remet_a_zero=une.remet_a_zero or autre.remet_a_zero,
    )


def parcourir(
    depart: date,
    jours: int,
    interruptions: Sequence[Interruption],
    compter: Compter,
    ajouter: Ajouter,
) -> Chemin:
    """Le n-ième jour compté après le départ, en sautant des interruptions déjà réunies."""
    position, reste, effectives = depart, jours, []
    for interruption in interruptions:
        avant = compter(position, interruption.debut)
        if avant >= reste:
            break
        effectives.append(interruption)
        if interruption.fin is None:
            return Chemin(None, depart, tuple(effectives))
        position, reste = interruption.fin, reste - avant
        if interruption.remet_a_zero:
            depart, reste = position, jours
    return Chemin(ajouter(position, reste), depart, tuple(effectives))
