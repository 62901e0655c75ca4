"""Les dépôts hostiles, un à un : chacun se refuse par une phrase qui dit quoi faire."""

import tracemalloc
from io import BytesIO
from tempfile import TemporaryFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from qualepref.socle.fichiers import archives, contenus
from qualepref.socle.fichiers.noms import extension_de, nom_court
from qualepref.socle.fichiers.refus import FichierRefuse
from qualepref.socle.pieces import DOCUMENTS, LETTRES, RELEVES, verifier_piece
from tests.socle import fichiers

Mo = 1024 * 1024
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
DESSIN = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MOT_DE_PASSE_EXCEL = bytes.fromhex("09080400000010002f000600") + bytes(6)
WORD_CHIFFRE = b"\xec\xa5".ljust(10, b"\0") + b"\x00\x01"


def refus(nom, contenu, types=DOCUMENTS):
    """La phrase du refus, espaces insécables mises à plat ; vide si le fichier est accepté."""
    try:
        verifier_piece(SimpleUploadedFile(nom, contenu), types)
    except ValidationError as dit:
        return " ".join(dit.messages[0].split())
    return ""


SAINS = {
    "a.pdf": fichiers.pdf(fin=fichiers.objets_compresses(b"<< /Type /Outlines >>")),
    "A.PDF": fichiers.pdf(),
    "a.docx": fichiers.office("docx"),
    "a.xlsx": fichiers.office("xlsx"),
    "a.pptx": fichiers.office("pptx"),
    "a.odt": fichiers.opendocument("odt"),
    "a.ods": fichiers.opendocument("ods"),
    "a.odp": fichiers.opendocument("odp"),
    "a.doc": fichiers.ancien("WordDocument", flux=b"\xec\xa5"),
    "a.xls": fichiers.ancien("Workbook", flux=bytes.fromhex("09080400000010008500")),
    "a.png": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "a.txt": "Accueil général".encode(),
    "a.csv": "Référence;Intitulé".encode("utf-16"),
    "a.md": b"# Titre",
}


@pytest.mark.parametrize("nom", SAINS)
def test_un_document_sain_entre(nom):
    assert refus(nom, SAINS[nom]) == ""


HOSTILES = {
    "une page web nommée .pdf": ("a.pdf", PAGE, "n'est pas celui d'un fichier pdf. Ouvrez-le"),
    "une page web nommée .docx": ("a.docx", PAGE, "n'est pas celui d'un fichier docx"),
    "une page web": ("a.html", PAGE, "n'est pas accepté. Types acceptés : pdf"),
    "un dessin qui porte un programme": ("a.svg", DESSIN, "n'est pas accepté"),
    "ce dessin nommé .png": ("a.png", DESSIN, "n'est pas celui d'un fichier png"),
    "une double extension": ("a.pdf.exe", fichiers.pdf(), "n'est pas accepté"),
    "un exécutable nommé .txt": ("a.txt", b"MZ\x90\0\3", "ce n'est pas du texte"),
    "zéro loin dans un texte": ("a.csv", b"a;b\n" * 5000 + b"\0", "ce n'est pas du texte"),
    "une archive nommée .docx": ("a.docx", fichiers.archive({"a": "b"}), "fichier docx"),
    "un tableur nommé .docx": ("a.docx", fichiers.office("xlsx"), "fichier docx"),
    "un texte nommé .ods": ("a.ods", fichiers.opendocument("odt"), "fichier ods"),
    "une archive coupée": ("a.docx", fichiers.office()[:-30], "abîmé"),
    "une archive qui n'en est pas une": ("a.docx", b"PK\x03\x04 non", "abîmé"),
    "une bombe": ("a.docx", fichiers.bombe(60 * Mo), "place démesurée"),
    "une bombe qui se dit petite": ("a.docx", fichiers.bombe(60 * Mo, 10), "place démesurée"),
    "trop de parties": ("a.odt", fichiers.beaucoup_de_parties(25_000), "place démesurée"),
    "un chemin qui remonte": (
        "a.docx",
        fichiers.office(**{"word/../../../etc/passwd": "x"}),
        "hors de son dossier",
    ),
    "un chemin à la mode de Windows": (
        "a.docx",
        fichiers.office(**{"..\\..\\autoexec": "x"}),
        "hors de son dossier",
    ),
    "un chemin absolu": ("a.odt", fichiers.opendocument(**{"/etc/passwd": "x"}), "hors de son"),
    "un disque": ("a.odt", fichiers.opendocument(**{"C:/autoexec": "x"}), "hors de son dossier"),
    "un lien": (
        "a.docx",
        fichiers.archive({fichiers.lien("word/document.xml"): "/etc/passwd"}),
        "hors de son dossier",
    ),
    "des macros": ("a.xlsx", fichiers.office("xlsx", **{"xl/vbaProject.bin": "x"}), "macros"),
    "des macros cachées ailleurs": (
        "a.docx",
        fichiers.office("docx", **{"word/embeddings/joint.xlsm": "x"}),
        "macros",
    ),
    "des macros qui se disent autrement": (
        "a.xlsx",
        fichiers.office("xlsx", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        "sans macros",
    ),
    "d'anciennes macros de cellules": (
        "a.xlsx",
        fichiers.office("xlsx", **{"xl/macrosheets/sheet1.xml": "x"}),
        "macros",
    ),
    "des macros OpenDocument": (
        "a.ods",
        fichiers.opendocument("ods", **{"Basic/Standard/Module1.xml": "x"}),
        "macros",
    ),
    "un programme OpenDocument": (
        "a.odt",
        fichiers.opendocument("odt", **{"Scripts/python/a.py": "x"}),
        "macros",
    ),
    "un ancien classeur à macros": ("a.xls", fichiers.ancien("_VBA_PROJECT_CUR"), "macros"),
    "un ancien document à macros": ("a.doc", fichiers.ancien("Macros", "_VBA_PROJECT"), "macros"),
    "un .docx à mot de passe": ("a.docx", fichiers.ancien("EncryptedPackage"), "mot de passe"),
    "une archive chiffrée": ("a.docx", fichiers.chiffree(fichiers.office()), "mot de passe"),
    "un .odt à mot de passe": (
        "a.odt",
        fichiers.opendocument(**{"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        "copie sans protection",
    ),
    "un .xls à mot de passe": (
        "a.xls",
        fichiers.ancien("Workbook", flux=MOT_DE_PASSE_EXCEL),
        "mot de passe",
    ),
    "un .doc à mot de passe": (
        "a.doc",
        fichiers.ancien("WordDocument", flux=WORD_CHIFFRE),
        "mot de passe",
    ),
    "un PDF à mot de passe": ("a.pdf", fichiers.pdf(b"/Encrypt 5 0 R"), "mot de passe"),
    "un PDF à programme": (
        "a.pdf",
        fichiers.pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        "Imprimez-le en PDF",
    ),
    "un PDF à programme au nom déguisé": (
        "a.pdf",
        fichiers.pdf(b"/OpenAction << /S /#4aava#53cript /JS (app.alert(1)) >>"),
        "contient un programme",
    ),
    "un PDF à programme compressé": (
        "a.pdf",
        fichiers.pdf(fin=fichiers.objets_compresses(b"<< /S /JavaScript /JS (a) >>")),
        "contient un programme",
    ),
    "un PDF dont on brouille les objets": (
        "a.pdf",
        fichiers.pdf(fin=fichiers.objets_compresses(b"x", b"/DecodeParms << /Predictor 11 >>")),
        "abîmé",
    ),
    "un PDF aux objets illisibles": (
        "a.pdf",
        fichiers.pdf(fin=b"9 0 obj << /Type /ObjStm >>\nstream\nnon\nendstream"),
        "abîmé",
    ),
    "un PDF qui écarte ses objets": (
        "a.pdf",
        fichiers.pdf(fin=b"<< /Type /ObjStm " + b" " * 9000 + b">>\nstream\nnon\nendstream"),
        "abîmé",
    ),
    "un PDF bombe": (
        "a.pdf",
        fichiers.pdf(fin=fichiers.objets_compresses(b" " * 60 * Mo)),
        "place démesurée",
    ),
    "un PDF qui lance une application": (
        "a.pdf",
        fichiers.pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
        "lance une application",
    ),
    "un PDF et ses fichiers joints": (
        "a.pdf",
        fichiers.pdf(b"/Names << /EmbeddedFiles 6 0 R >>"),
        "Déposez-les à part",
    ),
}


@pytest.mark.parametrize("cas", HOSTILES)
def test_un_depot_hostile_se_refuse_en_disant_quoi_faire(cas):
    nom, contenu, attendu = HOSTILES[cas]
    assert attendu in refus(nom, contenu)


def test_un_fichier_de_zero_octet_se_refuse():
    for extension in DOCUMENTS:
        assert "vide (0 octet)" in refus(f"a.{extension}", b"")


def test_un_nom_a_cheval_sur_deux_morceaux_se_trouve_quand_meme(monkeypatch):
    mal = fichiers.pdf(b"/OpenAction << /S /JavaScript >>")
    for taille in range(40, 90):
        monkeypatch.setattr("qualepref.socle.fichiers.pdf.MORCEAU", taille)
        assert "programme" in refus("a.pdf", mal)


def test_un_fichier_trop_gros_se_dit_avant_d_etre_lu():
    with pytest.raises(ValidationError, match="dépasse 1 Mo"):
        verifier_piece(SimpleUploadedFile("a.txt", b"a" * (Mo + 1)), DOCUMENTS, taille_max=Mo)


@pytest.mark.parametrize(
    ("recu", "garde"),
    [
        ("lettre.pdf", "lettre.pdf"),
        ("../../etc/lettre.pdf", "lettre.pdf"),
        ("C:\\dossier\\lettre.pdf", "lettre.pdf"),
        ("a\x00b\r\nc\x1b.pdf", "abc.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("a\u200b\u2066\ufeff.pdf", "a.pdf"),
        ("facture.exe.pdf", "facture_exe.pdf"),
        ("note.HTML.docx", "note_HTML.docx"),
        ("v1.2 du 3.4.pdf", "v1.2 du 3.4.pdf"),
        ("é" * 300 + ".pdf", "é" * 188 + "….pdf"),
        ("a" * 300, "a" * 200),
        ("...", "sans nom"),
        ("\u202e", "sans nom"),
    ],
)
def test_le_nom_garde_est_propre(recu, garde):
    assert nom_court(recu) == garde and len(garde) <= 200


def test_un_nom_a_l_envers_ne_trompe_pas_sur_le_type():
    """À l'écran « facture‮fdp.exe » se lirait « factureexe.pdf »."""
    assert extension_de("facture\u202efdp.exe") == "exe"
    assert extension_de("sans") == ""
    dit = refus("facture\u202efdp.exe", b"MZ")
    assert "« facturefdp.exe »" in dit and "\u202e" not in dit


def test_un_nom_de_trois_cents_signes_entre_raccourci():
    fichier = SimpleUploadedFile("a" * 300 + ".pdf", fichiers.pdf())
    assert verifier_piece(fichier, LETTRES) is fichier


def test_le_fichier_reste_a_son_debut():
    for nom, contenu in SAINS.items():
        fichier = SimpleUploadedFile(nom, contenu)
        assert verifier_piece(fichier, DOCUMENTS).read() == contenu


def test_cinquante_megaoctets_ne_tiennent_pas_en_memoire():
    """Archive, PDF, texte et empreinte se lisent par morceaux."""
    with TemporaryFile() as grand:
        grand.write(fichiers.pdf())
        for _ in range(50):
            grand.write(b"abcdefgh" * (Mo // 8))
        taille = grand.tell()
        tracemalloc.start()
        contenus.examiner(grand, taille, "pdf")
        contenus.examiner(grand, taille, "txt")
        sommet = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert sommet < 8 * Mo


def test_une_archive_se_mesure_par_morceaux():
    brut = fichiers.bombe(40 * Mo)
    tracemalloc.start()
    archives.examiner_archive(BytesIO(brut), len(brut), "docx")
    sommet = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sommet < 4 * Mo


def test_une_archive_de_l_ancien_temps_ou_immense_se_refuse():
    """Une archive de plus de quatre gigaoctets a une seconde fin, que rien ici n'a à lire."""
    brut = fichiers.office()
    fin = brut.rfind(b"PK\x05\x06")
    immense = brut[:fin] + b"PK\x06\x07" + bytes(16) + brut[fin:]
    with pytest.raises(FichierRefuse, match="abîmé"):
        archives.examiner_archive(BytesIO(immense), len(immense), "docx")


def test_les_listes_de_types_n_admettent_rien_qui_se_lance():
    for types in (LETTRES, RELEVES, DOCUMENTS):
        assert not {"html", "svg", "exe", "js", "zip", "docm", "xlsm"} & set(types)
