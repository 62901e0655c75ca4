"""Un seau S3 où se gardent les fichiers, chargé seulement par qui en a un."""

from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

EN_MEMOIRE = 5 * 1024 * 1024  # octets ; au-delà, un fichier qu'on lit passe par le disque
# Les sommes de contrôle d'Amazon restent en option : d'autres serveurs ne les connaissent pas.
LIAISON = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    connect_timeout=5,
    read_timeout=60,
    retries={"max_attempts": 2},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


@contextmanager
def en_panne_de_disque():
    """Un stockage qui ne répond pas se dit comme un disque : le reste du projet n'en sait rien."""
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as panne:
        raise OSError(f"stockage S3 : {panne}") from panne


class Seau(S3Storage):
    """Un seau privé : l'application seule le lit, et sert chaque fichier par ses vues gardées."""

    def get_default_settings(self):
        fixes = {"file_overwrite": False, "default_acl": None, "client_config": LIAISON}
        return super().get_default_settings() | fixes | {"max_memory_size": EN_MEMOIRE}

    def url(self, name, *args, **kwargs):
        """Comme pour un dossier : une adresse qui ne mène nulle part, au lieu d'une signée."""
        return f"/{name}"

    def exists(self, name):
        with en_panne_de_disque():
            return super().exists(name)

    def delete(self, name):
        with en_panne_de_disque():
            super().delete(name)

    def listdir(self, name):
        with en_panne_de_disque():
            return super().listdir(name)

    def _open(self, name, mode="rb"):
        with en_panne_de_disque():
            return super()._open(name, mode)

    def _save(self, name, content):
        with en_panne_de_disque():
            return super()._save(name, content)
