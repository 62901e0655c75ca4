"""Dates, listes et espaces insécables."""

from datetime import date

import pytest

from qualepref.socle.typographie import (
    date_en_lettres,
    enumerer,
    insecables,
    jour_de_semaine,
    morceaux,
    suite_en_lettres,
    suites,
)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Délai : 5 jours", "Délai\u00a0: 5 jours"),
        ("« pont » ; 82 %", "«\u00a0pont\u00a0»\u00a0; 82\u00a0%"),
        ("Vraiment ? Oui !", "Vraiment\u00a0? Oui\u00a0!"),
        ("à 12:30, sans espace", "à 12:30, sans espace"),
    ],
)
def test_les_espaces_de_la_ponctuation_double_sont_insecables(texte, attendu):
    assert insecables(texte) == attendu


@pytest.mark.parametrize(
    ("elements", "attendu"), [("a", "a"), ("ab", "a et b"), ("abc", "a, b et c")]
)
def test_une_liste_finit_par_et(elements, attendu):
    assert enumerer(elements) == attendu


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2022, 3, 5), "samedi 5 mars 2022"),
        (date(2022, 5, 1), "dimanche 1er mai 2022"),
        (date(2022, 8, 11), "jeudi 11 août 2022"),
    ],
)
def test_une_date_s_ecrit_en_toutes_lettres(jour, attendu):
    assert date_en_lettres(jour) == attendu
    assert attendu.startswith(jour_de_semaine(jour))


@pytest.mark.parametrize(
    ("premier", "dernier", "attendu"),
    [
        (date(2022, 5, 1), date(2022, 5, 1), "1er mai"),
        (date(2022, 3, 5), date(2022, 3, 6), "5 et 6 mars"),
        (date(2021, 7, 31), date(2021, 8, 1), "31 juillet et 1er août"),
        (date(2022, 12, 26), date(2022, 12, 30), "du 26 au 30 décembre"),
        (date(2022, 12, 30), date(2023, 1, 2), "du 30 décembre au 2 janvier"),
    ],
)
def test_des_jours_qui_se_suivent_s_ecrivent_ensemble(premier, dernier, attendu):
    jours = [date.fromordinal(o) for o in range(premier.toordinal(), dernier.toordinal() + 1)]
    assert suites(jours) == [jours]
    assert suite_en_lettres(jours) == attendu


def test_un_trou_coupe_la_suite():
    jours = [date(2022, 3, 5), date(2022, 3, 6), date(2022, 3, 8)]
    assert suites(jours) == [jours[:2], jours[2:]]


def test_un_texte_saisi_se_decoupe_en_paragraphes_et_listes():
    texte = "Trois faits :\n- un\n– deux\n\nPuis la suite\nsur deux lignes, -3 compris."
    assert morceaux(texte) == [
        (False, ["Trois faits :"]),
        (True, ["un", "deux"]),
        (False, ["Puis la suite", "sur deux lignes, -3 compris."]),
    ]
    assert morceaux("") == []
