"""Lire le texte d'un fichier : ce qui se lit, ce qu'on en dit sinon, et rien qui s'emballe."""

import zlib

import pytest
from django.core.files.base import ContentFile
from weasyprint import HTML

from documents.contenus import lecture
from documents.contenus.bornes import TEXTE_MAXIMAL
from documents.contenus.lecture import lire
from tests.ancien_tableur import xls
from tests.socle import fichiers

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
T = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
WORD = (
    f"<w:document {W}><w:p><w:r><w:t>Accueil</w:t><w:tab/><w:t>général</w:t></w:r></w:p>"
    "<w:p><w:del><w:r><w:delText>retiré</w:delText></w:r></w:del>"
    "<w:r><w:instrText>PAGE</w:instrText><w:t>ouvert</w:t></w:r></w:p></w:document>"
)
ODT = (
    f"<office:text xmlns:office='o' {T}><text:tracked-changes><text:p>retiré</text:p>"
    "</text:tracked-changes><text:h>Titre</text:h>"
    "<text:p>Accueil<text:s/>général<text:line-break/>ouvert</text:p></office:text>"
)


def lu(nom, octets, **reglages):
    return lire(ContentFile(octets), nom, **reglages)


def diapositive(texte):
    return f"<a:sld {A}><a:p><a:r><a:t>{texte}</a:t></a:r></a:p></a:sld>"


def test_un_pdf_se_lit_page_par_page():
    page = "<p>Accueil général</p><p style='break-before: page'>Préfecture ouverte</p>"
    texte, reserve = lu("pdf", HTML(string=page).write_pdf())
    assert texte.split() == ["Accueil", "général", "Préfecture", "ouverte"] and reserve == ""


@pytest.mark.parametrize(
    ("extension", "octets", "texte"),
    [
        (
            "docx",
            fichiers.office("docx", **{"word/document.xml": WORD}),
            "Accueil\tgénéral\nouvert",
        ),
        (
            "docx",
            fichiers.office(
                "docx",
                **{"word/document.xml": WORD, "word/header1.xml": WORD.replace("ouvert", "Haut")},
            ),
            "Accueil\tgénéral\nouvert\nAccueil\tgénéral\nHaut",
        ),
        ("odt", fichiers.opendocument("odt", **{"content.xml": ODT}), None),
        (
            "pptx",
            fichiers.office(
                "pptx",
                **{f"ppt/slides/slide{n}.xml": diapositive(f"page {n}") for n in (10, 2, 1)},
            ),
            "page 1\npage 2\npage 10",
        ),
        (
            "xlsx",
            fichiers.office(
                "xlsx",
                **{
                    "xl/sharedStrings.xml": f"<sst {X}><si><t>Délai</t></si><si><t>Service</t>"
                    "<rPh><t>prononcé</t></rPh></si></sst>",
                    "xl/worksheets/sheet1.xml": f'<worksheet {X}><c t="inlineStr"><is>'
                    "<t>Saisi</t></is></c><c><v>12</v></c></worksheet>",
                },
            ),
            "Délai\nService\n\nSaisi",
        ),
        ("txt", "Préfet".encode("cp1252"), "Préfet"),
        ("txt", "Préfet".encode(), "Préfet"),
        ("txt", "Préfet".encode("utf-16"), "Préfet"),
        ("md", b"# Titre", "# Titre"),
        ("csv", 'Réf;Intitulé\n1;"Plan"'.encode(), "Réf Intitulé\n1 Plan"),
    ],
)
def test_un_document_donne_ce_qu_on_y_lit(extension, octets, texte):
    recu, reserve = lu(extension, octets)
    attendu = texte or "Titre\nAccueil général\nouvert"
    assert recu.split() == attendu.split() and reserve == ""


def test_un_texte_accentue_coupe_au_milieu_d_un_signe_reste_en_utf8():
    assert lu("txt", ("a" + "é" * 5000).encode()).texte == "a" + "é" * 5000


def test_un_vrai_classeur_ancien_se_lit():
    assert lu("xls", xls({"Suivi": [["Accueil", 12]]})).texte.split() == ["Suivi", "Accueil"]


@pytest.mark.parametrize(
    ("extension", "octets", "phrase"),
    [
        ("png", b"\x89PNG", "ne se lit pas : on ne le retrouve que par son titre"),
        ("doc", fichiers.ancien("WordDocument"), "Ce type de fichier"),
        ("pdf", HTML(string="<hr>").write_pdf(), "document numérisé"),
        ("pdf", b"%PDF-1.4 rien", "Enregistrez-le de nouveau"),
        ("docx", b"PK\x03\x04 rien", "Enregistrez-le de nouveau"),
        ("docx", fichiers.office("docx"), "Aucun texte"),
    ],
)
def test_ce_qui_ne_se_lit_pas_se_dit(extension, octets, phrase):
    texte, reserve = lu(extension, octets)
    assert texte == "" and phrase in reserve


def test_des_entites_qui_se_multiplient_ne_se_lisent_pas():
    """« billion laughs » : dix lignes qui feraient des gigaoctets."""
    mal = '<!DOCTYPE w [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]><w:t xmlns:w="w">&b;</w:t>'
    texte, reserve = lu("docx", fichiers.office("docx", **{"word/document.xml": mal}))
    assert texte == "" and "ne se lit pas" in reserve


def test_un_fichier_de_l_exterieur_n_est_pas_lu():
    mal = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:t xmlns:w="w">&a;</w:t>'
    assert "root" not in lu("docx", fichiers.office("docx", **{"word/document.xml": mal})).texte


def test_un_texte_trop_long_se_coupe_et_le_dit():
    texte, reserve = lu("txt", b"mot " * (TEXTE_MAXIMAL // 4 + 1000))
    assert len(texte) <= TEXTE_MAXIMAL and "seul le début" in reserve


def test_un_fichier_qui_s_emballe_est_arrete_et_ce_qui_est_lu_se_garde():
    """Un PDF d'une page dont le contenu compressé fait des centaines de mégaoctets."""
    flux = zlib.compress(b"BT (a) Tj ET " * 8_000_000)
    page = b"4 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(flux)
    mal = fichiers.pdf(fin=page + flux + b"\nendstream\nendobj\n").replace(
        b"/Type /Page /", b"/Type /Page /Contents 4 0 R /"
    )
    texte, reserve = lu("pdf", mal, delai=3)
    assert texte == "" and reserve


def test_les_phrases_disent_quoi_faire():
    for phrase in (lecture._SANS_TEXTE, lecture._ILLISIBLE, lecture._SANS_LECTURE):
        assert "titre" in phrase
