"""Le calendrier au clavier : d'un jour à l'autre, d'un mois à l'autre, jusqu'aux demandes."""

from datetime import date

import pytest
from django.urls import reverse

from tests import factories
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)
AGENDA = reverse("socle:agenda")
ICI = "document.activeElement.id"


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = date(2022, 3, 16)


@pytest.fixture
def calendrier(ouvrir, referent, service):
    for jour in (17, 17, 18):
        factories.DemandeFactory(
            departement=referent.departement,
            service=service,
            date_arrivee=date(2022, 3, 1),
            date_echeance=date(2022, 3, jour),
        )
    factories.ActionFactory(departement=referent.departement, date_echeance=date(2022, 3, 17))
    return ouvrir(referent, AGENDA)


def aller(onglet, *touches):
    for touche in touches:
        onglet.keyboard.press(touche)
    return onglet.evaluate(ICI)


def test_un_seul_jour_est_dans_la_tabulation(calendrier):
    assert (
        calendrier.locator(".qp-agenda td[tabindex='0']").get_attribute("id") == "jour-2022-03-16"
    )
    assert calendrier.locator(".qp-agenda a:not([tabindex='-1'])").count() == 0
    assert calendrier.get_by_role("grid").count() == 1
    assert violations(calendrier) == []


def test_les_fleches_vont_d_un_jour_a_l_autre(calendrier):
    calendrier.focus("#jour-2022-03-16")
    assert aller(calendrier, "ArrowRight") == "jour-2022-03-17"
    assert aller(calendrier, "ArrowDown") == "jour-2022-03-24"
    assert aller(calendrier, "ArrowLeft", "ArrowUp") == "jour-2022-03-16"
    assert aller(calendrier, "Home") == "jour-2022-03-14"
    assert aller(calendrier, "End") == "jour-2022-03-20"
    assert calendrier.locator(".qp-agenda td[tabindex='0']").count() == 1


def test_entree_parcourt_un_jour_charge_et_echap_en_revient(calendrier):
    calendrier.focus("#jour-2022-03-17")
    calendrier.keyboard.press("Enter")
    texte = "document.activeElement.textContent"
    assert calendrier.evaluate(texte).startswith("1 action à échéance")
    calendrier.keyboard.press("ArrowDown")
    assert calendrier.evaluate(texte).startswith("2 réponses dues")
    assert aller(calendrier, "Escape") == "jour-2022-03-17"


def test_entree_ouvre_ce_qui_est_seul_du(calendrier):
    calendrier.focus("#jour-2022-03-18")
    calendrier.keyboard.press("Enter")
    calendrier.wait_for_selector("h1:has-text('Demandes')")
    assert "1 ligne" in calendrier.inner_text(".qp-barre__nombre")


def test_au_bord_la_fleche_passe_au_mois_suivant(calendrier):
    calendrier.focus("#jour-2022-04-03")
    calendrier.keyboard.press("ArrowRight")
    calendrier.wait_for_selector("#jour-2022-04-04:focus")
    assert "Avril 2022" in calendrier.inner_text(".qp-agenda__titre")
    calendrier.keyboard.press("PageUp")
    calendrier.wait_for_selector("h2:has-text('Mars 2022')")
    calendrier.wait_for_selector("#jour-2022-03-04:focus")


def test_un_mois_plus_court_garde_son_dernier_jour(calendrier):
    calendrier.focus("#jour-2022-03-31")
    calendrier.keyboard.press("PageUp")
    calendrier.wait_for_selector("#jour-2022-02-28:focus")
    assert calendrier.fautes == []
