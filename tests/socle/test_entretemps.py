"""Ce qui a changé entre une lecture et un envoi : quatre cas, champ par champ."""

import pytest

from qualepref.socle.entretemps import changes, dechiffrer, empreintes, mot, rapprocher


@pytest.mark.parametrize(
    ("lu", "saisi", "en_base", "reprise", "conflit"),
    [
        ("A", "A", "A", False, False),
        ("A", "B", "A", False, False),  # moi seul : s'enregistre
        ("A", "A", "B", True, False),  # l'autre seul : se garde
        ("A", "B", "B", False, False),  # les deux, la même chose
        ("A", "B", "C", False, True),  # les deux : à trancher
        ("", "B", "", False, False),
        ("A", "", "B", False, True),  # j'efface ce que l'autre récrit
        ("A", "A", "", True, False),  # l'autre efface
        ("A\nB", "A\r\nB", "C", True, False),  # un navigateur envoie ses fins de ligne
        ("A", " A ", "C", True, False),
    ],
)
def test_ce_que_chacun_a_change(lu, saisi, en_base, reprise, conflit):
    lues = dechiffrer(empreintes({"champ": lu}))
    trouve = rapprocher(lues, {"champ": saisi}, {"champ": en_base})
    assert ("champ" in trouve.reprises, "champ" in trouve.conflits) == (reprise, conflit)


def test_chaque_champ_se_rapproche_seul():
    lues = dechiffrer(empreintes({"intitule": "A", "moyens": "B", "priorite": 2}))
    saisies = {"intitule": "A2", "moyens": "B", "priorite": "3"}
    trouve = rapprocher(lues, saisies, {"intitule": "A1", "moyens": "B1", "priorite": 2})
    assert trouve == ({"moyens"}, {"intitule"})


def test_un_champ_qu_on_n_a_pas_lu_compte_comme_change():
    assert changes({}, {"etat": "a_faire"}) == {"etat"}
    assert rapprocher({}, {"etat": "soldee"}, {"etat": "a_faire"}).conflits == {"etat"}


@pytest.mark.parametrize(
    ("valeur", "attendu"), [(None, ""), (3, "3"), ("a\r\nb\n", "a\nb"), (False, "False")]
)
def test_une_valeur_comme_un_formulaire_l_envoie(valeur, attendu):
    assert mot(valeur) == attendu


@pytest.mark.parametrize("empreinte", ["", "12,", "[]", "null", '"a"'])
def test_une_empreinte_indechiffrable_se_refuse(empreinte):
    with pytest.raises(ValueError):
        dechiffrer(empreinte)
