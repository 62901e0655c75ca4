"""Les fichiers dans un seau S3 : rien n'en paraît, et sa panne se dit comme un disque plein."""

from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from documents.contenus import index
from documents.contenus.mots import analyser
from documents.models import CopieVersion, Document, VersionDocument
from tests import factories, s3
from tests.documents.fichiers import pdf


@pytest.fixture
def seau(settings):
    with s3.serveur() as serveur:
        options = {"bucket_name": "essai", "endpoint_url": serveur.adresse, "access_key": "cle"}
        options |= {"secret_key": "secret", "region_name": "us-east-1"}
        moteur = {"BACKEND": "qualepref.socle.fichiers.seau.Seau", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"default": moteur}
        yield serveur


@pytest.fixture
def document(departement, service):
    return factories.DocumentFactory(
        departement=departement, service=service, reference="FP-ACC-004", etat="en_redaction"
    )


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


def deposer(client, document, texte="fiche", apres=0):
    adresse = reverse("documents:document_deposer", args=[document.pk])
    return client.post(adresse, {"fichier": pdf(texte), "note": "Ma note", "apres": apres})


def test_une_version_se_depose_se_lit_et_ne_montre_pas_son_seau(seau, client, document):
    assert deposer(client, document).status_code == 302
    version = document.versions.get()
    assert list(seau.objets) == [f"/essai/{version.fichier.name}"]
    lue = client.get(version.get_absolute_url())
    assert b"".join(lue.streaming_content) == b"%PDF-1.4 fiche" == version.fichier.open().read()
    adresses = ["document_detail", "apercu", "cadre", "version_fichier"]
    for nom in adresses:
        objet = document if nom == "document_detail" else version
        page = client.get(reverse(f"documents:{nom}", args=[objet.pk]))
        dit = str(page.headers).encode() + b"".join(page)
        assert b"127.0.0.1" not in dit and b"Signature" not in dit and b"essai/" not in dit
    anonyme = Client().get(version.get_absolute_url())
    assert anonyme.status_code == 302 and "/connexion/" in anonyme["Location"]
    assert default_storage.url(version.fichier.name) == f"/{version.fichier.name}"


def test_un_seau_ne_s_ouvre_pas_sans_cle(seau, client, document):
    deposer(client, document)
    with pytest.raises(HTTPError, match="403"):
        urlopen(seau.adresse + next(iter(seau.objets)))


def test_un_seau_en_panne_refuse_le_depot_et_garde_la_saisie(seau, client, document):
    seau.en_panne = True
    reponse = deposer(client, document)
    page = reponse.content.decode()
    assert reponse.status_code == 200 and "ou le stockage ne répond pas" in page
    assert "Ma note" in page and not document.versions.exists() and seau.objets == {}
    seau.en_panne = False
    assert deposer(client, document).status_code == 302


def test_un_fichier_disparu_du_seau_est_introuvable(seau, client, document):
    deposer(client, document)
    seau.objets.clear()
    assert client.get(document.versions.get().get_absolute_url()).status_code == 404


def test_le_texte_d_un_fichier_du_seau_se_cherche(seau, document):
    version = factories.VersionDocumentFactory(
        document=document, numero=1, nom="note.txt", fichier__data=b"Le parvis est ouvert"
    )
    CopieVersion.objects.filter(version=version).delete()
    index.indexer(document_id=document.pk)
    assert list(Document.objects.contenant(analyser("parvis"))) == [document]


def test_une_ligne_refusee_retire_son_fichier_du_seau(seau, client, document, monkeypatch):
    def refuser(version, *args, **kwargs):
        raise OSError("panne")

    monkeypatch.setattr(VersionDocument, "save", refuser)
    assert deposer(client, document).status_code == 200
    assert seau.objets == {}
