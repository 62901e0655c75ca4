"""Le calcul d'un délai et les échéances à recalculer, remplis, dans un vrai navigateur."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.urls import reverse

from qualepref.socle import chargement
from suivi.delais.bareme import calculer_echeances
from tests import factories
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)
SAISIE = {
    "date_arrivee": "2022-04-13",
    "canal": "courriel",
    "nature": "information_generale",
    "suspendue_1": "2022-04-20",
    "reprise_1": "2022-05-03",
}


@pytest.fixture
def remplie(referent, service):
    """Une demande ouverte que le pont, saisi après elle, déplacerait."""
    chargement.charger(settings.RACINE / "suivi" / "referentiels" / "delais.yaml")
    demande = factories.DemandeFactory.build(
        departement=service.site.departement, service=service, date_arrivee=date(2022, 5, 24)
    )
    calculer_echeances([demande])
    demande.save()
    factories.FermetureFactory(site=service.site, jour=date(2022, 5, 27), motif="pont")
    return referent


@pytest.mark.parametrize(
    ("adresse", "attendu"),
    [
        (f"{reverse('suivi:calcul')}?{urlencode(SAISIE)}", "mercredi 4 mai 2022"),
        (reverse("suivi:deplacements"), "Recalculer cette échéance"),
    ],
    ids=["calcul", "deplacements"],
)
@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (1280, "dark"), (320, "dark")])
def test_la_page_remplie_est_accessible_et_ne_deborde_pas(
    ouvrir, remplie, adresse, attendu, largeur, theme
):
    onglet = ouvrir(remplie, adresse, largeur, theme)
    onglet.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert attendu.lower() in onglet.inner_text("main").lower().replace("\u00a0", " ")
    assert violations(onglet) == []
    assert onglet.evaluate("document.documentElement.scrollWidth") <= largeur
    assert onglet.fautes == []


def test_le_calcul_se_fait_au_clavier(ouvrir, remplie):
    onglet = ouvrir(remplie, reverse("suivi:calcul"))
    onglet.focus("[name=date_arrivee]")
    onglet.fill("[name=date_arrivee]", "2022-03-07")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("#resultat")
    assert "14 mars 2022" in onglet.inner_text(".qp-calcul")
