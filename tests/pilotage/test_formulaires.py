import pytest


@pytest.mark.parametrize(
    ("adresse", "champ"),
    [("/tableaux-de-bord/ajouter/", "trimestre"), ("/bilans/ajouter/", "annee")],
)
def test_la_periode_a_fabriquer_se_choisit_dans_une_liste(client_de, referent, adresse, champ):
    page = client_de(referent).get(adresse).content.decode()
    assert f'<select name="{champ}"' in page
