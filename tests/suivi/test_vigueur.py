"""Trous et chevauchements entre les règles d'un même cas."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suivi.delais.vigueur import Vigueur, defauts

JANVIER, MARS, JUIN, AOUT = (date(2022, mois, 1) for mois in (1, 3, 6, 8))
VEILLE = timedelta(days=1)


def vigueur(cle, depuis, jusqua=None, cas="courriel"):
    return Vigueur(cas, cle, depuis, jusqua)


@pytest.mark.parametrize(
    "regles",
    [
        [],
        [vigueur("a", JANVIER)],
        [vigueur("a", JANVIER, MARS - VEILLE), vigueur("b", MARS)],
        [vigueur("b", MARS), vigueur("a", JANVIER, MARS - VEILLE)],
        [vigueur("a", JANVIER), vigueur("b", JANVIER, cas="courrier")],
        [vigueur("a", JANVIER, JANVIER), vigueur("b", JANVIER + VEILLE)],
    ],
)
def test_des_regles_qui_se_suivent_n_ont_pas_de_defaut(regles):
    assert defauts(regles) == []


def test_deux_regles_sans_fin_se_chevauchent_sans_fin():
    [defaut] = defauts([vigueur("b", MARS), vigueur("a", JANVIER)])
    assert (defaut.cles, defaut.du, defaut.au) == (("a", "b"), MARS, None)
    assert not defaut.est_un_trou


def test_un_seul_jour_commun_suffit():
    [defaut] = defauts([vigueur("a", JANVIER, MARS), vigueur("b", MARS, JUIN)])
    assert (defaut.du, defaut.au, defaut.est_un_trou) == (MARS, MARS, False)


def test_une_regle_dans_une_autre():
    [defaut] = defauts([vigueur("a", JANVIER, AOUT), vigueur("b", MARS, JUIN)])
    assert (defaut.du, defaut.au) == (MARS, JUIN)


def test_un_trou_se_dit_avec_ses_bornes():
    [defaut] = defauts([vigueur("a", JANVIER, MARS), vigueur("b", JUIN)])
    assert defaut.est_un_trou and defaut.cles == ("a", "b")
    assert (defaut.du, defaut.au) == (MARS + VEILLE, JUIN - VEILLE)


def test_une_regle_courte_au_milieu_ne_cree_pas_de_trou():
    """« b » finit tôt, mais « a » couvre encore."""
    regles = [vigueur("a", JANVIER, JUIN), vigueur("b", MARS, MARS), vigueur("c", JUIN + VEILLE)]
    assert [defaut.est_un_trou for defaut in defauts(regles)] == [False]


def test_trois_regles_le_meme_jour_font_trois_paires():
    assert len(defauts([vigueur(cle, JANVIER) for cle in "abc"])) == 3


JOURS = st.integers(min_value=0, max_value=30).map(lambda n: JANVIER + timedelta(days=n))
REGLES = st.lists(
    st.tuples(JOURS, st.none() | st.integers(min_value=0, max_value=12)), min_size=1, max_size=5
)


@given(REGLES)
def test_jour_par_jour_c_est_le_meme_compte(tirees):
    """Contre une lecture naïve : chaque jour, combien de règles valent."""
    regles = [
        vigueur(f"r{n}", depuis, None if duree is None else depuis + timedelta(days=duree))
        for n, (depuis, duree) in enumerate(tirees)
    ]
    trouves = defauts(regles)
    premier, dernier = min(r.depuis for r in regles), max(r.depuis for r in regles)
    for ecart in range((dernier - premier).days + 1):
        jour = premier + timedelta(days=ecart)
        valent = sum(vaut(r.depuis, r.jusqua, jour) for r in regles)
        dits = [d for d in trouves if vaut(d.du, d.au, jour)]
        assert sum(d.est_un_trou for d in dits) == (valent == 0)
        assert sum(not d.est_un_trou for d in dits) == valent * (valent - 1) // 2


def vaut(depuis, jusqua, jour):
    return depuis <= jour and (jusqua is None or jour <= jusqua)
