"""Lire un nombre relevé ou un taux dans une cellule ; ce qui n'en est pas un se dit."""

import re
from dataclasses import dataclass
from datetime import time, timedelta

from qualepref.socle.lecture.cellules import ErreurExcel, Valeur
from qualepref.socle.lecture.valeurs import ValeurRefusee, est_absence, lire_nombre, normaliser

PLUS_GRAND = 10**11
_DUREE = re.compile(r"\d{1,3}(?::\d\d){1,2}")
_MILLIERS = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{3})+")


@dataclass(frozen=True)
class Taux:
    """Un taux lu ; `est_nu` : sans signe, on ne sait pas encore s'il est en pour cent."""

    nombre: float
    est_nu: bool


def lire_compte(valeur: Valeur) -> int | float | None:
    """« 1 234 », « 1.234 » (des milliers) ; None si non mesuré. Lève ValeurRefusee."""
    texte = normaliser(valeur) if isinstance(valeur, str) else ""
    if isinstance(valeur, time | timedelta) or _DUREE.fullmatch(texte):
        raise _refus("une durée n'est pas un nombre")
    if texte.endswith("%") and not isinstance(valeur, ErreurExcel) and not est_absence(valeur):
        raise _refus("un pourcentage n'est pas un nombre")
    if _MILLIERS.fullmatch(texte):
        valeur = re.sub("[.,]", "", texte)
    return _borne(lire_nombre(valeur))


def lire_taux(valeur: Valeur) -> Taux | None:
    """Un taux que le tableur n'a pas pu calculer est absent. Lève ValeurRefusee."""
    if isinstance(valeur, ErreurExcel):
        return None
    if isinstance(valeur, time | timedelta):
        raise _refus("une durée n'est pas un taux")
    lu = _borne(lire_nombre(valeur))
    if lu is None:
        return None
    est_nu = not (isinstance(valeur, str) and valeur.strip().endswith("%"))
    if lu > (100 if est_nu else 1.5):
        raise _refus("un taux ne dépasse pas 100 %")
    return Taux(lu, est_nu)


def _borne(nombre: int | float | None) -> int | float | None:
    if nombre is not None and nombre < 0:
        raise _refus("un nombre négatif n'est pas une mesure")
    if nombre is not None and nombre > PLUS_GRAND:
        raise _refus("ce nombre est trop grand")
    return nombre


def _refus(raison: str) -> ValeurRefusee:
    return ValeurRefusee("nombre_illisible", raison)
