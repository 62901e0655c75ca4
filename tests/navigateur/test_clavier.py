"""Tout se fait au clavier : lien d'évitement, connexion, menu."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db(transaction=True)


def test_le_premier_arret_du_clavier_mene_au_contenu(ouvrir, referent):
    onglet = ouvrir(referent, reverse("socle:organisation"))
    onglet.keyboard.press("Tab")
    assert onglet.evaluate("document.activeElement.getAttribute('href')") == "#page"
    onglet.keyboard.press("Enter")
    onglet.keyboard.press("Tab")
    arret = "document.activeElement"
    assert onglet.evaluate(f"{arret}.closest('#page') !== null")
    assert onglet.evaluate(f"{arret}.closest('nav') === null")  # le menu et le fil sont passés


def test_on_se_connecte_sans_souris(ouvrir, referent):
    onglet = ouvrir(None, reverse("socle:connexion"))
    onglet.focus("[name=username]")
    onglet.keyboard.type(referent.username)
    onglet.keyboard.press("Tab")
    onglet.focus("[name=password]")
    onglet.keyboard.type("un-mot-de-passe-assez-long")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("h1:has-text('À faire')")
    assert onglet.url.endswith(reverse("accueil"))


def test_le_menu_s_ouvre_au_clavier_sur_un_ecran_etroit(ouvrir, referent):
    onglet = ouvrir(referent, reverse("accueil"), largeur=320)
    onglet.focus("button[aria-controls=menu-rubriques]")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("#menu-rubriques.fr-collapse--expanded")
    assert onglet.is_visible("#menu >> text=Calendrier des échéances")


def test_une_section_du_menu_se_deplie_au_clavier_et_replie_l_autre(ouvrir, referent):
    onglet = ouvrir(referent, reverse("suivi:demande_list"))
    assert onglet.is_visible("#menu >> text=Saisie rapide")
    reglages = onglet.get_by_role("button", name="Réglages")
    assert reglages.get_attribute("aria-expanded") == "false"
    reglages.focus()
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("#menu >> text=Règles de délai")
    onglet.wait_for_selector("#menu >> text=Saisie rapide", state="hidden")
    onglet.keyboard.press("Tab")
    assert onglet.evaluate("document.activeElement.textContent") == "Modèles de réponse"
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("h1:has-text('Modèles de réponse')")
    assert reglages.get_attribute("aria-expanded") == "true"
    assert onglet.fautes == []


def test_un_double_clic_n_envoie_qu_une_fois(ouvrir, referent):
    onglet = ouvrir(referent, reverse("engagements:groupetravail_create"))
    envois = []
    onglet.on("request", lambda r: envois.append(r.url) if r.method == "POST" else None)
    onglet.fill("[name=nom]", "Accueil et standard")
    onglet.dblclick("#page button[type=submit]")
    onglet.wait_for_selector("h1:has-text('Accueil et standard')")
    assert len(envois) == 1
