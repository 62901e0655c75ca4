"""« Affichée si » : ce qu'un répondant voit, et les conditions qui ne se liraient jamais."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquetes.affichage import Condition, Posee, fautes, sachant, visibles

VENU = Posee("VENU", frozenset({"oui", "non"}))
ATTENTE = Posee("ATTENTE", frozenset({"satisfait", "peu"}), Condition("VENU", frozenset({"oui"})))
POURQUOI = Posee("POURQUOI", condition=Condition("ATTENTE", frozenset({"peu"})))
SUITE = Posee("SUITE", condition=Condition("POURQUOI"))
QUESTIONS = [VENU, ATTENTE, POURQUOI, SUITE]


@pytest.mark.parametrize(
    ("reponses", "vues"),
    [
        ({}, ["VENU"]),
        ({"VENU": ["non"]}, ["VENU"]),
        ({"VENU": ["oui"]}, ["VENU", "ATTENTE"]),
        ({"VENU": ["oui"], "ATTENTE": ["satisfait"]}, ["VENU", "ATTENTE"]),
        ({"VENU": ["oui"], "ATTENTE": ["peu"]}, ["VENU", "ATTENTE", "POURQUOI"]),
        (
            {"VENU": ["oui"], "ATTENTE": ["peu"], "POURQUOI": ["long"]},
            ["VENU", "ATTENTE", "POURQUOI", "SUITE"],
        ),
        # Revenu en arrière : ce qu'il avait répondu plus loin ne compte plus.
        ({"VENU": ["non"], "ATTENTE": ["peu"], "POURQUOI": ["long"]}, ["VENU"]),
        ({"VENU": ["oui"], "ATTENTE": ["peu"], "POURQUOI": [""]}, ["VENU", "ATTENTE", "POURQUOI"]),
    ],
)
def test_une_question_se_montre_selon_les_precedentes(reponses, vues):
    assert visibles(QUESTIONS, reponses) == vues


def test_un_choix_multiple_suffit_d_une_case():
    raison = Posee("RAISON", frozenset("abc"))
    suite = Posee("SUITE", condition=Condition("RAISON", frozenset("bc")))
    assert visibles([raison, suite], {"RAISON": ["a", "c"]}) == ["RAISON", "SUITE"]
    assert visibles([raison, suite], {"RAISON": ["a"]}) == ["RAISON"]


@pytest.mark.parametrize(
    ("questions", "phrase"),
    [
        ([Posee("A", condition=Condition("Z"))], "qui n'est pas dans ce questionnaire."),
        ([Posee("A", condition=Condition("A"))], "qui doit être posée avant elle."),
        ([Posee("A", condition=Condition("B")), Posee("B")], "qui doit être posée avant elle."),
        (
            [VENU, Posee("A", condition=Condition("VENU", frozenset({"oui", "peut-être"})))],
            "qui n'a pas le choix « peut-être ».",
        ),
    ],
)
def test_une_condition_illisible_se_dit(questions, phrase):
    (faute,) = fautes(questions)
    assert faute.startswith("La question A s'affiche selon") and faute.endswith(phrase)


def test_des_conditions_lisibles_n_ont_pas_de_faute():
    assert fautes(QUESTIONS) == []


@given(st.dictionaries(st.sampled_from("ABCDE"), st.lists(st.sampled_from("xyz"))))
def test_ce_qui_se_voit_ne_depend_que_de_ce_qui_se_voit(reponses):
    """Effacer les réponses aux questions cachées ne change rien à l'écran."""
    questions = [
        Posee(code, frozenset("xyz"), Condition(avant, frozenset("xy")) if avant else None)
        for code, avant in zip("ABCDE", (None, "A", "B", "A", "D"), strict=True)
    ]
    vues = visibles(questions, reponses)
    gardees = {code: donnees for code, donnees in reponses.items() if code in vues}
    assert visibles(questions, gardees) == vues


# --- Une réponse sue d'avance ---------------------------------------------------------------------


def codes(posees):
    return [(posee.code, posee.condition and posee.condition.code) for posee in posees]


def test_ce_qui_depend_d_une_reponse_sue_d_avance_se_pose_ou_disparait():
    assert codes(sachant(QUESTIONS, {"VENU": ["oui"]})) == [
        *(("ATTENTE", None), ("POURQUOI", "ATTENTE"), ("SUITE", "POURQUOI"))
    ]
    assert sachant(QUESTIONS, {"VENU": ["non"]}) == []
    assert sachant(QUESTIONS, {}) == QUESTIONS


def test_sans_choix_dit_une_reponse_sue_d_avance_suffit():
    libre = Posee("OU", condition=Condition("SITE"))
    assert codes(sachant([Posee("SITE"), libre], {"SITE": ["PREF38"]})) == [("OU", None)]
