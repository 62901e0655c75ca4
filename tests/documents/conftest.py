from datetime import date

import pytest

from documents.models import VersionDocument
from qualepref.socle.fichiers.stockage import Disque
from tests import factories

LE = date(2022, 12, 31)


@pytest.fixture
def au_31_decembre(settings):
    settings.ARRETE = LE


@pytest.fixture
def depot(tmp_path, monkeypatch):
    """Un dossier à soi, pour compter ce qui y reste."""
    stockage = Disque(location=tmp_path / "medias")
    monkeypatch.setattr(VersionDocument._meta.get_field("fichier"), "storage", stockage)
    return tmp_path / "medias"


@pytest.fixture
def medias(settings, tmp_path):
    """Un dossier à soi pour tout ce que garde l'application, et pas les seules versions."""
    dossier = tmp_path / "medias"
    disque = settings.STORAGES["default"] | {"OPTIONS": {"location": str(dossier)}}
    settings.STORAGES = settings.STORAGES | {"default": disque}
    return dossier


@pytest.fixture
def fiche(db):
    """Le type « fiche de procédure » : trois ans, relue tous les ans."""
    return factories.TypeDocumentFactory(
        cle="fiche_procedure",
        libelle="Fiche de procédure",
        prefixe="FP",
        validite_mois=36,
        revue_mois=12,
        preavis_jours=90,
    )


@pytest.fixture
def document(departement, service, fiche):
    return factories.DocumentFactory(
        departement=departement, service=service, type=fiche, reference="FP-AG-001"
    )


@pytest.fixture
def versions(document):
    """La première a valu jusqu'en juin, la seconde depuis juillet."""
    ancienne = factories.VersionDocumentFactory(
        document=document,
        numero=1,
        en_vigueur_du=date(2022, 1, 1),
        en_vigueur_au=date(2022, 6, 30),
    )
    nouvelle = factories.VersionDocumentFactory(
        document=document, numero=2, en_vigueur_du=date(2022, 7, 1)
    )
    return ancienne, nouvelle


@pytest.fixture
def hall(site):
    return factories.LieuFactory(site=site, nom="Hall d'accueil")


@pytest.fixture
def affiche(document, site, hall):
    return factories.DiffusionFactory(
        document=document, canal__libelle="Affichage sur place", site=site, lieu=hall
    )
