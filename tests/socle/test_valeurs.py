"""Textes, nombres, durées, oui ou non, cases cochées."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.lecture.cellules import ErreurExcel
from qualepref.socle.lecture.valeurs import (
    ValeurRefusee,
    est_absence,
    lire_case,
    lire_duree,
    lire_nombre,
    lire_oui_non,
    lire_texte,
    normaliser,
)

ABSENCES = [
    *("", "  ", "\u00a0", "-", "--", "–", "—", "en cours", "En attente", "à traiter", "A TRAITER"),
    *("néant", "Neant", "sans réponse", "non communiquée", "non communiqué", "RAS", "ras.", "nc"),
    *("NC", "n.c.", "N.C", "ND", "jamais", " En  cours "),
]
valeurs_quelconques = st.one_of(
    *(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
        st.dates(),
    ),
    *(st.datetimes(), st.times(), st.timedeltas(), st.text(max_size=8).map(ErreurExcel)),
)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("ACCUEIL  GÉNÉRAL ", "accueil general"),
        ("Accueil\u00a0général", "accueil general"),
        ("Date\nd’arrivée", "date d'arrivee"),
        ("Œuvre — \u202fsuite", "oeuvre - suite"),
        ("re\u00adnou\u200bvelé\ufeff", "renouvele"),
        ("N°", "n°"),
        ("", ""),
    ],
)
def test_deux_ecritures_d_un_meme_texte_se_valent(texte, attendu):
    assert normaliser(texte) == attendu
    assert normaliser(normaliser(texte)) == attendu


@pytest.mark.parametrize("mention", [None, *ABSENCES])
def test_une_mention_d_absence_vaut_une_cellule_vide(mention):
    assert est_absence(mention)
    assert lire_nombre(mention) is None
    assert lire_duree(mention) is None
    assert lire_oui_non(mention) is None
    assert lire_case(mention) is False


@pytest.mark.parametrize(
    "valeur",
    [0, False, "0", "non", "rien", "en cours de route", "nc 12", "?", "x", ErreurExcel("#N/A")],
)
def test_le_reste_n_est_pas_une_absence(valeur):
    assert not est_absence(valeur)


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        *((None, ""), ("  ", ""), (5, "5"), (5.5, "5,5"), (True, "oui"), (False, "non")),
        ("  deux \u00a0 mots\n", "deux mots"),
        (date(2022, 1, 3), "03/01/2022"),
        (datetime(2022, 1, 3), "03/01/2022"),
        (datetime(2022, 1, 3, 14, 5), "03/01/2022 14:05"),
        (time(2, 5), "02:05:00"),
        (ErreurExcel("#N/A"), "#N/A"),
    ],
)
def test_une_valeur_se_montre_en_texte(valeur, attendu):
    assert lire_texte(valeur) == attendu


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        *((0, 0), ("0", 0), (12, 12), (0.932, 0.932), ("-5", -5), ("+5", 5)),
        *(("134 357", 134357), ("134\u202f357", 134357), ("134\u00a0357", 134357)),
        *(("1'234", 1234), ("1.234.567", 1234567), ("1 234,56", 1234.56), ("1.234,5", 1234.5)),
        *(("1,234.5", 1234.5), ("12.5", 12.5), ("12,5", 12.5), ("1,0", 1.0)),
        *(("93,2 %", 0.932), ("93,2\u00a0%", 0.932), ("100%", 1.0), ("0 %", 0.0)),
        *(("02:05", 125), ("1:02:05", 3725), (time(0, 2, 5), 125), (timedelta(minutes=2), 120)),
        *(("non mesuré", None), ("Non mesurée", None), ("nc", None)),
        *(("n/c", None), ("N/A", None), ("NR", None), ("/", None), ("?", None)),
        *(("non renseigné", None), ("Non disponible", None), ("données indisponibles", None)),
    ],
)
def test_un_nombre_s_ecrit_de_plusieurs_facons(valeur, attendu):
    lu = lire_nombre(valeur)
    assert lu == attendu
    assert (lu is None) == (attendu is None), "zéro est une mesure"


@pytest.mark.parametrize(
    "valeur",
    [
        *("abc", "12 jours", "12/01/2022", "1 2,3,4", True, date(2022, 1, 1), ErreurExcel("#N/A")),
        *("%", "5 %%", "12:99"),
    ],
)
def test_ce_qui_n_est_pas_un_nombre_est_refuse(valeur):
    with pytest.raises(ValeurRefusee) as refus:
        lire_nombre(valeur)
    assert refus.value.code == "nombre_illisible"
    assert lire_texte(valeur) in str(refus.value).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("valeur", "secondes"),
    [
        *(("02:05", 125), ("0:45", 45), ("100:00", 6000), ("1:02:05", 3725), (125, 125)),
        *((124.6, 125), (time(0, 2, 5), 125), (timedelta(seconds=125), 125)),
        (time(2, 5), 125),  # « 02:05 » tapé dans un tableur y devient 2 h 05
        (timedelta(hours=26, minutes=5), 1565),
        (time(1, 2, 5), 3725),
        ("non mesuré", None),
    ],
)
def test_une_duree_se_lit_en_secondes(valeur, secondes):
    assert lire_duree(valeur) == secondes


@pytest.mark.parametrize("valeur", ["deux minutes", "2:5", "02h05", True, date(2022, 1, 1)])
def test_une_duree_illisible_est_refusee(valeur):
    with pytest.raises(ValeurRefusee) as refus:
        lire_duree(valeur)
    assert refus.value.code == "duree_illisible"


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        *(("Oui", True), ("OUI", True), ("O", True), ("oui, mais", True), (True, True), (1, True)),
        *(("Non ", False), ("N", False), ("non", False), (False, False), (0, False), ("x", True)),
    ],
)
def test_oui_ou_non_tient_a_la_premiere_lettre(valeur, attendu):
    assert lire_oui_non(valeur) is attendu


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        *(("X", True), ("x", True), ("✓", True), ("✔", True), ("oui", True), ("O", True)),
        *((1, True), ("1", True), (True, True), ("non", False), (0, False), (False, False)),
    ],
)
def test_une_case_est_cochee_ou_non(valeur, attendu):
    assert lire_case(valeur) is attendu


@pytest.mark.parametrize(
    ("lecture", "code"), [(lire_oui_non, "oui_non_illisible"), (lire_case, "case_illisible")]
)
def test_une_reponse_inconnue_est_refusee(lecture, code):
    with pytest.raises(ValeurRefusee, match="peut-être") as refus:
        lecture("peut-être")
    assert refus.value.code == code


@pytest.mark.parametrize("lecture", [lire_nombre, lire_duree, lire_oui_non, lire_case, lire_texte])
@given(valeur=valeurs_quelconques)
def test_aucune_valeur_ne_fait_tomber_la_lecture(lecture, valeur):
    try:
        lecture(valeur)
    except ValeurRefusee as refus:
        assert str(refus)
