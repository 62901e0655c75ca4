"""La copie en PDF : ce que LibreOffice reçoit, ce qu'on fait s'il manque, échoue ou s'attarde."""

import os
import stat
import time

import pytest
from django.core.files.base import ContentFile
from weasyprint import HTML

from documents.contenus.conversion import en_pdf
from documents.contenus.index import copie_de
from tests import factories
from tests.socle import fichiers


@pytest.fixture
def soffice(tmp_path, settings):
    """Une commande qui tient lieu de LibreOffice ; elle note ce qu'elle reçoit."""

    def poser(corps):
        commande = tmp_path / "soffice"
        commande.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/recu\n{corps}\n')
        commande.chmod(commande.stat().st_mode | stat.S_IXUSR)
        settings.SOFFICE = str(commande)
        return tmp_path

    return poser


REUSSIR = 'for a; do s="$a"; done; printf %s %PDF-copie > "${s%.*}.pdf"'


def test_un_document_de_bureautique_a_sa_copie(soffice):
    dossier = soffice(REUSSIR)
    assert en_pdf(ContentFile(b"PK"), "docx") == b"%PDF-copie"
    recu = (dossier / "recu").read_text()
    assert "--headless" in recu and "-env:UserInstallation=file:///" in recu
    assert "document.docx" in recu and not os.path.exists(recu.split()[-1])  # dossier jeté


def test_le_profil_refuse_macros_et_liens(soffice):
    profil = 'cp "$PWD/profil/user/registrymodifications.xcu" '
    dossier = soffice(f"{profil} {{}}".format("$(dirname $0)/profil.xcu"))
    en_pdf(ContentFile(b"PK"), "odt")
    lu = (dossier / "profil.xcu").read_text()
    assert "DisableMacrosExecution" in lu and "BlockUntrustedRefererLinks" in lu


@pytest.mark.parametrize("extension", ["pdf", "png", "txt", "csv"])
def test_les_autres_types_ne_se_convertissent_pas(soffice, extension):
    dossier = soffice(REUSSIR)
    assert en_pdf(ContentFile(b"x"), extension) == b"" and not (dossier / "recu").exists()


def test_sans_libreoffice_rien_ne_se_convertit(settings):
    settings.SOFFICE = ""
    assert en_pdf(ContentFile(b"PK"), "docx") == b""


@pytest.mark.parametrize("corps", ["exit 1", "true", 'for a; do s="$a"; done; : > "${s%.*}.pdf"'])
def test_une_conversion_manquee_ne_donne_rien(soffice, corps):
    soffice(corps)
    assert en_pdf(ContentFile(b"PK"), "docx") == b""


def test_une_conversion_qui_s_attarde_est_arretee_avec_ses_enfants(soffice):
    dossier = soffice('sleep 30 & echo $! > "$(dirname $0)/enfant"; wait')
    debut = time.monotonic()
    assert en_pdf(ContentFile(b"PK"), "docx", delai=1) == b""
    assert time.monotonic() - debut < 20
    enfant = int((dossier / "enfant").read_text())
    etat = f"/proc/{enfant}/status"
    assert not os.path.exists(etat) or "zombie" in open(etat).read()


def test_la_version_garde_texte_et_copie(soffice, db):
    soffice(REUSSIR)
    mot = '<w:document xmlns:w="w"><w:p><w:t>Accueil</w:t></w:p></w:document>'
    octets = fichiers.office("docx", **{"word/document.xml": mot})
    version = factories.VersionDocumentFactory(
        nom="fiche.docx", fichier=ContentFile(octets, "fiche.docx")
    )
    copie = copie_de(version)
    assert copie.texte == "Accueil" and copie.pdf.read() == b"%PDF-copie"
    assert "fiche" not in copie.pdf.name


@pytest.mark.parametrize("extension", ["doc", "ppt"])
def test_le_texte_d_un_ancien_document_se_lit_dans_sa_copie(db, monkeypatch, extension):
    """Sans LibreOffice, il ne se lit pas, et la fiche le dit."""
    lisible = HTML(string="<p>Le parvis est ouvert</p>").write_pdf()
    monkeypatch.setattr("documents.contenus.index.en_pdf", lambda fichier, extension: lisible)
    version = factories.VersionDocumentFactory(nom=f"fiche.{extension}")
    copie = copie_de(version)
    assert "Le parvis est ouvert" in copie.texte and copie.reserve == ""
    assert copie.pdf.read() == lisible
    monkeypatch.setattr("documents.contenus.index.en_pdf", lambda fichier, extension: b"")
    sans = copie_de(factories.VersionDocumentFactory(nom=f"fiche.{extension}"))
    assert sans.texte == "" and "ne se lit pas" in sans.reserve
