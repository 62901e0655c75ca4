"""La scène où se jouent toutes les adresses du projet : montée une fois par module."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client

from qualepref.socle.droits import ROLES
from tests import factories
from tests.acces import Decor


@contextmanager
def defait() -> Iterator[None]:
    """Ce qui s'écrit dedans est défait à la sortie, comme à la fin d'un essai."""
    bloc = transaction.atomic()
    bloc._from_testcase = True  # un verrou demande une transaction du code, pas celle-ci
    with bloc:
        yield
        transaction.set_rollback(True)


class Scene:
    """Un agent par rôle, tous du même service ; un superutilisateur ; un agent d'ailleurs."""

    def __init__(self, creer_agent):
        departement, self.service = un_service("38")
        ailleurs, self.autre_service = un_service("13")
        self.troupe = {role: creer_agent(role, departement, self.service) for role in ROLES}
        self.troupe["superutilisateur"] = factories.AgentFactory(
            departement=departement, is_superuser=True
        )
        self.etranger = factories.AgentFactory(departement=ailleurs)
        self.sessions = {role: ouvrir_session(agent) for role, agent in self.troupe.items()}
        self.troupe["anonyme"] = AnonymousUser()

    def client(self, role) -> Client:
        client = Client()
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def chez_soi(self, role) -> Decor:
        agent = self.troupe[role]
        return Decor(self.service, agent if agent.pk else self.etranger)

    def ailleurs(self) -> Decor:
        return Decor(self.autre_service, self.etranger)


def un_service(code):
    departement = factories.DepartementFactory(code=code, nom=f"Département {code}")
    site = factories.SiteFactory(departement=departement, code=f"PREF{code}", nom="Préfecture")
    racine = factories.ServiceFactory(site=site, parent=None, code=site.code, nom="Préfecture")
    service = factories.ServiceFactory(site=site, parent=racine, code="AG", nom="Accueil général")
    return departement, service


def ouvrir_session(agent) -> str:
    client = Client()
    client.force_login(agent, backend="qualepref.socle.authentification.BackendDesignations")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
