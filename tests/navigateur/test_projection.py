"""Le tableau projeté : au clavier un écran à la fois, sans script une longue page."""

import pytest
from django.urls import reverse

from tests.acces import Decor
from tests.navigateur.test_accessibilite import violations
from tests.pilotage.acces import tableau

pytestmark = pytest.mark.django_db(transaction=True)


def test_la_salle_avance_au_clavier_et_sort(ouvrir, creer_agent, departement, service):
    lecteur = creer_agent("copil", departement, service)
    edition = tableau(Decor(service, lecteur))
    adresse = reverse("pilotage:tableaudebord_projeter", args=[edition.pk])
    onglet = ouvrir(lecteur, adresse)
    ecrans = onglet.locator(".qp-ecran")
    nombre = ecrans.count()

    def montres():
        return [rang for rang in range(nombre) if ecrans.nth(rang).is_visible()]

    assert nombre == 3 and montres() == [0]
    for touche, attendu in [
        ("ArrowRight", 1),
        (" ", 2),
        ("ArrowLeft", 1),
        ("Shift+ ", 0),
        ("ArrowUp", 0),
        ("End", nombre - 1),
        ("PageDown", nombre - 1),
        ("Home", 0),
        ("PageDown", 1),
    ]:
        onglet.keyboard.press(touche)
        assert montres() == [attendu], touche
        assert onglet.evaluate("document.activeElement.id") == f"ecran-{attendu + 1}"
    assert violations(onglet) == [] and onglet.fautes == []
    onglet.locator(".qp-ecran:not([hidden]) >> text=Suivant").click()
    assert montres() == [2]
    onglet.keyboard.press("Escape")
    onglet.wait_for_url(f"**{edition.get_absolute_url()}")

    sans_script = onglet.context.browser.new_context(java_script_enabled=False)
    sans_script.add_cookies(onglet.context.cookies())
    page = sans_script.new_page()
    page.goto(onglet.url.replace(edition.get_absolute_url(), adresse))
    assert all(page.locator(".qp-ecran").nth(rang).is_visible() for rang in range(nombre))
    assert page.locator("text=Suivant").first.get_attribute("href") == "#ecran-2"
    sans_script.close()
