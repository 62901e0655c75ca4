"""Un dossier où se gardent les fichiers, et qui n'en garde jamais la moitié d'un."""

from django.core.files.storage import FileSystemStorage


class Disque(FileSystemStorage):
    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError:
            self.delete(name)
            raise
