"""Le circuit d'un signalement : états, passages, actes offerts."""

import pytest

from suivi import circuit
from suivi.models import Signalement


def test_le_circuit_connait_chaque_etat():
    assert set(circuit.TRANSITIONS) == set(Signalement.Etat.values)
    assert circuit.OUVERTS | circuit.TERMINES == set(Signalement.Etat.values)
    assert not circuit.OUVERTS & circuit.TERMINES


def test_rien_n_est_sans_issue_et_tout_se_rejoint_depuis_recu():
    atteints, a_voir = set(), {circuit.RECU}
    while a_voir:
        etat = a_voir.pop()
        atteints.add(etat)
        assert circuit.TRANSITIONS[etat]
        a_voir |= circuit.TRANSITIONS[etat] - atteints
    assert atteints == set(Signalement.Etat.values)


@pytest.mark.parametrize(
    ("etat", "verbes"),
    [
        ("recu", ["trier", "repondre", "proposer", "classer"]),
        ("en_cours", ["repondre", "proposer", "retrier", "classer"]),
        ("repondu", ["clore", "completer", "proposer", "retrier"]),
        ("clos", ["rouvrir"]),
        ("classe_sans_suite", ["rouvrir"]),
    ],
)
def test_les_actes_offerts_le_plus_attendu_d_abord(etat, verbes):
    assert circuit.actes_possibles(etat, a_une_action=False) == verbes
    sans_action = [verbe for verbe in verbes if verbe != "proposer"]
    assert circuit.actes_possibles(etat, a_une_action=True) == sans_action


@pytest.mark.parametrize(
    ("etat", "franchis"),
    [
        ("recu", [True, False, False, False]),
        ("en_cours", [True, True, False, False]),
        ("repondu", [True, True, True, False]),
        ("clos", [True, True, True, True]),
        ("classe_sans_suite", [True, True, True]),
    ],
)
def test_le_chemin_que_lit_l_auteur(etat, franchis):
    assert [fait for _, fait in circuit.etapes(etat)] == franchis


def test_un_classement_ne_promet_pas_de_reponse():
    assert "repondu" not in [pas for pas, _ in circuit.etapes("classe_sans_suite")]
