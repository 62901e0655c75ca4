"""Le plan d'actions dans un vrai navigateur : deux personnes sur la même fiche."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def action(departement, service):
    return factories.ActionFactory(
        departement=departement, service=service, intitule="Refaire la signalétique"
    )


@pytest.fixture
def seconde(creer_agent, departement):
    return creer_agent("referent_qualite", departement, first_name="Agent", last_name="Second")


def enregistrer(onglet):
    onglet.get_by_role("button", name="Enregistrer").click()


def test_deux_personnes_sur_une_fiche_ne_perdent_rien(ouvrir, referent, seconde, action):
    adresse = reverse("engagements:action_update", args=[action.pk])
    premier, second = ouvrir(referent, adresse), ouvrir(seconde, adresse)
    second.get_by_label("Description").fill("Le texte de l'autre")
    second.get_by_label("Moyens").fill("Deux agents")
    enregistrer(second)
    expect(second.get_by_role("heading", level=1)).to_contain_text("Refaire la signalétique")
    premier.get_by_label("Description").fill("Mon texte, longuement tapé")
    enregistrer(premier)
    conflit = premier.get_by_role("group", name="Description")
    expect(conflit).to_contain_text("Agent Second")
    expect(conflit).to_contain_text("Le texte de l'autre")
    expect(premier.locator("[name=description]")).to_have_value("Mon texte, longuement tapé")
    expect(premier.get_by_label("Moyens")).to_have_value("Deux agents")
    assert violations(premier) == []
    action.refresh_from_db()
    assert action.description == "Le texte de l'autre"
    conflit.get_by_label("Mettre ce que j’ai écrit").check(force=True)
    enregistrer(premier)
    expect(premier.locator("#messages")).to_contain_text("Enregistré.")
    action.refresh_from_db()
    assert (action.description, action.moyens) == ("Mon texte, longuement tapé", "Deux agents")
    assert premier.fautes == second.fautes == []


def test_un_acte_d_un_clic_sur_une_fiche_perimee_ne_fait_rien(ouvrir, referent, seconde, action):
    premier, second = (ouvrir(agent, action.get_absolute_url()) for agent in (referent, seconde))
    second.get_by_role("button", name="Commencer").click()
    expect(second.locator("#messages")).to_contain_text("en cours")
    premier.get_by_role("button", name="Commencer").click()
    expect(premier.locator("#messages")).to_contain_text("Agent Second a changé cette action")
