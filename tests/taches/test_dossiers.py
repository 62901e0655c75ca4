"""Un worker tué net au milieu d'un dossier de preuves : repris, entier, et rien d'à moitié."""

import hashlib
import os
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from documents.models import VersionDocument
from pilotage.models import DossierDePreuves
from qualepref.socle.models import Production
from qualepref.socle.tasks import produire
from tests.pilotage.dossiers import LE, document, version
from tests.taches.conftest import attendre, laisser_passer_le_silence, tuer

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = ("worker", "-c", "1", "-l", "INFO", "--without-gossip", "--without-mingle")
NOMBRE = 12


@pytest.fixture
def travail(tmp_path, monkeypatch):
    monkeypatch.setenv("DOSSIER_DE_TRAVAIL", str(tmp_path / "travail"))
    monkeypatch.setenv("ARRETE", LE.isoformat())
    return tmp_path / "travail"


@pytest.fixture
def dossier(referent, service, travail):
    for rang in range(NOMBRE):
        version(document(service, f"FP-{rang:02d}"), os.urandom(200_000))
    return DossierDePreuves.objects.inscrire(
        DossierDePreuves(departement=referent.departement, le=LE, demandeur=referent)
    )


@pytest.fixture
def robinet(dossier):
    """L'un des fichiers devient un tube où rien ne coule : le worker s'arrête à le lire."""
    milieu = VersionDocument.objects.order_by("pk")[NOMBRE // 2]
    chemin = Path(default_storage.path(milieu.fichier.name))
    octets = chemin.read_bytes()
    chemin.unlink()
    os.mkfifo(chemin)

    def ouvrir():
        chemin.unlink()
        chemin.write_bytes(octets)

    return ouvrir


def test_un_worker_tue_au_milieu_ne_laisse_rien_d_a_moitie(
    dossier, robinet, travail, celery_reel, tmp_path
):
    premier = celery_reel(*WORKER)
    produire.delay(dossier.production_id)
    attendre(lambda: travail.exists() and any(f.stat().st_size > 0 for f in travail.iterdir()))
    tuer(premier)
    (reste,) = travail.iterdir()
    production = Production.objects.get()
    assert not production.fichier and not zipfile.is_zipfile(reste)

    robinet()
    laisser_passer_le_silence()
    celery_reel(*WORKER)
    celery_reel("beat", "-s", str(tmp_path / "beat"), "--pidfile=")
    attendre(lambda: Production.objects.get().est_finie)
    production.refresh_from_db()
    assert (production.etat, production.tentatives) == ("terminee", 2), production.erreur
    assert list(travail.iterdir()) == []
    with production.fichier.open() as contenu:
        assert hashlib.file_digest(contenu, "sha256").hexdigest() == production.empreinte
        lue = zipfile.ZipFile(contenu)
        assert lue.testzip() is None
        assert sum(nom.endswith(".pdf") for nom in lue.namelist()) == NOMBRE
    rangees = Path(production.fichier.path).parent.glob(f"{production.pk}-*")
    assert len(list(rangees)) == 1
