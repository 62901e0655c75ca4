"""L'auto-évaluation sans souris : l'écran d'un engagement et la grille."""

import pytest
from django.db import connection
from playwright.sync_api import expect

from engagements.models import AutoEvaluation
from tests import factories
from tests.navigateur.test_accessibilite import violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ecran(campagne, service):
    """Deux engagements : celui de la troupe, et un second."""
    module = campagne.modules()[0]
    second = factories.EngagementFactory(module=module, numero=2, ordre=99)
    factories.ExigenceFactory(engagement=second, code="2.1", referentiel=campagne.referentiel)
    campagne.aligner()
    return campagne.avisengagements.get(service=service, engagement__numero=1).get_absolute_url()


def etat(onglet, code):
    return onglet.get_by_role("form", name=f"Évaluer {code}").get_by_role("status")


def active(onglet):
    """Le code de l'exigence où l'on est."""
    return onglet.evaluate(
        "document.activeElement.closest('[data-exigence]')?.querySelector('.qp-numero')?.innerText"
    )


def test_on_evalue_un_engagement_sans_souris(ouvrir, correspondant, ecran, campagne, service):
    onglet = ouvrir(correspondant, ecran)
    onglet.keyboard.press("j")
    assert active(onglet) == "1.1"
    onglet.keyboard.press("2")
    expect(etat(onglet, "1.1")).to_contain_text("Enregistré à")
    onglet.keyboard.press("j")
    assert active(onglet) == "1.2"
    onglet.keyboard.press("1")
    expect(etat(onglet, "1.2")).to_contain_text("Enregistré à")
    onglet.keyboard.press("k")
    assert active(onglet) == "1.1"
    onglet.keyboard.press("c")
    onglet.keyboard.type("Pas 1, ni 2 : n, p, ?")
    onglet.keyboard.press("Escape")
    expect(etat(onglet, "1.1")).to_contain_text("Enregistré à")
    expect(onglet.locator("[name=version]").first).to_have_value("2")
    cellules = campagne.autoevaluations.filter(service=service)
    reponses = dict(cellules.values_list("exigence__code", "avis"))
    assert (reponses["1.1"], reponses["1.2"]) == ("partiel", "conforme")
    assert cellules.get(exigence__code="1.1").commentaire == "Pas 1, ni 2 : n, p, ?"
    assert onglet.fautes == []


def test_n_et_p_vont_d_un_engagement_a_l_autre(ouvrir, correspondant, ecran):
    onglet = ouvrir(correspondant, ecran)
    expect(onglet.locator(".qp-voisins__rang").first).to_contain_text("1/2")
    onglet.keyboard.press("n")
    onglet.wait_for_selector("h1:has-text('2. Promesse 2')")
    onglet.keyboard.press("p")
    onglet.wait_for_selector("h1:has-text('1. Nous vous informons')")
    onglet.keyboard.press("s")
    onglet.wait_for_selector("a:has-text('Soumettre au référent')")


def test_non_applicable_mene_au_motif(ouvrir, correspondant, ecran):
    onglet = ouvrir(correspondant, ecran)
    onglet.keyboard.press("j")
    onglet.keyboard.press("4")
    assert onglet.evaluate("document.activeElement.name") == "motif"
    onglet.keyboard.type("Service sans public")
    onglet.keyboard.press("Tab")
    expect(etat(onglet, "1.1")).to_contain_text("Enregistré à")


def test_les_chiffres_d_un_clavier_francais_evaluent(ouvrir, correspondant, ecran):
    """Sur un clavier français, la touche 1 seule donne « & »."""
    onglet = ouvrir(correspondant, ecran)
    onglet.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: '&', code: 'Digit1', bubbles: true, cancelable: true}))"
    )
    expect(etat(onglet, "1.1")).to_contain_text("Enregistré à")


def test_la_liste_des_commandes_s_ouvre_et_se_ferme(ouvrir, correspondant, ecran):
    onglet = ouvrir(correspondant, ecran)
    onglet.keyboard.press("?")
    dialogue = onglet.get_by_role("dialog", name="Commandes au clavier")
    expect(dialogue).to_be_visible()
    assert violations(onglet) == []
    onglet.keyboard.press("1")  # rien n'agit derrière
    onglet.keyboard.press("Escape")
    expect(dialogue).to_be_hidden()
    assert not AutoEvaluation.objects.exclude(avis="non_evalue").exists()


def test_les_commandes_a_une_touche_se_coupent(ouvrir, correspondant, ecran):
    onglet = ouvrir(correspondant, ecran)
    onglet.get_by_role("button", name="Commandes au clavier").press("Enter")
    onglet.get_by_label("Commandes à une touche actives").uncheck(force=True)
    onglet.keyboard.press("Escape")
    for touche in ("j", "1", "?", "n"):
        onglet.keyboard.press(touche)
    onglet.reload()
    onglet.keyboard.press("?")
    expect(onglet.get_by_role("dialog")).to_be_hidden()
    assert not AutoEvaluation.objects.exclude(avis="non_evalue").exists()
    onglet.get_by_role("button", name="Commandes au clavier").press("Enter")
    onglet.get_by_label("Commandes à une touche actives").check(force=True)
    onglet.keyboard.press("Escape")
    onglet.keyboard.press("n")
    onglet.wait_for_selector("h1:has-text('2. Promesse 2')")


def test_on_joint_une_preuve_sans_souris(ouvrir, correspondant, ecran, cellule):
    onglet = ouvrir(correspondant, ecran)
    onglet.keyboard.press("j")
    onglet.keyboard.press("a")
    formulaire = onglet.get_by_role("form", name="Joindre une preuve à Exigence 1.1")
    expect(formulaire.get_by_label("Une preuve déjà décrite")).to_be_focused()
    onglet.keyboard.press("Tab")
    onglet.keyboard.type("Charte affichée")
    onglet.keyboard.press("Enter")
    pieces = onglet.locator(f"#{cellule.ancre}-preuves")
    expect(pieces).to_contain_text("Charte affichée")
    expect(pieces.get_by_role("link", name="Joindre une preuve")).to_be_focused()
    assert violations(onglet) == []
    onglet.keyboard.press("Shift+Tab")
    onglet.keyboard.press("Enter")
    expect(pieces).to_contain_text("Aucune preuve")
    assert onglet.fautes == []


def test_reprendre_l_ancienne_reponse_d_une_touche(
    ouvrir, correspondant, campagne, cellule, service
):
    AutoEvaluation.objects.filter(pk=cellule.pk).update(avis="partiel", version=1)
    suite = factories.CampagneFactory(
        departement=campagne.departement, referentiel=campagne.referentiel, precedente=campagne
    )
    suite.aligner()
    onglet = ouvrir(correspondant, suite.avisengagements.get(service=service).get_absolute_url())
    onglet.keyboard.press("j")
    onglet.keyboard.press("r")
    onglet.wait_for_selector("#messages:has-text('enregistré')")
    assert suite.autoevaluations.get(service=service, exigence__code="1.1").avis == "partiel"


def test_la_grille_se_parcourt_aux_fleches(ouvrir, referent, campagne, ecran):
    connection.close()
    onglet = ouvrir(referent, campagne.get_absolute_url())
    premiere = onglet.locator(".qp-grille tbody td a").first
    premiere.focus()
    onglet.keyboard.press("ArrowRight")
    expect(onglet.locator(".qp-grille tbody td a").nth(1)).to_be_focused()
    onglet.keyboard.press("ArrowDown")
    expect(onglet.locator(".qp-grille tbody td a").nth(3)).to_be_focused()
    onglet.keyboard.press("ArrowLeft")
    onglet.keyboard.press("ArrowUp")
    expect(premiere).to_be_focused()
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("h1:has-text('1. Nous vous informons')")
