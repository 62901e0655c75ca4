"""Verser un zip ou un dossier : chaque fichier va au document dont son nom porte la référence."""

import json
import stat
import zipfile
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from documents.lecture.noms_de_fichiers import index_des_references, rapprocher
from documents.models import VersionDocument
from qualepref.socle.models import Production
from tests import factories
from tests.rapports import comptes

pytestmark = pytest.mark.usefixtures("medias")
INDEX = index_des_references(["QP38-FP-01", "QP38-FP-010", "FP-ACC-004", "QP38-FP-02"])
PDF = b"%PDF-1.4 fiche"


@pytest.mark.parametrize(
    ("chemin", "reference", "version"),
    [
        ("QP38-FP-01.pdf", "QP38-FP-01", None),
        ("qp38_fp_1 Traitement des courriels v4.docx", "QP38-FP-01", 4),
        ("QP38-FP-010 v2.pdf", "QP38-FP-010", 2),
        ("FP-ACC-004-v2.pdf", "FP-ACC-004", 2),
        ("Fiches/Accueil/FP ACC 004.odt", "FP-ACC-004", None),
        ("FP-ACC-004/traitement version 3.pdf", "FP-ACC-004", 3),
        ("2022 - QP38-FP-02 (signée).pdf", "QP38-FP-02", None),
        ("dossier\\QP38-FP-02.pdf", "QP38-FP-02", None),
    ],
)
def test_le_nom_d_un_fichier_dit_sa_reference(chemin, reference, version):
    assert rapprocher(chemin, INDEX) == (reference, version, "")


@pytest.mark.parametrize("chemin", ["QP38-FP-99.pdf", "FP.pdf", "notes.txt", "été.pdf", ".pdf"])
def test_un_nom_sans_reference_connue_ne_se_devine_pas(chemin):
    assert "aucun document" in rapprocher(chemin, INDEX).raison


def test_deux_references_possibles_se_disent():
    index = index_des_references(["FP-1", "FP-01"])
    assert "FP-01, FP-1" in rapprocher("FP 1.pdf", index).raison


@pytest.fixture
def fiche(departement):
    """Une fiche que le registre nomme, sans son fichier."""
    fiche = factories.DocumentFactory(departement=departement, reference="FP-ACC-004")
    factories.VersionDocumentFactory(
        document=fiche,
        numero=3,
        version_lue="V3",
        fichier="",
        sha256="",
        en_vigueur_du=date(2022, 1, 1),
    )
    return fiche


def lot(*fichiers):
    """Un zip des (nom, octets) donnés."""
    flux = BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in fichiers:
            archive.writestr(nom, octets)
    return flux.getvalue()


@pytest.fixture
def verser(tmp_path, departement):
    """Verse un zip ou un dossier par la commande et rend le rapport."""

    def verser(contenu, **options):
        rapport, chemin = tmp_path / "rapport.json", contenu
        if isinstance(contenu, bytes):
            chemin = tmp_path / "lot.zip"
            chemin.write_bytes(contenu)
        options = {"rapport": rapport, "verbosity": 0, "partiel": True} | options
        sorties = {"stdout": StringIO(), "stderr": StringIO()}
        call_command("importer", "documents", chemin, **options, **sorties)
        return json.loads(rapport.read_text())

    return verser


def fichiers_gardes(medias):
    return [chemin for chemin in medias.rglob("documents/**/*") if chemin.is_file()]


def test_le_fichier_rejoint_la_version_que_le_registre_nomme(fiche, verser):
    rapport = verser(lot(("Fiches/FP-ACC-004 v3.pdf", PDF), ("__MACOSX/._FP-ACC-004.pdf", b"x")))
    assert comptes(rapport) == [1, 0, 1, 0, 0]
    version = fiche.versions.get()
    assert (version.nom, version.type, version.taille) == (
        "FP-ACC-004 v3.pdf",
        "application/pdf",
        len(PDF),
    )
    assert version.fichier.read() == PDF and version.en_vigueur_du == date(2022, 1, 1)
    assert comptes(verser(lot(("FP-ACC-004 v3.pdf", PDF)))) == [1, 0, 0, 1, 0]


def test_un_fichier_plus_recent_attend_sous_un_nouveau_numero(fiche, verser):
    verser(lot(("FP-ACC-004.pdf", PDF)))
    rapport = verser(lot(("FP-ACC-004 v4.pdf", PDF + b" v4")))
    assert comptes(rapport) == [1, 1, 0, 0, 0]
    nouvelle = fiche.versions.first()
    assert (nouvelle.numero, nouvelle.est_en_attente) == (4, True)


@pytest.mark.parametrize(
    ("fichier", "code"),
    [
        (("inconnu.pdf", PDF), "reference_inconnue"),
        (("FP-ACC-004 v2.pdf", PDF), "version_ancienne"),
        (("FP-ACC-004.pdf", b"<html>"), "fichier_refuse"),
        (("FP-ACC-004.exe", b"MZ"), "fichier_refuse"),
        (("FP-ACC-004.pdf", b""), "fichier_refuse"),
        (("FP-ACC-004.pdf", PDF + b" /JavaScript"), "fichier_refuse"),
    ],
)
def test_un_fichier_refuse_dit_pourquoi(fiche, verser, medias, fichier, code):
    rapport = verser(lot(fichier))
    assert comptes(rapport) == [1, 0, 0, 0, 1]
    faute = rapport["erreurs"][0]
    assert (faute["code"], faute["valeur"]) == (code, fichier[0])
    assert not fichiers_gardes(medias)


def test_un_document_archive_ou_deja_servi_refuse_le_fichier(fiche, verser):
    rapport = verser(lot(("FP-ACC-004 a.pdf", PDF), ("FP-ACC-004 b.pdf", PDF + b"b")))
    assert comptes(rapport) == [2, 0, 1, 0, 1] and rapport["erreurs"][0]["code"] == "doublon"
    fiche.archiver("Remplacée")
    assert verser(lot(("FP-ACC-004.pdf", PDF + b"c")))["erreurs"][0]["code"] == "archive"


def test_un_essai_n_ecrit_aucun_fichier(fiche, verser, medias):
    rapport = verser(lot(("FP-ACC-004.pdf", PDF)), essai=True)
    assert comptes(rapport) == [1, 0, 1, 0, 0]
    assert rapport["feuilles"][0]["fichiers"] == [
        ["FP-ACC-004.pdf", str(fiche), "fichier de la version 3"]
    ]
    assert not fichiers_gardes(medias) and not fiche.versions.get().sha256


def test_un_dossier_se_verse_comme_un_zip_sans_suivre_les_liens(fiche, verser, tmp_path):
    dossier, dehors = tmp_path / "fiches", tmp_path / "FP-ACC-004 v9.pdf"
    (dossier / "accueil").mkdir(parents=True)
    (dossier / "accueil" / "FP-ACC-004.pdf").write_bytes(PDF)
    dehors.write_bytes(PDF + b"dehors")
    (dossier / "FP-ACC-004 v9.pdf").symlink_to(dehors)
    assert comptes(verser(dossier)) == [1, 0, 1, 0, 0]


def lien():
    flux = BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        partie = zipfile.ZipInfo("FP-ACC-004.pdf")
        partie.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(partie, "/etc/passwd")
    return flux.getvalue()


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (lot(("../FP-ACC-004.pdf", PDF)), "hors de son dossier"),
        (lot(("/etc/FP-ACC-004.pdf", PDF)), "hors de son dossier"),
        (lot(("C:\\FP-ACC-004.pdf", PDF)), "hors de son dossier"),
        (lien(), "hors de son dossier"),
        (lot(("FP-ACC-004.pdf", b"\0" * 310 * 2**20)), "démesurée"),
        (lot(), "aucun fichier"),
        (b"PK pas un zip", "abîmé"),
        (lot(("a/", b"")), "aucun fichier"),
    ],
    ids=["parent", "absolu", "lecteur", "lien", "bombe", "vide", "faux", "dossier seul"],
)
def test_un_lot_hostile_est_refuse_en_entier(fiche, verser, medias, contenu, dit):
    with pytest.raises(CommandError, match=dit):
        verser(contenu)
    assert not fichiers_gardes(medias) and not fiche.versions.get().sha256


def test_une_panne_au_milieu_ne_laisse_aucun_fichier(
    fiche, departement, verser, medias, monkeypatch
):
    factories.DocumentFactory(departement=departement, reference="FP-ACC-005")

    def en_panne(*args, **kwargs):
        raise OSError("coupure")

    monkeypatch.setattr(type(VersionDocument.objects), "deposer", en_panne)
    with pytest.raises(OSError, match="coupure"):
        verser(lot(("FP-ACC-004.pdf", PDF), ("FP-ACC-005.pdf", PDF)))
    assert not fichiers_gardes(medias)
    assert not fiche.versions.get().sha256


def test_par_la_page_on_voit_d_abord_ou_ira_chaque_fichier(fiche, client_de, referent, departement):
    client = client_de(referent)
    depot = client.get(reverse("socle:import_create", args=["documents"])).content.decode()
    assert "Un .zip verse des fichiers" in depot
    contenu = lot(("FP-ACC-004 v3.pdf", PDF), ("inconnu.pdf", PDF))
    envoi = SimpleUploadedFile("lot.zip", contenu, "application/zip")
    client.post(reverse("socle:import_create", args=["documents"]), {"fichier": envoi})
    verification = Production.objects.get()
    verification.produire()
    page = client.get(verification.get_absolute_url()).content.decode()
    assert "Ce que devient chaque fichier" in page and "fichier de la version 3" in page
    assert "redéposez le zip" in page and "Corrigez le classeur" not in page
    assert "inconnu.pdf" in page and not fiche.versions.get().sha256
    client.post(reverse("socle:import_suite", args=[verification.pk]), {"acte": "partiel"})
    Production.objects.latest("pk").produire()
    assert fiche.versions.get().sha256


def test_le_lot_d_un_autre_departement_ne_touche_pas_au_notre(fiche, verser):
    factories.DepartementFactory(code="26")
    with pytest.raises(CommandError):
        verser(lot(("FP-ACC-004.pdf", PDF)))
    rapport = verser(lot(("FP-ACC-004.pdf", PDF)), departement="26")
    assert rapport["erreurs"][0]["code"] == "reference_inconnue"
    assert not fiche.versions.get().sha256
