"""Les indicateurs que l'application calcule elle-même, à partir des registres de chaque app."""

from collections.abc import Callable, Iterable
from datetime import date

from pilotage.calculs.actions import CODES_DES_ACTIONS, valeurs_des_actions
from pilotage.calculs.controles import CODES_DES_CONTROLES, valeurs_des_controles
from pilotage.calculs.demandes import CODES_DES_DEMANDES, valeurs_des_demandes
from pilotage.calculs.documents import CODES_DES_DOCUMENTS, valeurs_des_documents
from pilotage.calculs.formations import CODES_DES_FORMATIONS, valeurs_des_formations
from pilotage.calculs.satisfaction import CODES_DES_ENQUETES, valeurs_des_enquetes
from pilotage.grandeurs import Valeur
from qualepref.socle.models import Departement

# Un calcul rend, pour ses codes, une valeur par période, site, service et modalité.
Calcul = Callable[[Departement, date, date, date], dict[str, list[Valeur]]]
CALCULS: list[tuple[tuple[str, ...], Calcul]] = [
    (CODES_DES_DEMANDES, valeurs_des_demandes),
    (CODES_DES_ENQUETES, valeurs_des_enquetes),
    (CODES_DES_CONTROLES, valeurs_des_controles),
    (CODES_DES_FORMATIONS, valeurs_des_formations),
    (CODES_DES_DOCUMENTS, valeurs_des_documents),
    (CODES_DES_ACTIONS, valeurs_des_actions),
]


def calculer(
    departement: Departement, codes: Iterable[str], debut: date, fin: date, arrete: date
) -> dict[str, list[Valeur]]:
    """Les valeurs de chaque code calculable, nées entre deux jours et connues à l'arrêté."""
    voulus = set(codes)
    valeurs: dict[str, list[Valeur]] = {}
    for rendus, fonction in CALCULS:
        if voulus & set(rendus):
            valeurs |= fonction(departement, debut, fin, arrete)
    return {code: liste for code, liste in valeurs.items() if code in voulus}
