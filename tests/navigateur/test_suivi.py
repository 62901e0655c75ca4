"""La fiche d'une demande, au clavier et à la souris."""

import pytest
from django.urls import reverse

from qualepref.socle.models import Journal
from suivi.models import Demande
from tests import factories

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
    onglet.focus("text=Répondre sur le fond")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("[name=le]")
    onglet.focus("button:has-text('Répondre sur le fond')")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("text=La réponse est enregistrée.")
    assert Demande.objects.get().etat == "repondue"
    assert onglet.fautes == []
