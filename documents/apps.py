from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from documents.contenus import plein_texte


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "documents"

    def ready(self):
        post_migrate.connect(plein_texte.poser, sender=self, dispatch_uid="documents.plein_texte")
        import_module("documents.tasks")  # qui écoute ce qui s'écrit
