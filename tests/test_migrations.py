"""Les migrations mènent aux modèles, et rien n'y manque."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db


def test_aucune_migration_ne_manque():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_la_base_de_ce_lot_est_migree_jusqu_au_bout():
    """Sans quoi les essais de ce lot ne diraient rien des migrations."""
    executeur = MigrationExecutor(connection)
    assert executeur.loader.applied_migrations
    assert executeur.migration_plan(executeur.loader.graph.leaf_nodes()) == []
