import pytest

from enquetes.redaction.echelles import D_ORIGINE, EchelleRefusee, cle_libre, lire_choix


def test_l_echelle_d_origine_a_quatre_niveaux_et_sans_objet():
    assert [choix.favorable for choix in lire_choix(D_ORIGINE)] == [True, True, False, False, None]
    assert [choix.libelle for choix in lire_choix(D_ORIGINE)][::4] == [
        "Très satisfait",
        "Sans objet",
    ]


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("", "de deux à 50 choix"),
        ("+ Oui", "de deux à 50 choix"),
        ("\n".join(map(str, range(51))), "de deux à 50 choix"),
        ("+ Oui\n- oui", "« Oui » est écrit plusieurs fois"),
        ("+\n- Non", "La ligne « + » n'a pas de libellé"),
        (f"Oui\n{'n' * 201}", "tient en 200 signes"),
    ],
)
def test_une_echelle_fautive_se_dit_d_une_phrase(texte, phrase):
    with pytest.raises(EchelleRefusee, match=phrase.replace("+", r"\+")):
        lire_choix(texte)


@pytest.mark.parametrize(
    ("cle", "prises", "libre"),
    [("oui", set(), "oui"), ("oui", {"oui", "oui-2"}, "oui-3"), ("", {"choix"}, "choix-2")],
)
def test_une_cle_prise_se_numerote(cle, prises, libre):
    assert cle_libre(cle, prises) == libre
