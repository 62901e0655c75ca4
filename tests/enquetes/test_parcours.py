"""D'un écran à l'autre, sans JavaScript."""

import pytest

from enquetes.affichage import Condition, Posee
from enquetes.formulaire.parcours import apres, avant, ecran_de, ecrans

OUI_NON = frozenset({"oui", "non"})
POSEES = [
    Posee("A", OUI_NON),
    Posee("B", OUI_NON),
    Posee("C", condition=Condition("B", frozenset({"oui"}))),
    Posee("D"),
    Posee("E", condition=Condition("C")),
    Posee("F"),
]
RANGS = {posee.code: rang for rang, posee in enumerate(POSEES)}


def codes(reponses, une_par_ecran=False):
    return ["".join(ecran.codes) for ecran in ecrans(POSEES, reponses, une_par_ecran)]


@pytest.mark.parametrize(
    ("reponses", "attendus"),
    [
        ({}, ["AB", "D", "F"]),
        ({"B": ["oui"]}, ["AB", "CD", "F"]),
        ({"B": ["oui"], "C": ["tard"]}, ["AB", "CD", "EF"]),
    ],
)
def test_une_question_attend_l_ecran_d_apres_celle_dont_elle_depend(reponses, attendus):
    assert codes(reponses) == attendus


def test_une_question_par_ecran():
    assert codes({"B": ["oui"]}, True) == ["A", "B", "C", "D", "F"]


def test_chaque_ecran_dit_ou_l_on_en_est():
    suite = ecrans(POSEES, {"B": ["oui"]}, False)
    assert [(e.rang, e.nombre, e.est_dernier) for e in suite] == [
        (1, 5, False),
        (3, 5, False),
        (5, 5, True),
    ]


def test_on_avance_et_on_recule_meme_quand_la_suite_change():
    suite = ecrans(POSEES, {}, True)
    assert apres(suite, ["B"], RANGS).cle == "D"
    assert avant(suite, ["D"], RANGS).cle == "B"
    assert apres(suite, ["C"], RANGS).cle == "D"  # « C » ne se pose plus : on passe
    assert apres(suite, ["F"], RANGS) is None
    assert avant(suite, ["A"], RANGS) is None
    assert ecran_de(suite, "D").cle == "D"
    assert ecran_de(suite, "C") is None


def test_rien_a_poser_ne_fait_pas_d_ecran():
    assert ecrans([], {}, True) == []
