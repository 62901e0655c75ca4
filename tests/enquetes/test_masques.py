"""Ce qui se masque : rien ne se retrouve en combinant les sommes, vérifié par un autre calcul."""

import random
import time

import numpy
import pytest

from enquetes.depouillement import groupes_masques
from enquetes.resultats.combinaisons import reduire
from enquetes.resultats.masques import ENSEMBLE, Case, Tableau, cases_masquees

MONTRER = 10


def tableau(personnes, themes=None, caches=()):
    """Les personnes d'un thème : celles de sa question la plus répondue, si on ne les dit pas."""
    themes = themes or {}
    groupes = next(iter(personnes.values()))
    des_themes = {
        theme: {g: max(personnes[q].get(g, 0) for q in questions) for g in groupes}
        for theme, questions in themes.items()
        if theme not in personnes
    }
    return Tableau(personnes | des_themes, themes, MONTRER, frozenset(caches))


def test_sous_dix_personnes_le_chiffre_se_masque_et_son_theme_ne_le_trahit_pas():
    exprimees = {1: {ENSEMBLE: 50}, 2: {ENSEMBLE: 40}, 3: {ENSEMBLE: 6}}
    caches = cases_masquees(tableau(exprimees, {"t": [1, 2, 3]}))
    assert caches == {Case(3, ENSEMBLE), Case(2, ENSEMBLE)}


def test_un_groupe_cache_n_est_pas_trahi_par_l_ensemble():
    exprimees = {1: {ENSEMBLE: 66, "a": 40, "b": 20, "c": 6}}
    assert cases_masquees(tableau(exprimees)) == {Case(1, "c"), Case(1, "b")}


def test_un_theme_de_peu_de_personnes_se_masque_meme_avec_douze_reponses():
    exprimees = {1: {ENSEMBLE: 6}, 2: {ENSEMBLE: 6}}
    assert Case("t", ENSEMBLE) in cases_masquees(tableau(exprimees, {"t": [1, 2]}))


def test_douze_personnes_font_un_theme_de_deux_questions_masquees():
    exprimees = {1: {ENSEMBLE: 6}, 2: {ENSEMBLE: 6}, "t": {ENSEMBLE: 12}}
    assert Case("t", ENSEMBLE) not in cases_masquees(tableau(exprimees, {"t": [1, 2]}))


def test_une_case_vide_d_un_groupe_lisible_se_dit_vide():
    assert not cases_masquees(tableau({1: {ENSEMBLE: 40, "a": 40, "b": 0}}))


def test_une_case_vide_d_un_groupe_cache_se_cache():
    exprimees = {1: {ENSEMBLE: 60, "a": 40, "b": 20, "c": 0}}
    assert Case(1, "c") in cases_masquees(tableau(exprimees, caches="bc"))


def test_l_ensemble_se_cache_pareil_quel_que_soit_l_axe():
    """Sinon un axe montrerait ce que l'autre cache."""
    seul = {1: {ENSEMBLE: 50}, 2: {ENSEMBLE: 40}, 3: {ENSEMBLE: 12}}
    ventile = {
        1: {ENSEMBLE: 50, "a": 47, "b": 3},
        2: {ENSEMBLE: 40, "a": 36, "b": 4},
        3: {ENSEMBLE: 12, "a": 7, "b": 5},
    }
    themes = {"t": [1, 2, 3]}
    ensemble = {c for c in cases_masquees(tableau(ventile, themes)) if c.groupe == ENSEMBLE}
    assert ensemble == cases_masquees(tableau(seul, themes)) == frozenset()


def test_trois_sommes_qui_se_combinent_ne_rendent_rien():
    """Aucune somme n'a une seule inconnue, mais (a + b) + (c + d) - (a + b + c) donne d."""
    sommes = [
        {"a": 1, "b": 1, "s": -1},
        {"c": 1, "d": 1, "t": -1},
        {"a": 1, "b": 1, "c": 1, "u": -1},
    ]
    lignes = reduire(sommes, frozenset("abcd"))
    seules = [ligne for ligne in lignes if len(set(ligne) & set("abcd")) == 1]
    assert {next(iter(set(ligne) & set("abcd"))) for ligne in seules} == {"c", "d"}


# --- Des centaines de tableaux --------------------------------------------------------------------


def tirer(hasard, questions=4, groupes=5, themes=2):
    tailles = {groupe: hasard.choice([0, 2, 5, 9, 12, 40, 90]) for groupe in range(groupes)}
    personnes = {q: {g: hasard.randint(0, n) for g, n in tailles.items()} for q in range(questions)}
    for comptes in personnes.values():
        comptes[ENSEMBLE] = sum(comptes.values())
    dedans = {
        f"t{t}": [q for q in personnes if q % themes == t] for t in range(min(themes, questions))
    }
    return tableau(personnes, dedans, groupes_masques(tailles, MONTRER))


def vecteur(tableau, case):
    """La case comme somme d'atomes (question, groupe) : un autre calcul que celui qui masque."""
    atomes = [(q, g) for q in tableau.personnes if q not in tableau.themes for g in tableau.groupes]
    questions = tableau.themes.get(case.ligne, [case.ligne])
    groupes = tableau.groupes if case.groupe == ENSEMBLE else [case.groupe]
    return [int(q in questions and g in groupes) for q, g in atomes]


def rang(vecteurs):
    return int(numpy.linalg.matrix_rank(numpy.array(vecteurs))) if vecteurs else 0


def toutes(tableau):
    return [Case(x, g) for x in tableau.personnes for g in (*tableau.groupes, ENSEMBLE)]


def test_aucune_case_cachee_n_est_l_unique_solution_des_sommes():
    hasard, pesees = random.Random(2022), 0
    for _ in range(300):
        un = tirer(hasard, hasard.randint(1, 5), hasard.randint(2, 6), hasard.randint(1, 2))
        caches = cases_masquees(un)
        visibles = [vecteur(un, case) for case in toutes(un) if case not in caches]
        tient = rang(visibles)
        for case in filter(un.nombre, caches):
            pesees += 1
            assert rang([*visibles, vecteur(un, case)]) == tient + 1, (un, case)
    assert pesees > 1000


@pytest.mark.parametrize("graine", range(50))
def test_ce_qui_manque_a_une_somme_lisible_compte_assez_de_personnes(graine):
    un = tirer(random.Random(graine), questions=3, groupes=6, themes=1)
    caches = cases_masquees(un)
    for ligne in un.personnes:
        manquent = [Case(ligne, g) for g in un.groupes if Case(ligne, g) in caches]
        if Case(ligne, ENSEMBLE) not in caches and manquent:
            nombre = sum(un.nombre(case) for case in manquent)
            assert nombre == 0 or nombre >= MONTRER
    assert all(
        un.nombre(case) >= MONTRER for case in toutes(un) if case not in caches and un.nombre(case)
    )


def test_vingt_cinq_questions_et_quarante_groupes_en_moins_d_une_seconde():
    un = tirer(random.Random(1), questions=25, groupes=40, themes=1)
    debut = time.process_time()
    assert cases_masquees(un)
    assert time.process_time() - debut < 1
