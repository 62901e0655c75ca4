"""Les actes sur plusieurs lignes d'une liste, au clavier, dans un vrai navigateur."""

from datetime import date

import pytest
from django.urls import reverse

from suivi.models import Demande
from tests import factories
from tests.navigateur.conftest import temoin
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demandes(service, settings):
    settings.ARRETE = date(2022, 3, 15)
    return factories.DemandeFactory.create_batch(
        3, departement=service.site.departement, service=service, date_arrivee=date(2022, 3, 7)
    )


def test_on_coche_on_relit_on_confirme_sans_souris(ouvrir, referent, demandes):
    onglet = ouvrir(referent, reverse("suivi:demande_list"))
    for demande in demandes[:2]:
        onglet.focus(f"#choix-{demande.pk}")
        onglet.keyboard.press("Space")
    assert onglet.inner_text("[data-cochees]") == "Les 2 lignes cochées"
    onglet.focus("#groupe-acte")
    onglet.keyboard.type("Retirer")
    onglet.focus("text=Continuer")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=2 seront faites")
    assert violations(onglet) == []
    onglet.focus("[name=confirmer]")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=2 retirées.")
    assert Demande.objects.exclude(date_retrait=None).count() == 2
    assert onglet.fautes == []


def test_tout_cocher_sur_la_page(ouvrir, referent, demandes):
    onglet = ouvrir(referent, reverse("suivi:demande_list"))
    onglet.focus("[data-tout-cocher]")
    onglet.keyboard.press("Space")
    assert onglet.eval_on_selector_all("[name=choix]:checked", "c => c.length") == 3
    onglet.uncheck(f"#choix-{demandes[0].pk}")
    assert onglet.evaluate("document.querySelector('[data-tout-cocher]').indeterminate")
    assert onglet.inner_text("[data-cochees]") == "Les 2 lignes cochées"


def test_sans_script_les_cases_s_envoient_tout_de_meme(browser, live_server, referent, demandes):
    contexte = browser.new_context(java_script_enabled=False, locale="fr-FR")
    contexte.add_cookies([temoin(referent, live_server.url)])
    onglet = contexte.new_page()
    onglet.goto(live_server.url + reverse("suivi:demande_list"))
    onglet.check(f"#choix-{demandes[0].pk}")
    onglet.select_option("#groupe-acte", "retirer")
    onglet.click("text=Continuer")
    assert onglet.is_visible("text=1 sera faite")
    contexte.close()
