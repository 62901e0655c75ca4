"""Table des droits du suivi : une ligne par URL (voir tests/test_droits.py)."""

from tests import factories
from tests.acces import REFERENT, Acces

TENEURS = frozenset({"referent_qualite", "correspondant"})
LECTEURS = TENEURS | {"copil", "auditeur"}


def demande(decor):
    """Une demande ouverte dont l'auteur est connu."""
    ouverte = factories.DemandeFactory(departement=decor.departement, service=decor.service)
    factories.IdentiteFactory(demande=ouverte)
    return ouverte


ACCES = {
    "suivi:demande_list": Acces(LECTEURS),
    "suivi:demande_create": Acces(TENEURS),
    "suivi:demande_detail": Acces(LECTEURS, demande),
    "suivi:demande_update": Acces(TENEURS, demande),
    "suivi:demande_delete": Acces(REFERENT, demande),
    "suivi:demande_accuser": Acces(TENEURS, demande),
    "suivi:demande_repondre": Acces(TENEURS, demande),
    "suivi:demande_retirer": Acces(TENEURS, demande),
    "suivi:identite_detail": Acces(TENEURS, demande),
    "suivi:regledelai_list": Acces(LECTEURS | {"administrateur", "agent"}),
}
