"""Refuse de migrer une base qui n'a reçu qu'une partie des migrations remplacées."""

from django.core.checks import Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

CONSEIL = "Mettez-la d'abord à jour avec la version qui les portait encore, puis relancez migrate."


def migrations_entamees(app_configs, databases=None, **kwargs) -> list[Error]:
    """Contrôle joué par `migrate` ; Django, lui, croirait qu'il n'y a rien à faire."""
    return [faute for alias in databases or () for faute in _fautes(connections[alias])]


def _fautes(connexion) -> list[Error]:
    recues = set(MigrationRecorder(connexion).applied_migrations())
    sur_disque = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return [
        Error(
            f"Il manque à cette base des migrations de {app} : {', '.join(sorted(manquent))}.",
            hint=CONSEIL,
            id="socle.E001",
        )
        for (app, _), migration in sorted(sur_disque.items())
        if recues & set(migration.replaces)
        and (manquent := {nom for _, nom in set(migration.replaces) - recues})
    ]
