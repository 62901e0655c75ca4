"""La page d'accueil d'un dossier de preuves, ouverte du disque, sans l'application."""

import zipfile
from datetime import date

import html5lib
import pytest

from pilotage.dossier.fabrication import fabriquer
from tests import factories
from tests.navigateur.test_accessibilite import violations
from tests.pilotage.dossiers import document, etendue, version

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dossier(referent, service, cellule, tmp_path):
    """Décompressé : un nom hostile, un caduc, un personnel, un gardé ailleurs, un perdu."""
    engagement = cellule.exigence.engagement
    engagement.exigences.filter(code="1.1").update(preuves=["fiche_procedure", "affiche"])
    version(document(service, "FP-1", engagement, intitule="<script>alert(1)</script> & « l'été »"))
    version(document(service, "FP-2", engagement, date_caducite=date(2022, 6, 30)))
    document(service, "FP-3", engagement, emplacement="Armoire 3")
    perdu = version(document(service, "FP-4", engagement))
    perdu.fichier.storage.delete(perdu.fichier.name)
    personnel = document(
        service, "FP-5", type=factories.TypeDocumentFactory(donnees_personnelles=True)
    )
    version(personnel)
    preuve = factories.PreuveFactory(
        departement=referent.departement, service=service, date_effet=date(2022, 1, 1)
    )
    cellule.preuves.add(preuve)
    factories.PieceAFournirFactory(types=["fiche_procedure"])
    with (tmp_path / "preuves.zip").open("wb") as flux:
        fabriquer(etendue(referent), flux)
    zipfile.ZipFile(tmp_path / "preuves.zip").extractall(tmp_path / "lu")
    return tmp_path / "lu"


@pytest.mark.parametrize(("largeur", "theme"), [(1280, "light"), (320, "dark")])
def test_axe_ne_trouve_rien_et_rien_ne_deborde(dossier, browser, largeur, theme):
    contexte = browser.new_context(
        viewport={"width": largeur, "height": 900}, color_scheme=theme, locale="fr-FR"
    )
    onglet = contexte.new_page()
    demandees = []
    onglet.on("request", lambda requete: demandees.append(requete.url))
    onglet.goto((dossier / "index.html").as_uri())
    assert violations(onglet) == []
    assert onglet.evaluate("document.documentElement.scrollWidth") <= largeur
    assert {url.partition(":")[0] for url in demandees} <= {"file", "data"}
    contexte.close()


def test_le_clavier_mene_au_contenu_puis_a_un_fichier_qui_existe(dossier, browser):
    onglet = browser.new_page()
    onglet.goto((dossier / "index.html").as_uri())
    onglet.keyboard.press("Tab")
    assert onglet.evaluate("document.activeElement.textContent") == "Aller au contenu"
    onglet.keyboard.press("Enter")
    assert onglet.evaluate("document.activeElement.id") == "contenu"
    liens = onglet.eval_on_selector_all(
        "a[href]:not([href^='#'])", "liens => liens.map(un => decodeURIComponent(un.pathname))"
    )
    assert liens and not [lien for lien in liens if not (dossier / lien).exists()]
    onglet.close()


def test_le_html_est_strict(dossier):
    lecteur = html5lib.HTMLParser(strict=True)
    arbre = lecteur.parse((dossier / "index.html").read_bytes())
    assert arbre.get("lang") == "fr"
