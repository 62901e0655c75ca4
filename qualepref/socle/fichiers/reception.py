"""Recevoir un fichier, même disque plein : la page répond, et garde le reste de la saisie."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from qualepref.socle.fichiers.refus import SANS_PLACE


class SansPlace(SimpleUploadedFile):
    """Ce qui tient lieu du fichier qu'on n'a pas pu recevoir ; le formulaire le dit."""

    def __init__(self, nom: str):
        super().__init__(nom, b"\0")


def exiger_recu(fichier) -> None:
    """Le contrôle de tout champ de fichier : un fichier que le disque n'a pas pris se refuse."""
    if isinstance(fichier, SansPlace):
        raise ValidationError(SANS_PLACE)


class SurDisque(TemporaryFileUploadHandler):
    """La réception de Django, qui lèverait avant même que la vue ne voie la demande."""

    def new_file(self, *args, **kwargs):
        self.plein, self.file = False, None
        self._tenter(lambda: super(SurDisque, self).new_file(*args, **kwargs))

    def receive_data_chunk(self, raw_data, start):
        self._tenter(lambda: super(SurDisque, self).receive_data_chunk(raw_data, start))

    def file_complete(self, file_size):
        """Revenir au début du fichier écrit ses derniers octets."""
        recu = self._tenter(lambda: super(SurDisque, self).file_complete(file_size))
        return SansPlace(self.file_name) if self.plein else recu

    def _tenter(self, suite):
        if self.plein:
            return None
        try:
            return suite()
        except OSError:
            self.plein = True
            if self.file:
                with suppress(OSError):  # fermer écrit encore, puis efface
                    self.file.close()
