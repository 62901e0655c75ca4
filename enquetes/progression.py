"""Où en est le recueil d'une enquête : réponses reçues contre réponses attendues, site par site."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Progression:
    """Réponses reçues et attendues ; `cible` None : aucune n'est dite."""

    lieu: str
    recues: int = 0
    cible: int | None = None

    @property
    def reste(self) -> int | None:
        """Réponses qui manquent encore ; zéro quand la cible est dépassée."""
        return None if self.cible is None else max(0, self.cible - self.recues)

    @property
    def est_atteinte(self) -> bool:
        return self.reste == 0

    def __str__(self) -> str:
        return f"{self.lieu} {self.recues}" + (f" sur {self.cible}" if self.cible else "")


def par_lieu(
    lieux: Iterable[tuple[Hashable, str]],
    recues: dict[Hashable, int],
    cibles: dict[Hashable, int | None],
) -> list[Progression]:
    """Une ligne par lieu, dans l'ordre donné ; un lieu sans réponse ni cible ne s'y trouve pas."""
    return [
        Progression(nom, recues.get(cle, 0), cibles.get(cle))
        for cle, nom in lieux
        if cle in recues or cle in cibles
    ]


def ensemble(lignes: Iterable[Progression]) -> Progression:
    """Le total ; sans cible si aucun lieu n'en a."""
    lues = list(lignes)
    cibles = [ligne.cible for ligne in lues if ligne.cible is not None]
    return Progression(
        "Ensemble", sum(ligne.recues for ligne in lues), sum(cibles) if cibles else None
    )


def est_sous_sa_cible(recues: int, cible: int | None, debut: date, fin: date, le: date) -> bool:
    """Vrai si, au rythme d'un recueil régulier, on devrait en avoir davantage à ce jour.

    Les jours sont calendaires, bornes comprises ; sans cible, ou avant le premier jour, faux.
    """
    if not cible or le < debut:
        return False
    ecoules = (min(le, fin) - debut).days + 1
    attendues = cible * ecoules / ((fin - debut).days + 1)
    return recues < attendues


def en_une_phrase(intitule: str, lignes: Iterable[Progression], fin: date) -> str:
    """« Accueil : 120 réponses sur 400, il en manque 280 (Préfecture 80 sur 200…), … »."""
    lues = list(lignes)
    total = ensemble(lues)
    dit = f"{intitule} : {total.recues} réponse{'s' if total.recues > 1 else ''}"
    if total.cible:
        dit += f" sur {total.cible}"
    if total.reste:
        dit += f", il en manque {total.reste}"
    detail = f" ({', '.join(map(str, lues))})" if len(lues) > 1 else ""
    return f"{dit}, jusqu'au {fin:%d/%m/%Y}{detail}"
