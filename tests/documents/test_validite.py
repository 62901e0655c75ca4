"""Ce que vaut un document un jour donné."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.circuit import ARCHIVE, EN_PREPARATION, EN_VIGUEUR
from documents.validite import (
    A_REVISER,
    CADUC,
    Echeances,
    Periode,
    debut_du_preavis,
    en_vigueur_au,
    jours_de_rappel,
    prochaine_revue,
    proposer_caducite,
    situation,
)

LE = date(2022, 12, 31)
VEILLE, LENDEMAIN = LE - timedelta(days=1), LE + timedelta(days=1)
JOURS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("caducite", "preavis", "revue", "attendue"),
    [
        (None, None, None, EN_VIGUEUR),
        (VEILLE, None, None, CADUC),
        (LE, None, None, EN_VIGUEUR),  # le jour même, il vaut encore
        (LENDEMAIN, LE, None, A_REVISER),
        (LENDEMAIN, LENDEMAIN, None, EN_VIGUEUR),
        (None, None, VEILLE, A_REVISER),
        (None, None, LE, EN_VIGUEUR),  # relire ce jour-là, c'est à temps
        (VEILLE, None, VEILLE, CADUC),
    ],
)
def test_la_situation_d_un_document_en_vigueur(caducite, preavis, revue, attendue):
    assert situation(EN_VIGUEUR, Echeances(caducite, preavis, revue), LE) == attendue


@pytest.mark.parametrize("etat", sorted({*EN_PREPARATION, ARCHIVE}))
def test_hors_vigueur_les_dates_ne_disent_rien(etat):
    assert situation(etat, Echeances(VEILLE, VEILLE, VEILLE), LE) == etat


@pytest.mark.parametrize(
    ("effet", "mois", "attendue"),
    [
        (date(2022, 1, 31), 1, date(2022, 2, 28)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2022, 3, 5), 36, date(2025, 3, 5)),
        (date(2022, 3, 5), None, None),
        (None, 12, None),
    ],
)
def test_la_caducite_se_propose_d_apres_la_validite_du_type(effet, mois, attendue):
    assert proposer_caducite(effet, mois) == attendue


@pytest.mark.parametrize(
    ("effet", "relecture", "mois", "attendue"),
    [
        (date(2022, 1, 1), None, 12, date(2023, 1, 1)),
        (date(2022, 1, 1), date(2022, 6, 15), 12, date(2023, 6, 15)),
        (None, date(2022, 6, 15), 3, date(2022, 9, 15)),
        (date(2022, 1, 1), None, None, None),
        (None, None, 12, None),
    ],
)
def test_la_relecture_se_compte_de_la_derniere(effet, relecture, mois, attendue):
    assert prochaine_revue(effet, relecture, mois) == attendue


def test_la_caducite_s_annonce_au_preavis():
    assert debut_du_preavis(LE, 90) == date(2022, 10, 2)
    assert debut_du_preavis(LE, 0) == LE
    assert debut_du_preavis(None, 90) is None


@pytest.mark.parametrize(
    ("preavis", "attendus"),
    [(90, [90, 30, 7]), (30, [30, 7]), (10, [30, 10, 7]), (0, [30, 7])],
)
def test_on_rappelle_au_preavis_puis_a_30_et_7_jours(preavis, attendus):
    assert jours_de_rappel(preavis) == attendus


PERIODES = [
    Periode(1, date(2020, 1, 1), date(2021, 5, 31)),
    Periode(2, date(2021, 6, 1), date(2022, 2, 14)),
    Periode(3, date(2022, 4, 1)),
    Periode(4, None),
]


@pytest.mark.parametrize(
    ("le", "numero"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), 1),
        (date(2021, 5, 31), 1),
        (date(2021, 6, 1), 2),
        (date(2022, 3, 1), None),
        (date(2030, 1, 1), 3),
    ],
)
def test_la_version_en_vigueur_a_une_date(le, numero):
    assert en_vigueur_au(PERIODES, le) == numero


@given(caducite=st.none() | JOURS, preavis=st.integers(0, 365), revue=st.none() | JOURS, le=JOURS)
def test_le_temps_ne_rajeunit_pas_un_document(caducite, preavis, revue, le):
    rangs = [EN_VIGUEUR, A_REVISER, CADUC]
    echeances = Echeances(caducite, debut_du_preavis(caducite, preavis), revue)
    aujourdhui = situation(EN_VIGUEUR, echeances, le)
    demain = situation(EN_VIGUEUR, echeances, le + timedelta(days=1))
    assert rangs.index(demain) >= rangs.index(aujourdhui)
