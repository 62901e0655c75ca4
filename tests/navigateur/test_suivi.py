"""La fiche d'une demande, au clavier et à la souris."""

import pytest
from django.urls import reverse

from qualepref.socle.models import Journal
from suivi.models import Demande
from tests import factories
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demande(service):
    demande = factories.DemandeFactory(departement=service.site.departement, service=service)
    factories.IdentiteFactory(demande=demande, nom="Usager 4242")
    return demande


def test_l_identite_s_affiche_sur_la_fiche_et_se_consigne(ouvrir, referent, demande):
    onglet = ouvrir(referent, demande.get_absolute_url())
    assert onglet.inner_text("#auteur").startswith("Voir l’identité")
    onglet.click("text=Voir l’identité")
    onglet.wait_for_selector("#auteur:has-text('Usager 4242')")
    assert onglet.url.endswith(demande.get_absolute_url())
    assert Journal.objects.get(genre=Journal.Genre.CONSULTATION).details == {"demande": demande.pk}


def test_on_inscrit_et_on_repond_au_clavier(ouvrir, referent, service):
    onglet = ouvrir(referent, reverse("suivi:demande_create"))
    onglet.focus("[name=service]")
    onglet.keyboard.type("Accueil général")
    onglet.focus("[name=objet]")
    onglet.keyboard.type("Passeport perdu")
    onglet.focus("[name=nom]")
    onglet.keyboard.type("Usager 0001")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=La demande est enregistrée.")
    onglet.focus(".qp-actes >> text=Répondre")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("[name=texte]")
    onglet.focus("text=Noter une réponse déjà partie")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("[name=le]")
    assert not violations(onglet)
    onglet.focus("button:has-text('Noter la réponse')")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=La réponse est enregistrée.")
    assert Demande.objects.get().etat == "repondue"
    assert onglet.fautes == []


def test_on_transfere_au_clavier_et_l_on_ne_fait_plus_que_lire(
    ouvrir, correspondant, creer_agent, demande, service
):
    titres = factories.ServiceFactory(site=service.site, parent=service.parent, nom="Titres")
    creer_agent("correspondant", service.site.departement, titres)
    onglet = ouvrir(correspondant, demande.get_absolute_url())
    onglet.focus("text=Transférer")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("[name=vers]")
    assert not violations(onglet)
    onglet.focus("[name=vers]")
    onglet.keyboard.type("Titres")
    onglet.focus("[name=motif]")
    onglet.keyboard.type("de sa compétence")
    onglet.focus("button:has-text('Transférer à un autre service')")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=La demande est transférée")
    assert "transmise de Accueil général à Titres" in onglet.inner_text(".qp-faits")
    assert onglet.query_selector(".qp-actes") is None
    assert not violations(onglet)
    demande.refresh_from_db()
    assert (demande.service, demande.etat) == (titres, "transmise")


def test_un_delai_suspendu_puis_repris_se_raconte(ouvrir, referent, demande):
    onglet = ouvrir(referent, demande.get_absolute_url())
    onglet.click("text=Suspendre le délai")
    onglet.fill("[name=motif]", "acte de naissance attendu")
    onglet.click("button:has-text('Suspendre le délai')")
    onglet.wait_for_selector("text=Le délai est suspendu")
    onglet.click("text=Reprendre le délai")
    onglet.click("button:has-text('Reprendre le délai')")
    onglet.wait_for_selector("text=Le délai court de nouveau.")
    assert onglet.locator(".qp-faits li").count() == 2
    assert onglet.fautes == []
