"""Taux, intervalles, masquage : les chiffres d'une enquête et ce qu'on peut en dire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquetes.depouillement import (
    Seuils,
    Taux,
    Verdict,
    evolution,
    groupes_masques,
    total,
)

EFFECTIFS = st.integers(0, 5000).flatmap(lambda n: st.builds(Taux, st.integers(0, n), st.just(n)))
TABLEAUX = st.dictionaries(st.text(max_size=3), st.integers(0, 60), max_size=8)


@pytest.mark.parametrize(
    ("favorables", "exprimees", "valeur", "net"),
    [
        (617, 747, 0.8260, 0.6519),  # Q5 du classeur Sphinx de 2022
        (221, 418, 0.5287, 0.0574),
        (0, 12, 0.0, -1.0),
        (12, 12, 1.0, 1.0),
    ],
)
def test_le_taux_se_lit_sur_les_reponses_exprimees(favorables, exprimees, valeur, net):
    taux = Taux(favorables, exprimees)
    assert taux.valeur == pytest.approx(valeur, abs=5e-5)
    assert taux.net == pytest.approx(net, abs=5e-5)


def test_sans_reponse_exprimee_il_n_y_a_pas_de_taux():
    assert Taux().valeur is Taux().net is Taux().intervalle is None


@pytest.mark.parametrize("favorables, exprimees", [(5, 4), (-1, 4)])
def test_un_taux_impossible_est_refuse(favorables, exprimees):
    with pytest.raises(ValueError, match="exprimées"):
        Taux(favorables, exprimees)


# Newcombe 1998, « Two-sided confidence intervals for the single proportion », tableau I, méthode 3.
@pytest.mark.parametrize(
    ("favorables", "exprimees", "bas", "haut"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_l_intervalle_est_celui_de_wilson(favorables, exprimees, bas, haut):
    obtenu = Taux(favorables, exprimees).intervalle
    assert obtenu.bas == pytest.approx(bas, abs=5e-5)
    assert obtenu.haut == pytest.approx(haut, abs=5e-5)


# Newcombe 1998, « Interval estimation for the difference », tableau II, méthode 10.
@pytest.mark.parametrize(
    ("apres", "avant", "bas", "haut"),
    [
        (Taux(56, 70), Taux(48, 80), 0.0524, 0.3339),
        (Taux(9, 10), Taux(3, 10), 0.1705, 0.8090),
        (Taux(6, 7), Taux(2, 7), 0.0582, 0.8062),
        (Taux(5, 56), Taux(0, 29), -0.0381, 0.1926),
        (Taux(10, 10), Taux(0, 20), 0.6791, 1.0),
        (Taux(10, 10), Taux(0, 10), 0.6075, 1.0),
    ],
)
def test_l_evolution_a_l_intervalle_de_newcombe(apres, avant, bas, haut):
    obtenue = evolution(avant, apres)
    assert obtenue.difference == pytest.approx(apres.valeur - avant.valeur)
    assert obtenue.intervalle.bas == pytest.approx(bas, abs=5e-5)
    assert obtenue.intervalle.haut == pytest.approx(haut, abs=5e-5)


def test_une_evolution_que_le_hasard_explique_n_est_pas_nette():
    assert not evolution(Taux(75, 100), Taux(78, 100)).est_nette
    assert evolution(Taux(750, 1000), Taux(830, 1000)).est_nette
    assert evolution(Taux(830, 1000), Taux(750, 1000)).est_nette
    assert evolution(Taux(), Taux(3, 4)) is None


@pytest.mark.parametrize(
    ("favorables", "exprimees", "verdict"),
    [
        (9, 9, Verdict.MASQUE),
        (10, 10, Verdict.PEU_DE_REPONSES),
        (0, 29, Verdict.PEU_DE_REPONSES),
        (22, 30, Verdict.SOUS_LE_SEUIL),
        (23, 30, Verdict.ATTEINT),
        (30, 40, Verdict.ATTEINT),  # 75 % tout juste
        (299, 400, Verdict.SOUS_LE_SEUIL),
    ],
)
def test_le_verdict_attend_assez_de_reponses(favorables, exprimees, verdict):
    assert Taux(favorables, exprimees).verdict(exprimees, Seuils()) is verdict


def test_le_verdict_compte_des_personnes_et_non_des_reponses():
    """Douze personnes qui répondent à trois questions ne font pas un verdict."""
    assert Taux(10, 36).verdict(12, Seuils()) is Verdict.PEU_DE_REPONSES
    assert Taux(3, 12).verdict(4, Seuils()) is Verdict.MASQUE
    assert Taux().verdict(0, Seuils()) is Verdict.SANS_REPONSE


def test_un_theme_additionne_avant_de_diviser():
    """Q5 et Q6 : 80,94 % ; la moyenne des deux taux dirait 80,93 %."""
    assert total([Taux(617, 747), Taux(585, 738)]) == Taux(1202, 1485)


@pytest.mark.parametrize(
    ("effectifs", "caches"),
    [
        ({"A": 95, "B": 40}, set()),
        ({"A": 95, "B": 40, "C": 5}, {"B", "C"}),  # C seul se lirait par soustraction
        ({"A": 95, "B": 6, "C": 5}, {"B", "C"}),
        ({"A": 95, "B": 40, "C": 3, "D": 4}, {"B", "C", "D"}),  # 7 réponses se devineraient
        ({"A": 95, "B": 40, "C": 0}, set()),
        ({"A": 4}, {"A"}),
        ({}, set()),
    ],
)
def test_ce_qui_est_masque_ne_se_retrouve_pas_par_soustraction(effectifs, caches):
    assert groupes_masques(effectifs, 10) == caches


def test_un_groupe_deja_cache_en_cache_un_autre():
    assert groupes_masques({"A": 95, "B": 40, "C": 20}, 10, {"B"}) == {"B", "C"}


@given(TABLEAUX)
def test_les_groupes_caches_ne_se_devinent_jamais(effectifs):
    caches = groupes_masques(effectifs, 10)
    montres = {nom: nombre for nom, nombre in effectifs.items() if nom not in caches and nombre}
    assert all(nombre >= 10 for nombre in montres.values())
    if caches and montres:
        assert len(caches) > 1 and sum(effectifs[nom] for nom in caches) >= 10


@given(EFFECTIFS)
def test_l_intervalle_contient_le_taux_et_tient_entre_zero_et_un(taux):
    if taux.exprimees:
        assert 0 <= taux.intervalle.bas <= taux.valeur <= taux.intervalle.haut <= 1


@given(EFFECTIFS, EFFECTIFS)
def test_l_evolution_retournee_change_de_signe(un, deux):
    aller, retour = evolution(un, deux), evolution(deux, un)
    if aller is not None:
        assert aller.difference == pytest.approx(-retour.difference)
        assert aller.intervalle.bas == pytest.approx(-retour.intervalle.haut)
        assert aller.intervalle.bas <= aller.difference <= aller.intervalle.haut
