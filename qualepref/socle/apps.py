from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from qualepref.socle import droits
from qualepref.socle.controles_de_migration import migrations_entamees


class SocleConfig(AppConfig):
    name = "qualepref.socle"
    label = "socle"
    verbose_name = "socle"

    def ready(self):
        autodiscover_modules(
            *("droits", "imports", "chargeurs", "chiffres", "rapports", "rappels", "a_faire"),
            *("fabriques", "actes_groupes", "agenda", "genres_de_preuve", "a_tirer"),
        )
        post_migrate.connect(droits.synchroniser, dispatch_uid="socle.droits")
        register(migrations_entamees, Tags.database)
