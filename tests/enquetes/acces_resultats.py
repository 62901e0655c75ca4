"""Table des droits des résultats d'une enquête."""

from tests.acces import Acces
from tests.enquetes.resultats import enquete_remplie

LECTEURS = frozenset({"referent_qualite", "correspondant", "copil", "auditeur"})


def enquete(decor):
    return enquete_remplie(decor.departement)


ACCES = {
    "enquetes:resultats": Acces(LECTEURS, enquete),
    "enquetes:croisement": Acces(LECTEURS, enquete),
}
