"""Le signe de vie d'un travail : tant qu'il bat, aucun autre worker ne le reprend."""

import threading
from contextlib import suppress

from django.conf import settings
from django.db import OperationalError, connection


class Battement:
    """Tant que le travail dure, dit toutes les quelques secondes que son worker est vivant."""

    def __init__(self, production):
        self.production = production
        self.fini = threading.Event()
        self.fil = threading.Thread(target=self._battre, daemon=True)

    def __enter__(self):
        if not connection.in_atomic_block:  # sous un test en transaction, un seul fil écrit
            self.fil.start()
        return self

    def __exit__(self, *exc):
        self.fini.set()
        if self.fil.is_alive():
            self.fil.join()

    def _battre(self):
        while not self.fini.wait(settings.PRODUCTION_BATTEMENT):
            with suppress(OperationalError):  # SQLite : le travail tient le verrou, on rebattra
                self.production.battre()
        connection.close()
