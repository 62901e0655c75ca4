"""Citer un document devant une exigence, au clavier, dans un vrai navigateur."""

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def document(departement, service):
    return factories.DocumentFactory(
        departement=departement,
        service=service,
        reference="QP-FP-01",
        intitule="Répondre aux courriels",
    )


def test_une_touche_ouvre_la_recherche_d_un_document(ouvrir, correspondant, campagne, cellule):
    ecran = campagne.avisengagements.get(service=cellule.service).get_absolute_url()
    onglet = ouvrir(correspondant, ecran)
    onglet.keyboard.press("j")
    onglet.keyboard.press("d")
    expect(onglet.get_by_label("Référence ou mots de l'intitulé")).to_be_focused()
    assert onglet.fautes == []


def test_on_cite_un_document_sans_quitter_le_clavier(ouvrir, correspondant, cellule, document):
    onglet = ouvrir(correspondant, cellule.get_absolute_url())
    onglet.get_by_role("link", name="Citer un document").focus()
    onglet.keyboard.press("Enter")
    champ = onglet.get_by_label("Référence ou mots de l'intitulé")
    expect(champ).to_be_focused()
    onglet.keyboard.type("courriels")
    expect(onglet.get_by_role("button", name="Citer QP-FP-01")).to_be_visible()
    expect(champ).to_be_focused()
    onglet.keyboard.press("Enter")
    expect(onglet.get_by_role("link", name="QP-FP-01 Répondre aux courriels")).to_be_visible()
    expect(onglet.get_by_role("link", name="Joindre une preuve")).to_be_focused()
    assert cellule.preuves.get().preuvedocument.document == document
    assert onglet.fautes == []
