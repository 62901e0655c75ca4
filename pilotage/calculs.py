"""Les indicateurs que l'application calcule elle-même, à partir des registres de chaque app."""

from collections.abc import Callable, Iterable
from datetime import date

from pilotage.demandes import CODES_DES_DEMANDES, valeurs_des_demandes
from pilotage.grandeurs import Valeur
from qualepref.socle.models import Departement

# Un calcul rend, pour ses codes, une valeur par mois, site, service et modalité.
Calcul = Callable[[Departement, date, date, date], dict[str, list[Valeur]]]
CALCULS: list[tuple[tuple[str, ...], Calcul]] = [(CODES_DES_DEMANDES, valeurs_des_demandes)]


def calculer(
    departement: Departement, codes: Iterable[str], debut: date, fin: date, arrete: date
) -> dict[str, list[Valeur]]:
    """Les valeurs de chaque code calculable, arrivées entre deux jours et connues à l'arrêté."""
    voulus = set(codes)
    valeurs: dict[str, list[Valeur]] = {}
    for rendus, fonction in CALCULS:
        if voulus & set(rendus):
            valeurs |= fonction(departement, debut, fin, arrete)
    return {code: liste for code, liste in valeurs.items() if code in voulus}
