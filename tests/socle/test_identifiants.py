"""La contrainte d'unicité sans casse ne se pose que si aucun identifiant ne s'y heurte."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.db import connection

from tests import factories

MIGRATION = import_module("qualepref.socle.migrations.0002_identifiant_sans_casse")


@pytest.fixture
def sans_contrainte(db):
    """Comme avant la migration ; la transaction de l'essai remet tout."""
    with connection.cursor() as curseur:
        curseur.execute("DROP INDEX agent_identifiant_unique")


def test_la_migration_nomme_les_identifiants_qui_se_confondent(sans_contrainte):
    for identifiant in ("Marion", "copil", "marion", "COPIL", "MARION", "seul"):
        factories.AgentFactory(username=identifiant)
    with pytest.raises(CommandError) as refus:
        MIGRATION.refuser_les_doubles(apps, None)
    dit = str(refus.value)
    assert "« Marion », « marion », « MARION » ; « copil », « COPIL »." in dit
    assert "seul" not in dit


def test_sans_double_la_migration_passe(sans_contrainte):
    factories.AgentFactory(username="marion")
    MIGRATION.refuser_les_doubles(apps, None)


def test_les_doubles_se_lisent_avant_que_la_contrainte_se_pose():
    premiere = MIGRATION.Migration.operations[0]
    assert premiere.code is MIGRATION.refuser_les_doubles
