"""Le classeur écrit au fil de l'eau : chaque valeur y garde son genre."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES

from qualepref.socle.sorties import exports


def relire(*lignes):
    return load_workbook(BytesIO(exports.classeur(list(lignes), "Essai"))).active


@pytest.mark.parametrize("texte", ["=1+1", "=", "+33 1", "@x", "12", "  bord ", *ERROR_CODES])
def test_un_texte_reste_un_texte(texte):
    case = relire(["Titre"], [texte])["A2"]
    assert (case.value, case.data_type in "se") == (texte, True)
    assert case.data_type != "f"


@pytest.mark.parametrize("valeur", [0, 12, -1.5, 0.1, True, False])
def test_un_nombre_et_un_booleen_le_restent(valeur):
    lue = relire(["Titre"], [valeur])["A2"].value
    assert (lue, type(lue)) == (valeur, type(valeur))


@pytest.mark.parametrize("jour", [date(1900, 1, 31), date(1950, 2, 28), date(2022, 12, 31)])
def test_une_date_reste_une_date_ecrite_a_la_francaise(jour):
    case = relire(["Titre"], [jour])["A2"]
    assert (case.value.date(), case.number_format) == (jour, "DD/MM/YYYY")


def test_un_moment_est_a_l_heure_locale():
    case = relire(["Titre"], [datetime(2022, 7, 1, 22, 30, tzinfo=UTC)])["A2"]
    assert case.value == datetime(2022, 7, 2, 0, 30)


def test_un_signe_interdit_disparait_et_un_texte_trop_long_se_coupe():
    """Un objet copié d'un vieux logiciel faisait échouer tout l'export."""
    feuille = relire(["Titre"], ["avant\x0baprès"], ["é" * 40_000])
    assert feuille["A2"].value == "avantaprès"
    assert len(feuille["A3"].value) == exports.TEXTE_MAX


def test_les_genres_ne_se_melangent_pas_d_une_ligne_a_l_autre():
    lignes = [["Titre", 2022, date(2022, 1, 1)], [1, "=a", None], [date(2022, 1, 2), None, 3]]
    feuille = relire(*lignes)
    lues = [[getattr(v, "date", lambda v=v: v)() for v in ligne] for ligne in feuille.values]
    assert lues == lignes
    assert [feuille["A1"].font.b, feuille["A2"].font.b] == [True, False]
    assert feuille.freeze_panes == "A2"
