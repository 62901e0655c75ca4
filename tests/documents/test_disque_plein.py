"""Le disque plein au milieu d'un dépôt : une phrase, la saisie gardée, pas de demi-fichier.

Le système lui-même refuse d'écrire au-delà d'une taille, comme il le ferait disque plein : les
premiers blocs sont déjà écrits quand l'erreur vient.
"""

import resource
import tempfile
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import Document, VersionDocument
from qualepref.socle.models import Production
from tests import factories
from tests.socle import fichiers

Ko = 1024
# Reçu en mémoire, c'est la place où on le garde qui manque ; plus gros, celle où il s'écrit en
# arrivant. La limite tombe au premier bloc, ou après quelques-uns.
PLEINS = {
    "au premier bloc": (1500 * Ko, 1),
    "après quelques blocs": (1500 * Ko, 700 * Ko),
    "en arrivant": (4000 * Ko, 1),
    "en arrivant, après quelques blocs": (4000 * Ko, 3000 * Ko),
}
PHRASE = "le disque est plein, ou le stockage ne répond pas. Rien n&#x27;a changé"


@pytest.fixture(autouse=True)
def arrivees(medias, tmp_path, monkeypatch):
    """Où Django écrit ce qu'il reçoit."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def document(departement, service):
    return factories.DocumentFactory(
        departement=departement, service=service, reference="FP-ACC-004", etat="en_redaction"
    )


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@contextmanager
def plein(octets):
    avant = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, avant[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, avant)


def fiche_de(octets):
    return SimpleUploadedFile("fiche.pdf", fichiers.pdf().ljust(octets, b"a"))


def restes(dossier):
    return [chemin for chemin in dossier.rglob("*") if chemin.is_file()]


@pytest.mark.parametrize("cas", PLEINS)
def test_une_version_se_redepose_une_fois_la_place_faite(client, document, arrivees, cas):
    taille, place = PLEINS[cas]
    adresse = reverse("documents:document_deposer", args=[document.pk])
    saisie = {"note": "Horaires d'été", "apres": 0}
    with plein(place):
        reponse = client.post(adresse, saisie | {"fichier": fiche_de(taille)})
    page = reponse.content.decode()
    assert reponse.status_code == 200 and PHRASE in page and "Horaires d&#x27;été" in page
    assert not VersionDocument.objects.exists() and restes(arrivees) == []
    apres = reponse.context["form"]["apres"].value()
    suite = client.post(adresse, saisie | {"fichier": fiche_de(taille), "apres": apres})
    assert suite.status_code == 302
    version = document.versions.get()
    assert (version.numero, version.fichier.size) == (1, taille) and len(restes(arrivees)) == 1


@pytest.mark.parametrize("cas", PLEINS)
def test_un_document_nouveau_n_entre_pas_a_moitie(client, document, fiche, arrivees, cas):
    taille, place = PLEINS[cas]
    saisie = {"intitule": "Accueil du samedi", "type": fiche.pk, "service": document.service_id}
    saisie |= {"public": "agents", "langue": "fr", "etat": "en_vigueur"}
    with plein(place):
        reponse = client.post(
            reverse("documents:document_create"), saisie | {"fichier": fiche_de(taille)}
        )
    page = reponse.content.decode()
    assert reponse.status_code == 200 and PHRASE in page and "Accueil du samedi" in page
    assert list(Document.objects.all()) == [document] and restes(arrivees) == []


@pytest.mark.parametrize("cas", PLEINS)
def test_un_lot_ne_se_recoit_pas_a_moitie(client, document, arrivees, cas):
    taille, place = PLEINS[cas]
    envoi = SimpleUploadedFile(
        "lot.zip", fichiers.archive({"FP-ACC-004.pdf": b"%PDF-"}).ljust(taille, b"\0")
    )
    with plein(place):
        reponse = client.post(
            reverse("socle:import_create", args=["documents"]), {"fichier": envoi}
        )
    assert reponse.status_code == 200 and PHRASE in reponse.content.decode()
    assert not Production.objects.exists() and restes(arrivees) == []


def test_un_lot_verse_quand_la_place_manque_ne_laisse_rien(client, document, arrivees, medias):
    """Le second fichier n'entre pas : le premier s'en va aussi, et l'import le dit."""
    petit, gros = fichiers.pdf(), fichiers.pdf().ljust(900 * Ko, b"a")
    autre = factories.DocumentFactory(
        departement=document.departement, service=document.service, reference="FP-ACC-005"
    )
    contenu = fichiers.archive({"FP-ACC-004.pdf": petit, "FP-ACC-005.pdf": gros})
    envoi = SimpleUploadedFile("lot.zip", contenu)
    client.post(reverse("socle:import_create", args=["documents"]), {"fichier": envoi})
    verification = Production.objects.get()
    verification.produire()
    client.post(reverse("socle:import_suite", args=[verification.pk]), {"acte": "importer"})
    imports = Production.objects.latest("pk")
    with plein(300 * Ko):
        imports.produire()
    imports.refresh_from_db()
    assert imports.etat == Production.Etat.ECHOUEE and "le disque est plein" in imports.erreur
    assert not document.versions.exists() and not autre.versions.exists()
    assert not restes(medias / "documents")
