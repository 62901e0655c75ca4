"""Un worker tué net pendant qu'il lit un document : l'index se rattrape, sans reste ni double."""

import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.contenus.mots import analyser
from documents.models import Contenu, CopieVersion, Document, VersionDocument
from documents.tasks import indexer, indexer_les_retards
from tests import factories
from tests.socle import fichiers
from tests.taches.conftest import attendre, tuer

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = ("worker", "-c", "1", "-l", "INFO", "--without-gossip", "--without-mingle")
REUSSIR = 'for a; do s="$a"; done; printf %s %PDF-copie > "${s%.*}.pdf"'
TEXTE = "<w:document xmlns:w='w'><w:p><w:t>le parvis rénové</w:t></w:p></w:document>"


@pytest.fixture
def soffice(tmp_path, monkeypatch):
    """Ce qui tient lieu de LibreOffice pour le worker ; il note qu'il a commencé."""
    commande = tmp_path / "soffice"
    monkeypatch.setenv("SOFFICE", str(commande))

    def poser(corps):
        commande.write_text(f"#!/bin/sh\ntouch {tmp_path}/commence\n{corps}\n")
        commande.chmod(commande.stat().st_mode | stat.S_IXUSR)
        return tmp_path / "commence"

    return poser


def copies():
    dossier = Path(settings.STORAGES["default"]["OPTIONS"]["location"], "copies")
    return {chemin for chemin in dossier.rglob("*") if chemin.is_file()}


def test_un_worker_tue_en_lisant_un_document_le_laisse_a_lire(celery_reel, service, soffice):
    avant = copies()
    document = factories.DocumentFactory(
        departement=service.site.departement, service=service, etat="en_redaction"
    )
    office = fichiers.office("docx", **{"word/document.xml": TEXTE})
    VersionDocument.objects.deposer(document, SimpleUploadedFile("fiche.docx", office))
    Contenu.objects.all().delete()
    commence = soffice("sleep 8")
    premier = celery_reel(*WORKER)
    indexer.delay(document.pk)
    attendre(commence.exists)
    tuer(premier)
    assert not CopieVersion.objects.exists() and not Contenu.objects.exists()
    assert copies() == avant and list(Document.objects.a_indexer()) == [document]
    soffice(REUSSIR)
    celery_reel(*WORKER)
    indexer_les_retards.delay()
    attendre(Contenu.objects.exists)
    assert list(Document.objects.contenant(analyser("parvis"))) == [document]
    assert CopieVersion.objects.get().pdf.read() == b"%PDF-copie" and len(copies() - avant) == 1
    assert not Document.objects.a_indexer().exists()
