import pytest

from pilotage.mots import evolution_dite


@pytest.mark.parametrize(
    ("adresse", "champ"),
    [("/tableaux-de-bord/ajouter/", "trimestre"), ("/bilans/ajouter/", "annee")],
)
def test_la_periode_a_fabriquer_se_choisit_dans_une_liste(client_de, referent, adresse, champ):
    page = client_de(referent).get(adresse).content.decode()
    assert f'<select name="{champ}"' in page


@pytest.mark.parametrize(
    ("ecart", "dit"),
    [
        (0.007, "en hausse de 0,7 point"),
        (0.011, "en hausse de 1,1 point"),
        (0.01996, "en hausse de 2,0 points"),
        (-0.125, "en baisse de 12,5 points"),
        (0, "stable"),
    ],
)
def test_un_ecart_se_dit_au_pluriel_a_partir_de_deux_points(ecart, dit):
    direction = "stable" if ecart == 0 else "hausse" if ecart > 0 else "baisse"
    part = {"evolution": {"ecart": ecart, "direction": direction, "mieux": None}}
    assert evolution_dite(part, "%") == dit
