"""Les règles pures du plan d'actions."""

from datetime import date
from decimal import Decimal

import pytest

from engagements import plan

LE = date(2022, 12, 31)


@pytest.mark.parametrize(
    ("etat", "echeance", "en_retard"),
    [
        ("a_faire", date(2022, 12, 30), True),
        ("en_cours", date(2022, 12, 30), True),
        ("en_cours", LE, False),
        ("en_cours", None, False),
        ("reportee", date(2022, 1, 1), False),
        ("realisee", date(2022, 1, 1), False),
        ("proposee", date(2022, 1, 1), False),
    ],
)
def test_en_retard_si_ouverte_et_echue(etat, echeance, en_retard):
    assert plan.est_en_retard(etat, echeance, LE) is en_retard


@pytest.mark.parametrize(
    ("numeros", "dits"),
    [
        ([], ""),
        ([5, 2], "2, 5"),
        ([1, 2], "1, 2"),
        (range(1, 24), "1 à 23"),
        ([1, 16, 17, 18, 23], "1, 16 à 18, 23"),
    ],
)
def test_les_numeros_qui_se_suivent_font_un_intervalle(numeros, dits):
    assert plan.en_intervalles(numeros) == dits


@pytest.mark.parametrize(
    ("etats", "realisees", "base", "pct"),
    [
        ([], 0, 0, None),
        (["abandonnee", "proposee", "refusee"], 0, 0, None),
        (["realisee", "soldee", "en_cours", "abandonnee"], 2, 3, Decimal("66.67")),
        (["realisee"] * 19 + ["en_cours"] * 35 + ["abandonnee"] * 4, 19, 54, Decimal("35.19")),
        (["realisee"] + ["reportee"] * 7, 1, 8, Decimal("12.50")),
        (["realisee", "proposee", "refusee"], 1, 1, Decimal("100.00")),
    ],
)
def test_le_taux_compte_realisees_et_soldees_hors_abandons(etats, realisees, base, pct):
    taux = plan.taux_realisation(etats)
    assert (taux.realisees, taux.hors_abandonnees, taux.pct) == (realisees, base, pct)
