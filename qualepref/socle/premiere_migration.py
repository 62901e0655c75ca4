"""La première migration d'une app : tous ses modèles à la fois."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreerLesModeles(Operation):
    """Ce que disent les opérations données, en créant chaque table une fois, dans son dernier état.

    Jouées une à une, elles feraient refaire à Django tous les modèles liés à chaque pas : deux
    cents modèles demandent ainsi deux minutes de processeur, et quelques secondes ensemble.
    `operations` : ce qu'écrit `makemigrations` d'une app sans migration, dans son ordre.
    """

    def __init__(self, operations: Sequence[Operation]):
        self.operations = list(operations)

    def deconstruct(self):
        return type(self).__name__, [self.operations], {}

    def describe(self):
        return f"Crée {len(self.noms)} modèles"

    @property
    def noms(self) -> list[str]:
        return [une.name for une in self.operations if isinstance(une, CreateModel)]

    def state_forwards(self, app_label: str, state: ProjectState):
        state.__dict__.pop("apps", None)  # refait en une fois, quand il sera lu
        for une in self.operations:
            une.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ):
        for modele in self._modeles(app_label, schema_editor, to_state):
            schema_editor.create_model(modele)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ):
        for modele in reversed(self._modeles(app_label, schema_editor, from_state)):
            schema_editor.delete_model(modele)

    def _modeles(self, app_label, schema_editor, etat):
        modeles = [etat.apps.get_model(app_label, nom) for nom in self.noms]
        alias = schema_editor.connection.alias
        return [un for un in modeles if self.allow_migrate_model(alias, un)]
