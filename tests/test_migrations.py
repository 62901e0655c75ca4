"""Les migrations mènent aux modèles, et rien n'y manque."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from qualepref.socle.controles_de_migration import migrations_entamees

pytestmark = pytest.mark.django_db


def test_aucune_migration_ne_manque():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_la_base_de_ce_lot_est_migree_jusqu_au_bout():
    """Sans quoi les essais de ce lot ne diraient rien des migrations."""
    assert MigrationExecutor(connection).loader.applied_migrations
    assert reste() == []


def test_la_base_migree_a_les_colonnes_et_les_contraintes_des_modeles():
    """Les tables se créent ensemble, dans leur dernier état : rien de ce qui y mène ne se perd."""
    ecarts = []
    with connection.cursor() as curseur:
        for modele in apps.get_models(include_auto_created=True):
            table, meta = modele._meta.db_table, modele._meta
            lues = connection.introspection.get_table_description(curseur, table)
            if {une.name for une in lues} != {champ.column for champ in meta.local_concrete_fields}:
                ecarts.append(f"colonnes de {table}")
            posees = connection.introspection.get_constraints(curseur, table)
            voulues = {une.name for une in (*meta.constraints, *meta.indexes)}
            ecarts += [f"{table} : {nom}" for nom in sorted(voulues - set(posees))]
    assert ecarts == []


def test_une_base_qui_a_recu_les_anciennes_migrations_n_a_rien_a_refaire():
    remplacer(toutes_sauf=0)
    assert reste() == [] == migrations_entamees(None, ["default"])


def test_une_base_qui_n_en_a_recu_qu_une_partie_est_refusee():
    """Elle se met d'abord à jour avec la version qui les portait encore."""
    remplacer(toutes_sauf=1)
    with pytest.raises(SystemCheckError) as refus:
        call_command("migrate", verbosity=0, skip_checks=False)
    assert "Il manque à cette base des migrations de suivi : 0018_regle_du_tirage." in str(
        refus.value
    )


def remplacer(toutes_sauf):
    """La base que laissent les anciennes migrations, aux dernières de chaque app près.

    Une base neuve les porte toutes pour reçues, avec celle qui les remplace.
    """
    registre = MigrationRecorder(connection)
    for (app, nom), migration in MigrationExecutor(connection).loader.disk_migrations.items():
        if nom == "0001_a_neuf":
            registre.record_unapplied(app, nom)
            for absente in migration.replaces[len(migration.replaces) - toutes_sauf :]:
                registre.record_unapplied(*absente)


def reste():
    executeur = MigrationExecutor(connection)
    return executeur.migration_plan(executeur.loader.graph.leaf_nodes())
