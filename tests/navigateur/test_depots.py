"""Un usager écrit depuis son téléphone, sans compte et sans JavaScript."""

import pytest
from django.utils import timezone

from qualepref.socle import depot_public
from suivi.models import Demande
from tests import factories
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def point(service, monkeypatch):
    monkeypatch.setattr(depot_public, "AGE_MIN", 0)  # l'essai tape plus vite qu'une personne
    factories.RegleDelaiFactory(cle="10j", canal="tous", nature="toutes", jours=10)
    return factories.PointDeDepotFactory(service=service, intitule="Hall de la préfecture")


def test_on_ecrit_au_clavier_et_on_lit_une_date(ouvrir, point):
    onglet = ouvrir(None, point.chemin_public, largeur=320)
    assert violations(onglet) == []
    onglet.focus("[name=nature][value=reclamation]")
    onglet.keyboard.press("Space")
    remplir(onglet)
    onglet.focus("button:has-text('Envoyer')")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=Votre message est enregistré")
    assert "au plus tard le" in onglet.inner_text("main")
    assert Demande.objects.get().numero in onglet.inner_text("main")
    assert violations(onglet) == []
    assert onglet.evaluate("document.documentElement.scrollWidth") <= 320
    assert onglet.fautes == []


def test_une_faute_se_lit_et_la_saisie_reste(ouvrir, point):
    onglet = ouvrir(None, f"{point.chemin_public}?lang=en", largeur=320)
    remplir(onglet)
    onglet.click("button:has-text('Send')")
    onglet.wait_for_selector("text=This field is required.")
    assert onglet.input_value("[name=message]") == "La borne ne rend plus de ticket."
    assert violations(onglet) == []


def test_sans_javascript_tout_marche(point, browser, live_server):
    contexte = browser.new_context(java_script_enabled=False, locale="fr-FR")
    onglet = contexte.new_page()
    onglet.goto(live_server.url + point.chemin_public)
    onglet.locator("[name=nature][value=suggestion]").check(force=True)
    remplir(onglet)
    onglet.click("button:has-text('Envoyer')")
    onglet.wait_for_selector("text=Votre message est enregistré")
    contexte.close()
    demande = Demande.objects.get()
    assert (demande.nature, demande.date_arrivee) == ("suggestion", timezone.localdate())


def remplir(onglet):
    onglet.fill("[name=message]", "La borne ne rend plus de ticket.")
    onglet.fill("[name=coordonnees]", "usager012@example.org")
