"""Le tableau de bord, tous ses détails ouverts : rien ne déborde, axe ne trouve rien."""

import pytest

from tests.acces import Decor
from tests.navigateur.test_accessibilite import violations
from tests.pilotage.acces import tableau

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (320, "dark")])
def test_les_details_ouverts_tiennent_dans_la_page(
    ouvrir, creer_agent, departement, service, largeur, theme
):
    lecteur = creer_agent("copil", departement, service)
    adresse = tableau(Decor(service, lecteur)).get_absolute_url()
    onglet = ouvrir(lecteur, adresse, largeur, theme)
    onglet.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert onglet.locator("details .graphique-svg").first.is_visible()
    assert onglet.evaluate("document.documentElement.scrollWidth") <= largeur
    assert violations(onglet) == []
