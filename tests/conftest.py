"""La troupe : un département, ses agents par rôle, et un autre département."""

import gc
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypotheses

from enquetes.formulaire.gelees import gelees
from qualepref.socle.models import Designation
from tests import factories
from tests.scene import Scene, defait

# Un essai lent sur une machine occupée n'est pas un essai faux.
hypotheses.register_profile("essais", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypotheses.load_profile("essais")

FONCTION_PAR_ROLE = {
    "administrateur": Designation.Fonction.ADMINISTRATEUR,
    "referent_qualite": Designation.Fonction.REFERENT_QUALITE,
    "correspondant": Designation.Fonction.CORRESPONDANT_QUALITE,
    "copil": Designation.Fonction.MEMBRE_COPIL,
    "auditeur": Designation.Fonction.AUDITEUR_EXTERNE,
    "agent": None,
    "lecteur_national": Designation.Fonction.LECTEUR_NATIONAL,
}


DOSSIERS_VRAIS = ("navigateur", "taches")
FIXTURES_DE_BASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(items):
    """Les lots de bin/test : ce qui attend plus qu'il ne calcule, les migrations, et ce qui ne se
    joue que sur une base, parce qu'il n'en lit aucune ou qu'elle n'y change rien ; l'autre est
    celle que les adresses et les formulaires absurdes font tomber.

    Hors du lot des migrations, la base d'essai se fait d'après les modèles : la migrer prend dix
    fois plus de temps.
    """
    for item in items:
        if item.path.parent.name in DOSSIERS_VRAIS:
            item.add_marker("vrai")
        if item.path.name == "test_migrations.py":
            item.add_marker("migrations")
        lit_la_base = item.get_closest_marker("django_db") or FIXTURES_DE_BASE & {
            *item.fixturenames
        }
        if item.path.name == "test_droits.py" or not lit_la_base:
            item.add_marker("sqlite")
        if item.path.name == "test_robustesse.py":
            item.add_marker("postgresql")


@pytest.fixture(scope="session", autouse=True)
def ramasse_miettes():
    """Ce que le chargement de Django a créé ne sera jamais à ramasser : ne plus le parcourir."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


# Écrites une fois pour toutes quand la base est faite : les types, les droits, les rôles.
TABLES_GARDEES = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


@pytest.fixture(scope="session", autouse=True)
def ne_vider_que_les_tables_pleines():
    """Après un essai hors transaction, Django vide chaque table puis refait droits et types : une
    seconde. N'effacer que les lignes écrites prend vingt fois moins.
    """
    avec = pytest.MonkeyPatch()
    avec.setattr(TransactionTestCase, "_fixture_teardown", lambda essai: vider_les_tables_pleines())
    yield
    avec.undo()


def vider_les_tables_pleines():
    """Jusqu'à n'en plus trouver : un déclencheur peut en remplir une en vidant l'autre."""
    with transaction.atomic():
        while pleines := tables_pleines():
            with connection.cursor() as curseur:
                for table in pleines:
                    curseur.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def tables_pleines():
    noms = sorted(set(connection.introspection.django_table_names()) - TABLES_GARDEES)
    questions = [f"EXISTS (SELECT 1 FROM {connection.ops.quote_name(nom)})" for nom in noms]
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT {', '.join(questions)}")
        return [nom for nom, pleine in zip(noms, curseur.fetchone(), strict=True) if pleine]


@pytest.fixture(autouse=True)
def cache_neuf():
    cache.clear()
    gelees.cache_clear()


@pytest.fixture(autouse=True)
def verrous_dans_une_transaction(monkeypatch):
    """Un verrou pris hors d'une transaction est une page d'erreur sur PostgreSQL.

    Celle qui entoure chaque essai le cacherait, et SQLite n'a pas de verrou de ligne.
    """
    executer = SQLCompiler.execute_sql

    def exiger_une_transaction(compilateur, *args, **kwargs):
        if compilateur.query.select_for_update:
            blocs = compilateur.connection.atomic_blocks
            du_code = [bloc for bloc in blocs if not bloc._from_testcase]
            assert du_code, "select_for_update hors d'une transaction ouverte par le code"
        return executer(compilateur, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "execute_sql", exiger_une_transaction)


@pytest.fixture
def departement(db):
    return factories.DepartementFactory(code="38", nom="Isère")


@pytest.fixture
def autre_departement(db):
    return factories.DepartementFactory(code="13", nom="Bouches-du-Rhône")


@pytest.fixture
def site(departement):
    site = factories.SiteFactory(departement=departement, code="PREF38", nom="Préfecture")
    factories.ServiceFactory(site=site, parent=None, code="PREF38", nom="Préfecture")
    return site


@pytest.fixture
def service(site):
    return factories.ServiceFactory(
        site=site, parent=site.services.get(parent=None), code="AG", nom="Accueil général"
    )


@pytest.fixture
def autre_service(autre_departement):
    """Un service d'un autre département."""
    site = factories.SiteFactory(departement=autre_departement, code="PREF13", nom="Préfecture 13")
    racine = factories.ServiceFactory(site=site, parent=None, code="PREF13", nom="Préfecture 13")
    return factories.ServiceFactory(site=site, parent=racine, code="SEJ", nom="Séjour")


def un_agent(role, departement, service=None, **champs):
    """Un agent du rôle demandé ; un correspondant suit le service donné."""
    national = role == "lecteur_national"
    agent = factories.AgentFactory(
        departement=None if national else departement, service=service, **champs
    )
    if fonction := FONCTION_PAR_ROLE[role]:
        factories.DesignationFactory(
            agent=agent,
            fonction=fonction,
            departement=None if national else departement,
            site=service.site if role == "correspondant" else None,
            service=service if role == "correspondant" else None,
            date_fin=date(2099, 1, 1) if role == "auditeur" else None,
        )
    return agent


@pytest.fixture
def creer_agent(db):
    return un_agent


@pytest.fixture(scope="module")
def base_du_module(django_db_setup, django_db_blocker):
    """Ce que les fixtures d'un module écrivent une fois pour tous ses essais, défait à sa fin.

    Chacun de ces essais porte la marque `django_db`, ou demande `db`.
    """
    with django_db_blocker.unblock(), defait():
        yield


@pytest.fixture(scope="module")
def scene(base_du_module):
    return Scene(un_agent)


@pytest.fixture
def referent(creer_agent, departement):
    return creer_agent("referent_qualite", departement)


@pytest.fixture
def correspondant(creer_agent, departement, service):
    return creer_agent("correspondant", departement, service)


@pytest.fixture
def auditeur(creer_agent, departement):
    return creer_agent("auditeur", departement)


@pytest.fixture
def agent(creer_agent, departement):
    return creer_agent("agent", departement)


@pytest.fixture
def client_de():
    """Un navigateur connecté au nom de l'agent donné."""

    def connecter(agent):
        client = Client()
        client.force_login(agent, backend="qualepref.socle.authentification.BackendDesignations")
        return client

    return connecter


@pytest.fixture
def voisin(site):
    """Un second service du même site, que le correspondant ne suit pas."""
    return factories.ServiceFactory(
        site=site, parent=site.services.get(parent=None), code="DS", nom="Droit au séjour"
    )


@pytest.fixture
def campagne(departement, service, voisin):
    """Deux services, un module d'un engagement, deux exigences et une facultative."""
    engagement = factories.EngagementFactory(
        numero=1, module__numero=1, intitule="Nous vous informons"
    )
    for code, facultative in (("1.1", False), ("1.2", False), ("1.3", True)):
        factories.ExigenceFactory(engagement=engagement, code=code, facultative=facultative)
    premier = factories.PerimetreFactory(service=service, module=engagement.module)
    factories.PerimetreFactory(
        service=voisin, module=premier.module, labellisation=premier.labellisation
    )
    campagne = factories.CampagneFactory(
        departement=departement,
        referentiel=engagement.module.referentiel,
        intitule="Auto-évaluation 2022",
    )
    campagne.aligner()
    return campagne


@pytest.fixture
def cellule(campagne, service):
    """La réponse de l'accueil général sur l'exigence 1.1."""
    return campagne.autoevaluations.get(service=service, exigence__code="1.1")


@pytest.fixture
def avis(campagne, service):
    """La réponse de l'accueil général sur l'engagement 1."""
    return campagne.avisengagements.get(service=service)
