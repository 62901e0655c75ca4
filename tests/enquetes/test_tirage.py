"""Le tirage au hasard : refait à l'identique, sans biais, sans reprendre les mêmes."""

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquetes.echantillons.tirage import rang, tirer, tirer_par_strate

PAGES = [f"page-{rang}" for rang in range(40)]


def test_le_tirage_se_refait_dans_n_importe_quel_ordre():
    assert tirer(PAGES, 10, "2022-T3") == tirer(reversed(PAGES), 10, "2022-T3")
    assert tirer(PAGES, 10, "2022-T3") != tirer(PAGES, 10, "2022-T4")


def test_le_rang_se_verifie_a_la_main():
    assert rang("2022-T3", "2022-0815") == sha256(b"2022-T3:2022-0815").hexdigest()


def test_tout_est_pris_quand_il_y_a_moins_que_la_taille():
    assert sorted(tirer(PAGES[:3], 10, "g")) == PAGES[:3]
    assert tirer([], 10, "g") == []


def test_un_echantillon_vide_est_refuse():
    with pytest.raises(ValueError, match="au moins un"):
        tirer(PAGES, 0, "g")


def test_les_pages_des_derniers_controles_attendent_leur_tour():
    avant = tirer(PAGES, 10, "2022-T1")
    ensuite = tirer(PAGES, 10, "2022-T2", recents=avant)
    assert not set(avant) & set(ensuite)
    assert len(tirer(avant, 10, "2022-T3", recents=avant)) == 10


def test_chaque_strate_a_son_echantillon():
    tirage = tirer_par_strate({"courriel": PAGES, "courrier": PAGES[:4], "vide": []}, 10, "g")
    assert {strate: len(cles) for strate, cles in tirage.items()} == {"courriel": 10, "courrier": 4}


def test_chaque_element_a_la_meme_chance():
    """2 000 tirages de 10 parmi 40 : chacun sort 500 fois, à cinq écarts types près (97)."""
    sorties = Counter(cle for graine in range(2000) for cle in tirer(PAGES, 10, str(graine)))
    assert all(abs(sorties[cle] - 500) < 97 for cle in PAGES)


@given(st.sets(st.text(max_size=5)), st.integers(1, 20), st.text(max_size=5))
def test_un_echantillon_est_dans_la_population_sans_doublon(population, taille, graine):
    tires = tirer(population, taille, graine)
    assert len(tires) == len(set(tires)) == min(taille, len(population))
    assert set(tires) <= population
