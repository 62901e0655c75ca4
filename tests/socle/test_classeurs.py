"""Lecture des classeurs : formats, valeurs, positions, et refus en français."""

import time as chronometre
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from qualepref.socle.lecture import classeurs
from qualepref.socle.lecture.cellules import NON_CALCULEE, ErreurExcel, Fusion, indice, lettre
from qualepref.socle.lecture.classeurs import ClasseurIllisible, lire
from qualepref.socle.lecture.formats import conteneurs
from tests import tableurs
from tests.attendus import ATTENDUS, CLASSEURS
from tests.tableurs import VIDE_ODS, date_ods, erreur_ods, ligne_ods, ods, texte_ods, xlsx

FEUILLE_XML = "xl/worksheets/sheet1.xml"
FIN_DE_FEUILLE = b"</sheetData></worksheet>"
CSV = "N°;Date d'arrivée;Objet\r\n1;03/01/2022;Accueil général ; été\r\n2;;«à» voir\r\n"


def seule_feuille(octets, nom="essai.xlsx"):
    (feuille,) = lire(octets, nom).feuilles
    return feuille


def refus(octets, nom="essai.xlsx"):
    with pytest.raises(ClasseurIllisible) as leve:
        lire(octets, nom)
    return str(leve.value).replace("\u00a0", " ")


# --- Classeurs réels ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nom",
    [
        "suivi-courriers-courriels-2022.xlsx",
        "suggestions-reclamations-2022.xlsx",
        "indicateurs-mensuels-2022.xlsx",
    ],
)
def test_un_classeur_reel_se_lit_feuille_par_feuille(nom):
    classeur = lire(CLASSEURS / nom)
    attendues = ATTENDUS["classeurs"][nom]["feuilles"]
    assert [feuille.nom for feuille in classeur.feuilles] == list(attendues)
    assert classeur.nom == nom and not classeur.date1904
    for feuille in classeur.feuilles:
        attendue = attendues[feuille.nom]
        derniere = max(n for numeros in attendue["ignorees"].values() for n in numeros)
        assert len(feuille.lignes) >= derniere


def test_les_lignes_ont_le_numero_du_tableur():
    feuille = lire(CLASSEURS / "suivi-courriers-courriels-2022.xlsx").feuilles[0]
    assert feuille.lignes[3][:3] == [1, date(2022, 1, 3), "courriel"]
    assert feuille.lignes[13][1] == datetime(2022, 1, 10, 11, 10)
    assert feuille.lignes[158][1] is None
    assert feuille.lignes[269][:3] == ["TOTAL", None, 260]  # le résultat de la formule


# --- Valeurs --------------------------------------------------------------------------------------


def test_les_valeurs_sont_celles_de_python():
    valeurs = [
        *(5.0, 5.5, "texte", True, date(2022, 3, 4), datetime(2022, 3, 4, 10, 11), time(2, 5)),
        *(None, "  ", timedelta(hours=30)),
    ]
    lues = seule_feuille(xlsx(valeurs)).lignes[0]
    assert lues == valeurs
    assert [type(v) for v in lues[:4]] == [int, float, str, bool]


def test_un_tableau_decale_garde_ses_positions():
    def decaler(feuille):
        feuille["B5"] = "N°"
        feuille["D7"] = 12

    feuille = seule_feuille(xlsx(retouche=decaler))
    assert feuille.valeur(4, 1) == "N°"
    assert feuille.valeur(6, 3) == 12
    assert feuille.valeur(0, 0) is None
    assert feuille.valeur(99, 0) is None and feuille.valeur(4, 99) is None


def test_lignes_colonnes_et_feuilles_masquees_se_lisent():
    classeur = Workbook()
    feuille = classeur.active
    feuille.append(["a", "b"])
    feuille.append(["c", "d"])
    feuille.row_dimensions[2].hidden = True
    feuille.column_dimensions["B"].hidden = True
    cachee = classeur.create_sheet("Cachée")
    cachee["A1"] = 1
    cachee.sheet_state = "hidden"
    visible, masquee = lire(tableurs.octets(classeur)).feuilles
    assert visible.lignes == [["a", "b"], ["c", "d"]]
    assert (visible.masquee, masquee.masquee, masquee.lignes) == (False, True, [[1]])


def test_les_fusions_sont_dites():
    octets = xlsx(["Réponse", None, None], retouche=lambda f: f.merge_cells("A1:C2"))
    assert seule_feuille(octets).fusions == (Fusion(0, 0, 1, 2),)


def test_une_erreur_de_formule_se_reconnait():
    def poser(feuille):
        for adresse, code in (("A1", "#N/A"), ("B2", "#REF!"), ("C3", "#DIV/0!")):
            feuille[adresse] = code
            feuille[adresse].data_type = "e"
        feuille["D4"] = "fin"

    lignes = seule_feuille(xlsx(retouche=poser)).lignes
    trouvees = [lignes[0][0], lignes[1][1], lignes[2][2]]
    assert trouvees == ["#N/A", "#REF!", "#DIV/0!"]
    assert all(isinstance(valeur, ErreurExcel) for valeur in trouvees)


def test_une_erreur_copiee_en_texte_se_reconnait_aussi():
    octets = b"objet;date\nPermis;#N/A\nAutre;#VALEUR!\n"
    lignes = seule_feuille(octets, "a.csv").lignes
    assert all(isinstance(ligne[1], ErreurExcel) for ligne in lignes[1:])


def avec_formule(cellule: str) -> bytes:
    def remplacer(xml):
        debut, fin = xml.index(b'<c r="B2"'), xml.index(b"</row></sheetData>")
        return xml[:debut] + cellule.encode() + xml[fin:]

    return tableurs.retoucher(xlsx(["Objet", "Date"], ["Permis", "ICI"]), FEUILLE_XML, remplacer)


@pytest.mark.parametrize(
    ("cellule", "attendue"),
    [
        ('<c r="B2"><f>A1+1</f><v>44564</v></c>', 44564),
        ('<c r="B2" t="str"><f>A1&amp;"x"</f><v>03/01/2022</v></c>', "03/01/2022"),
        ('<c r="B2" t="str"><f>IF(A1="","",1)</f><v></v></c>', None),
        ('<c r="B2" t="b"><f>A1=1</f><v>1</v></c>', True),
        ('<c r="B2" t="e"><f>NA()</f><v>#N/A</v></c>', "#N/A"),
        ('<c r="B2"><f>A1+1</f><v></v></c>', NON_CALCULEE),
        ('<c r="B2"><f>A1+1</f></c>', NON_CALCULEE),
        ('<c r="B2"><f t="shared" si="0"/><v/></c>', NON_CALCULEE),
    ],
)
def test_une_formule_vaut_son_resultat_enregistre(cellule, attendue):
    feuille = seule_feuille(avec_formule(cellule))
    assert feuille.valeur(1, 1) == attendue
    assert type(feuille.valeur(1, 1)) is type(attendue) or attendue == "#N/A"


# --- Dates de 1904 --------------------------------------------------------------------------------


def classeur_1904():
    classeur = Workbook()
    classeur.epoch = CALENDAR_MAC_1904
    classeur.active.append([datetime(2022, 1, 3, 9, 30), 43102])
    classeur.active["A1"].number_format = "dd/mm/yyyy hh:mm"
    return tableurs.octets(classeur)


def test_un_classeur_de_1904_le_dit_et_ses_dates_sont_justes():
    classeur = lire(classeur_1904())
    assert classeur.date1904
    assert classeur.feuilles[0].lignes == [[datetime(2022, 1, 3, 9, 30), 43102]]


@pytest.mark.parametrize(("ecriture", "attendu"), [(b"1", True), (b"true", True), (b"0", False)])
def test_la_base_1904_s_ecrit_de_plusieurs_facons(ecriture, attendu):
    octets = tableurs.retoucher(
        xlsx(["a"]),
        "xl/workbook.xml",
        lambda xml: xml.replace(b"<workbookPr", b'<workbookPr date1904="' + ecriture + b'"', 1),
    )
    assert lire(octets, "a.xlsx").date1904 is attendu


# --- .xls, .ods, .csv -----------------------------------------------------------------------------


def test_un_ancien_xls_se_lit_avec_sa_base_ses_erreurs_et_ses_fusions():
    classeur = lire(CLASSEURS / "ancien-format-1904.xls")
    feuille = classeur.feuilles[0]
    assert classeur.date1904
    assert feuille.lignes[3][:3] == [1, date(2022, 1, 3), "Courriel"]
    assert feuille.lignes[3][4] == date(2022, 1, 5)
    assert feuille.lignes[4][1] == 43103
    assert [feuille.lignes[i][4] for i in (5, 6)] == ["#N/A", "#DIV/0!"]
    assert isinstance(feuille.lignes[6][4], ErreurExcel)
    assert feuille.fusions == (Fusion(0, 0, 0, 5),)


def test_un_ods_se_lit_avec_ses_erreurs_ses_fusions_et_ses_repetitions():
    feuille, vide = lire(
        ods(
            ligne_ods(VIDE_ODS, repetee=2)
            + ligne_ods(
                VIDE_ODS,
                texte_ods("Réponse", 'table:number-columns-spanned="2"'),
                "<table:covered-table-cell/>",
            )
            + ligne_ods(VIDE_ODS, date_ods("2022-03-04"), erreur_ods("#N/A"))
            + ligne_ods(texte_ods("a", 'table:number-columns-repeated="3"'), repetee=2)
            + ligne_ods('<table:table-cell table:number-columns-repeated="16384"/>', repetee=99999),
            "",
        ),
        "suivi.ods",
    ).feuilles
    assert feuille.lignes[3] == [None, date(2022, 3, 4), "#N/A"]
    assert isinstance(feuille.lignes[3][2], ErreurExcel)
    assert feuille.lignes[4:] == [["a"] * 3] * 2
    assert feuille.fusions == (Fusion(2, 1, 2, 2),)
    assert vide.lignes == []


def test_un_ods_de_1904_le_dit():
    base = '<table:null-date table:date-value="1904-01-01"/>'
    assert lire(ods(ligne_ods(texte_ods("a")), avant=base), "a.ods").date1904


@pytest.mark.parametrize(
    "octets",
    [
        CSV.encode("cp1252"),
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("utf-16"),
        CSV.replace(";", "\t").encode("cp1252"),
        ("sep=;\r\n" + CSV).encode("cp1252"),
    ],
    ids=["cp1252", "utf-8", "utf-8 avec marque", "utf-16", "tabulations", "sep="],
)
def test_un_csv_se_lit_quel_que_soit_son_encodage(octets):
    feuille = seule_feuille(octets, "Accueil général.csv")
    assert feuille.nom == "Accueil général"
    assert feuille.lignes[1][:3] == ["1", "03/01/2022", "Accueil général "]
    assert feuille.lignes[2] == ["2", None, "«à» voir"]


def test_un_csv_a_virgules_et_a_guillemets():
    octets = 'N°,Objet,Usager\n1,"Carte, ""grise""\nsuite",A\n2,"b",C\n'.encode()
    assert seule_feuille(octets, "a.csv").lignes == [
        ["N°", "Objet", "Usager"],
        ["1", 'Carte, "grise"\nsuite', "A"],
        ["2", "b", "C"],
    ]


def test_un_csv_dont_les_textes_ont_des_virgules_reste_a_points_virgules():
    octets = ("a;b\n" + "9 rue Fictive, 38410 Villefontaine;x\n" * 40).encode()
    assert seule_feuille(octets, "a.csv").lignes[1] == ["9 rue Fictive, 38410 Villefontaine", "x"]


def test_un_texte_qui_commence_comme_une_image_reste_un_csv():
    assert seule_feuille(b"BM;objet\n1;2\n", "a.csv").lignes == [["BM", "objet"], ["1", "2"]]


# --- Fichiers malades -----------------------------------------------------------------------------

SAIN = xlsx(["N°", "Objet"], [1, "Permis"])


@pytest.mark.parametrize(
    ("octets", "nom", "extrait"),
    [
        (b"", "a.xlsx", "Ce fichier est vide"),
        (b" \r\n\t ", "a.csv", "Ce fichier est vide"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a.xlsx", "un document PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40, "a.xls", "une image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 40, "a.csv", "une image"),
        (b"<html><body><table></table></body></html>", "a.xls", "une page web"),
        (b'<?xml version="1.0"?><Workbook/>', "a.xls", "enregistrez-le au format .xlsx"),
        (tableurs.archive(xl__workbook_bin="x"), "a.xlsb", "binaire (.xlsb) : ouvrez-le"),
        (b"N;Objet\n1;Permis\n", "a.xlsx", "renommez-le en .csv"),
        (b"{\\rtf1 bonjour}", "a.csv", "un document texte"),
        (SAIN[: len(SAIN) // 2], "a.xlsx", "abîmé"),
        (SAIN[:30] + b"\0" * 200 + SAIN[230:], "a.xlsx", "abîmé"),
        (b"PK\x03\x04 n'importe quoi", "a.xlsx", "abîmé"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, "a.xls", "abîmé"),
        (b"\0\x01\x02\x03 binaire", "a.xlsx", "abîmé"),
        (tableurs.archive(word__document_xml="<a/>"), "a.xlsx", "un document Word"),
        (tableurs.archive(ppt__presentation_xml="<a/>"), "a.xlsx", "une présentation"),
        (tableurs.archive(photo="x"), "a.zip", "une archive compressée"),
        (ods("", genre="text"), "a.ods", "un document texte (.odt)"),
        (xlsx(), "a.xlsx", "ne contient aucune donnée"),
        (ods("", ""), "a.ods", "ne contient aucune donnée"),
        (tableurs.retoucher(SAIN, "xl/workbook.xml", lambda xml: xml[:40]), "a.xlsx", "abîmé"),
        (tableurs.retoucher(SAIN, FEUILLE_XML, lambda xml: xml[:-60]), "a.xlsx", "abîmé"),
        (tableurs.retoucher(SAIN, FEUILLE_XML, lambda xml: None), "a.xlsx", "abîmé"),
        (b'a;"b\n' + b"x" * 200_000, "a.csv", "guillemet"),
    ],
)
def test_un_fichier_malade_est_refuse_en_francais(octets, nom, extrait):
    assert extrait in refus(octets, nom)


@pytest.mark.parametrize(("valeur", "forme"), [(-1e12, "dd/mm/yyyy"), (1e12, "[h]:mm")])
def test_une_date_demesuree_ne_fait_pas_tomber_la_lecture(valeur, forme):
    """La bibliothèque s'y arrête net ; une simple faute de frappe, elle, se lit en nombre."""

    def poser(feuille):
        feuille["A1"].number_format = forme

    assert "abîmé" in refus(xlsx([valeur], retouche=poser))
    faute = xlsx([30122202], retouche=poser)
    assert type(seule_feuille(faute).valeur(0, 0)) in {int, timedelta}


def test_un_mot_de_passe_se_dit_et_se_retire():
    protege = (CLASSEURS / "protege-par-mot-de-passe.xlsx").read_bytes()
    assert "retirez le mot de passe" in refus(protege)
    chiffre = ods("", manifeste='<manifest:encryption-data manifest:checksum="x"/>')
    assert "retirez le mot de passe" in refus(chiffre, "a.ods")


def test_un_xls_protege_se_reconnait():
    """L'enregistrement FILEPASS (0x2F) ouvre un flux chiffré."""
    clair = (CLASSEURS / "ancien-format-1904.xls").read_bytes()
    page_de_code = b"\x42\x00\x02\x00\xb0\x04"
    assert clair.count(page_de_code) == 1
    assert "mot de passe" in refus(clair.replace(page_de_code, b"\x2f" + page_de_code[1:]), "a.xls")


def test_un_xls_tronque_est_abime():
    entier = (CLASSEURS / "ancien-format-1904.xls").read_bytes()
    for taille in range(600, len(entier) - 1, 400):
        assert "abîmé" in refus(entier[:taille], "a.xls")


def test_un_chemin_introuvable_est_dit(tmp_path):
    with pytest.raises(ClasseurIllisible, match="introuvable"):
        lire(tmp_path / "absent.xlsx")


def test_une_bombe_est_refusee_avant_d_etre_decompressee():
    bombe = tableurs.retoucher(SAIN, FEUILLE_XML, lambda xml: xml + b" " * 60_000_000)
    assert len(bombe) < 200_000
    assert "démesurée" in refus(bombe)


def test_une_bombe_qui_ment_sur_sa_taille_est_refusee(monkeypatch):
    """La taille annoncée dans l'archive est minorée : seule la lecture la dit."""
    monkeypatch.setattr(conteneurs, "DECOMPRESSE_MAXIMAL", 1_000_000)
    bombe = tableurs.retoucher(SAIN, FEUILLE_XML, lambda xml: xml + b" " * 2_000_000)
    with zipfile.ZipFile(BytesIO(bombe)) as archive:
        vraie = archive.getinfo(FEUILLE_XML).file_size.to_bytes(4, "little")
    menteuse = bombe.replace(vraie, (1000).to_bytes(4, "little"))
    assert menteuse != bombe
    assert "démesurée" in refus(menteuse)


@pytest.mark.parametrize(
    ("cellule", "extrait"),
    [("XFD1048576", "va jusqu'à la ligne 1048576"), ("XFD10000", "s'étend jusqu'à")],
)
def test_une_cellule_isolee_au_loin_n_epuise_pas_la_memoire(cellule, extrait):
    def poser(feuille):
        feuille["A1"] = "x"
        feuille[cellule] = "y"

    assert extrait in refus(xlsx(retouche=poser))


def test_un_ods_qui_se_repete_sans_fin_est_refuse():
    repetee = ligne_ods(texte_ods("x", 'table:number-columns-repeated="16384"'), repetee=100_000)
    assert "s'étend jusqu'à" in refus(ods(repetee), "a.ods")


def test_des_cellules_seulement_mises_en_forme_ne_comptent_pas():
    bordure = b'<row r="900000"><c r="A900000" s="0"/></row></sheetData>'
    octets = tableurs.retoucher(
        SAIN, FEUILLE_XML, lambda xml: xml.replace(b"</sheetData>", bordure)
    )
    assert len(seule_feuille(octets).lignes) == 2


def test_trop_de_lignes_se_dit(monkeypatch):
    monkeypatch.setattr(classeurs, "LIGNES_MAXIMALES", 10)
    assert "ligne 11 ; 10 lignes au plus" in refus(xlsx(*([[i] for i in range(11)])))
    assert "10 lignes au plus" in refus(b"a;b\n" * 11, "a.csv")


@pytest.mark.parametrize("graine", range(60))
def test_un_octet_change_n_echappe_jamais(graine):
    """Lu ou refusé proprement, jamais d'exception de bibliothèque."""
    position = (graine * 7919) % len(SAIN)
    abime = SAIN[:position] + bytes([SAIN[position] ^ 0xFF]) + SAIN[position + 1 :]
    try:
        lire(abime, "a.xlsx")
    except ClasseurIllisible as erreur:
        assert str(erreur)


# --- Vitesse et noms de colonnes ------------------------------------------------------------------


def test_60_000_lignes_se_lisent_en_quelques_secondes():
    lignes = "".join(
        f'<row r="{n}">'
        + "".join(
            f'<c r="{lettre(j)}{n}" t="inlineStr"><is><t>Texte {j}</t></is></c>' for j in range(12)
        )
        + "</row>"
        for n in range(1, 60_001)
    )
    octets = tableurs.retoucher(
        SAIN, FEUILLE_XML, lambda xml: xml.split(b"<row")[0] + lignes.encode() + FIN_DE_FEUILLE
    )
    debut = chronometre.perf_counter()
    lues = seule_feuille(octets).lignes
    assert chronometre.perf_counter() - debut < 15  # environ 2 s à vide
    assert len(lues) == 60_000 and lues[-1][11] == "Texte 11"


@pytest.mark.parametrize(("rang", "nom"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_les_colonnes_se_nomment_comme_dans_le_tableur(rang, nom):
    assert lettre(rang) == nom
    assert indice(nom) == rang
