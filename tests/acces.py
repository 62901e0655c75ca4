"""Ce que dit une ligne de la table des droits (voir test_droits.py)."""

from collections.abc import Callable
from typing import NamedTuple

from qualepref.socle.droits import ROLES

TOUS = frozenset(ROLES)
DEMARCHE = frozenset({"administrateur", "referent_qualite"})
SERVICES = DEMARCHE | {"correspondant", "copil"}
REFERENT = frozenset({"referent_qualite"})


class Decor:
    """Où et à qui sont les objets essayés : chez l'agent, ou dans l'autre département.

    `personnel` : ce qui vient d'être fabriqué a lu l'agent, et ne vaut donc que pour lui.
    """

    def __init__(self, service, agent):
        self.service = service
        self._agent = agent
        self.personnel = False

    @property
    def agent(self):
        self.personnel = True
        return self._agent

    @property
    def site(self):
        return self.service.site

    @property
    def departement(self):
        return self.service.site.departement


class Acces(NamedTuple):
    """Les rôles qui ouvrent l'URL, la fabrique de son objet, et la réponse qu'ils reçoivent.

    `objet(decor)` rend l'objet dont la clé entre dans l'URL, ou le tuple des arguments de l'URL.
    `ailleurs` : la réponse pour l'objet d'un autre département, 404 sauf s'il est commun à tous.
    """

    roles: frozenset
    objet: Callable | None = None
    statut: int = 200
    methode: str = "get"
    ailleurs: int = 404

    def arguments(self, decor: Decor) -> list:
        objet = self.objet(decor)
        return list(objet) if isinstance(objet, tuple) else [objet.pk]


def acte(roles, objet) -> Acces:
    """Un acte en POST, qui renvoie vers une autre page."""
    return Acces(frozenset(roles), objet, statut=302, methode="post")
