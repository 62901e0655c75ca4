import pytest

from documents.references import debut_de_reference, prochaine_reference


@pytest.mark.parametrize(
    ("prefixe", "perimetre", "debut"),
    [
        ("FP", "ACC", "FP-ACC-"),
        ("", "ACC", "ACC-"),
        ("GA", "Hôtel de ville", "GA-HOTEL-DE-VILLE-"),
        ("FP", "Bureau des Œuvres", "FP-BUREAU-DES-OEUVRES-"),
    ],
)
def test_le_debut_dit_le_type_et_le_service(prefixe, perimetre, debut):
    assert debut_de_reference(prefixe, perimetre) == debut


@pytest.mark.parametrize(
    ("prises", "suivante"),
    [
        ([], "FP-ACC-001"),
        (["FP-ACC-001", "FP-ACC-003"], "FP-ACC-004"),  # un trou ne se comble pas
        (["fp-acc-7"], "FP-ACC-008"),
        (["FP-ACC-004-v2"], "FP-ACC-005"),
        (["FP-ACC-ANNEXE", "FP-ACCUEIL-012"], "FP-ACC-001"),
        (["FP-ACC-999"], "FP-ACC-1000"),
    ],
)
def test_le_numero_suit_le_plus_grand_jamais_donne(prises, suivante):
    assert prochaine_reference("FP-ACC-", prises) == suivante
