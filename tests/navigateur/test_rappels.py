"""« Mes rappels » pleine, dans un vrai navigateur : accessible, et ses boutons répondent."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import DemandeFactory, RappelFactory
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lectrice(correspondant, service):
    """Deux demandes en retard à lire, et une longue ligne déjà lue."""
    for jour in (1, 2):
        demande = DemandeFactory(
            service=service, date_arrivee=date(2022, 11, 2), date_echeance=date(2022, 12, jour)
        )
        rappel = RappelFactory(
            agent=correspondant,
            departement=correspondant.departement,
            genre="demandes-en-retard",
            objet=demande.pk,
            date_due=demande.date_echeance,
            url=demande.get_absolute_url(),
            libelle=f"Demande n° {jour} " + "Préfecture-et-sous-préfectures" * 3,
        )
    rappel.lire()
    return correspondant


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (320, "dark")])
def test_une_page_pleine_est_accessible_et_ne_deborde_pas(ouvrir, lectrice, largeur, theme):
    onglet = ouvrir(lectrice, reverse("socle:rappel_list"), largeur, theme)
    assert violations(onglet) == []
    assert onglet.evaluate("document.documentElement.scrollWidth") <= largeur


def test_un_rappel_se_marque_lu_au_clavier_puis_s_ouvre(ouvrir, lectrice):
    onglet = ouvrir(lectrice, reverse("socle:rappel_list"))
    onglet.get_by_role("button", name="Lu : marquer").focus()
    onglet.keyboard.press("Enter")
    onglet.get_by_text("Rappel marqué comme lu.").wait_for()
    assert onglet.get_by_text("1 à lire").count() == 0
    onglet.get_by_role("link", name="Demande n° 1").click()
    onglet.wait_for_url("**/demandes/*/")
