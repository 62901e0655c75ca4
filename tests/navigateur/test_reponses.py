"""Rédiger, faire relire, envoyer : le chemin entier, à deux, dans un vrai navigateur."""

import pytest
from django.core import mail

from suivi.models import Demande
from tests import factories
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demande(service):
    factories.ReglageReponsesFactory(departement=service.site.departement, relecture=True)
    modele = factories.ModeleReponseFactory(
        departement=service.site.departement, intitule="Titre prêt"
    )
    factories.VersionModeleFactory(
        modele=modele, corps="Bonjour {{ usager }},\n\n[[ La réponse ]]", signature="{{ agent }}"
    )
    demande = factories.DemandeFactory(service=service, numero="A-17")
    factories.IdentiteFactory(
        demande=demande, nom="Usager 4242", coordonnees="usager4242@example.org"
    )
    return demande


def test_on_redige_on_relit_on_envoie(ouvrir, referent, correspondant, demande):
    onglet = ouvrir(correspondant, demande.get_absolute_url())
    onglet.click(".qp-actes >> text=Répondre")
    assert onglet.input_value("[name=texte]").startswith("Bonjour Usager 4242,")
    assert violations(onglet) == []
    onglet.click("text=Enregistrer et voir")
    onglet.wait_for_selector("text=À compléter ou à supprimer : « La réponse ».")
    assert onglet.locator("text=Faire relire").count() == 0
    assert violations(onglet) == []
    onglet.click(".qp-actes >> text=Modifier")
    onglet.fill("[name=texte]", "Bonjour Usager 4242,\n\nVotre titre est prêt.")
    onglet.click("text=Enregistrer et voir")
    onglet.click("text=Faire relire")
    onglet.wait_for_selector("text=attend d'être relue par une autre personne")
    assert onglet.locator("text=Approuver").count() == 0

    relecteur = ouvrir(referent, "/")
    relecteur.click("text=réponse à relire")
    relecteur.click("main table a:has-text('A-17')")
    relecteur.click("text=Approuver")
    relecteur.wait_for_selector("text=La réponse est approuvée")
    assert violations(relecteur) == []

    onglet.reload()
    onglet.focus("text=Envoyer le courriel")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=Le courriel est confié à la file d'envoi.")
    assert "Envoyée" in onglet.inner_text("dl.qp-fiche")
    assert [courriel.to for courriel in mail.outbox] == [["usager4242@example.org"]]
    assert Demande.objects.get().etat == "repondue"
    assert onglet.fautes == relecteur.fautes == []
