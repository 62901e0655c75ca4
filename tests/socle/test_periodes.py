"""Périodes civiles : lecture, bornes et suite."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.periodes import Genre, Periode, PeriodeIllisible, periodes_entre

jours = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))
genres = st.sampled_from(Genre)


@pytest.mark.parametrize(
    ("cle", "debut", "fin"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-S1", date(2022, 1, 1), date(2022, 6, 30)),
        ("2022-S2", date(2022, 7, 1), date(2022, 12, 31)),
        ("2022-T1", date(2022, 1, 1), date(2022, 3, 31)),
        ("2022-T4", date(2022, 10, 1), date(2022, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-12", date(2022, 12, 1), date(2022, 12, 31)),
    ],
)
def test_une_cle_dit_ses_deux_bornes(cle, debut, fin):
    periode = Periode.lire(cle)
    assert (periode.debut, periode.fin, periode.cle) == (debut, fin, cle)


@pytest.mark.parametrize(
    "cle", ["", "22", "2022-T5", "2022-T0", "2022-S3", "2022-13", "2022-3", "2022-T04", "T4 2022"]
)
def test_une_cle_illisible_est_refusee_avec_des_exemples(cle):
    with pytest.raises(PeriodeIllisible, match="écrire 2022, 2022-S1, 2022-T4 ou 2022-03"):
        Periode.lire(cle)


@given(jours, genres)
def test_tout_jour_est_dans_sa_periode_et_la_cle_se_relit(jour, genre):
    periode = Periode.contenant(jour, genre)
    assert periode.debut <= jour <= periode.fin
    assert Periode.lire(periode.cle) == periode
    assert periode.suivante.debut == periode.fin + timedelta(days=1)


@pytest.mark.parametrize(
    ("genre", "cles"),
    [
        (Genre.ANNEE, ["2021", "2022"]),
        (Genre.TRIMESTRE, ["2021-T4", "2022-T1", "2022-T2"]),
        (Genre.MOIS, ["2021-12", "2022-01", "2022-02", "2022-03", "2022-04"]),
    ],
)
def test_les_periodes_entamees_par_l_intervalle_sont_toutes_la(genre, cles):
    periodes = periodes_entre(date(2021, 12, 31), date(2022, 4, 1), genre)
    assert [periode.cle for periode in periodes] == cles


def test_un_intervalle_a_l_envers_n_a_pas_de_periode():
    assert periodes_entre(date(2022, 4, 1), date(2022, 3, 1), Genre.MOIS) == []
