import pytest

from enquetes.redaction.phrases import condition_en_mots, version_suivante
from enquetes.redaction.traductions import Ecrit, etat_des_langues


@pytest.mark.parametrize(
    ("choix", "phrase"),
    [
        ([], "si l'on a répondu à Q3"),
        (["Non"], "si Q3 est « Non »"),
        (["Non", "En partie"], "si Q3 est « Non » ou « En partie »"),
        (["A", "B", "C"], "si Q3 est « A », « B » ou « C »"),
    ],
)
def test_une_condition_se_dit_en_mots(choix, phrase):
    assert condition_en_mots("Q3", choix) == phrase


@pytest.mark.parametrize(
    ("version", "prises", "suivante"),
    [
        ("1.0", [], "1.1"),
        ("2022.1.0", ["2022.1.0", "2022.1.1"], "2022.1.2"),
        ("9", [], "10"),
        ("brouillon", [], "brouillon.1"),
        ("2022.a", ["2022.a.1"], "2022.a.2"),
    ],
)
def test_la_version_suivante_est_libre(version, prises, suivante):
    assert version_suivante(version, prises) == suivante


def test_une_langue_dit_ce_qui_lui_manque():
    ecrits = [
        Ecrit("a", "introduction", {"fr": "Bonjour", "en": "Hello"}),
        Ecrit("b", "question Q1", {"fr": "Pourquoi ?"}),
        Ecrit("c", "aide de la question Q1", {}),
        Ecrit("d", "question Q2", {"en": "Why?"}),
    ]
    francais, anglais = etat_des_langues(ecrits, ["en", "fr"])
    assert (francais.code, anglais.code) == ("fr", "en")
    assert (francais.ecrits, francais.total) == (2, 3)
    assert [un.ou for un in francais.manquants] == ["question Q2"]
    assert [un.ou for un in anglais.manquants] == ["question Q1"]
    assert anglais.nom == "English" and francais.est_le_francais
