"""Un dossier où se gardent les fichiers, et qui n'en garde jamais la moitié d'un."""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from uuid import uuid4

from django.core.files.storage import FileSystemStorage

PROVISOIRE = re.compile(r"\.[0-9a-f]{32}")


class Disque(FileSystemStorage):
    """Un fichier s'écrit sous un nom à lui seul, puis prend sa place si elle est libre.

    Deux écritures sous le même nom ne s'écrasent ni ne s'effacent : la seconde en prend un autre.
    """

    def _save(self, name, content):
        provisoire = str(PurePosixPath(name).with_name(f".{uuid4().hex}"))
        try:
            super()._save(provisoire, content)
            return self._mettre_en_place(provisoire, name)
        finally:
            self.delete(provisoire)

    def provisoires(self) -> Iterator[Path]:
        """Les fichiers en cours d'écriture, et ceux que des processus tués net ont laissés."""
        for dossier, _, noms in os.walk(self.location):
            yield from (Path(dossier, nom) for nom in noms if PROVISOIRE.fullmatch(nom))

    def _mettre_en_place(self, provisoire, name):
        """Le nom obtenu, réservé avant d'être remplacé : renommer seul écraserait."""
        while True:
            try:
                os.close(os.open(self.path(name), os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                name = self.get_available_name(name)
                continue
            try:
                os.replace(self.path(provisoire), self.path(name))
            except OSError:
                self.delete(name)
                raise
            return name
