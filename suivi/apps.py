from django.apps import AppConfig
from django.db.models.signals import post_migrate

from suivi.cumul import declencheurs


class SuiviConfig(AppConfig):
    name = "suivi"
    verbose_name = "suivi des demandes"

    def ready(self):
        post_migrate.connect(declencheurs.poser, sender=self, dispatch_uid="suivi.declencheurs")
