from importlib import import_module

from django.apps import AppConfig


class EnquetesConfig(AppConfig):
    name = "enquetes"
    verbose_name = "enquêtes"

    def ready(self):
        import_module("enquetes.tasks")  # qui écoute ce qui s'écrit
