"""La saisie rapide au clavier seul : trente fiches de l'urne, sans souris ni page rechargée."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from qualepref.socle import chargement
from suivi.models import Demande, FicheSaisie, Identite
from tests import factories
from tests.navigateur.conftest import temoin

pytestmark = pytest.mark.django_db(transaction=True)
FICHES = 30
ENVOIS_PAR_FICHE = 2  # la fiche, et au plus une recherche de semblable
TOUCHES_PAR_FICHE = 6  # hors des mots tapés


@pytest.fixture
def lot(service):
    chargement.charger(settings.RACINE / "suivi" / "referentiels" / "delais.yaml")
    return factories.LotSaisieFactory(service=service)


@pytest.fixture
def clavier(ouvrir, referent, lot):
    """La page du lot, et de quoi compter ce que coûte chaque fiche."""
    onglet = ouvrir(referent, lot.get_absolute_url())
    onglet.envois, onglet.touches = [], 0
    onglet.on("request", lambda r: onglet.envois.append(r.url) if r.method == "POST" else None)
    return onglet


def presser(onglet, *touches):
    for touche in touches:
        onglet.keyboard.press(touche)
        onglet.touches += 1


def champ_actif(onglet):
    return onglet.evaluate("document.activeElement.name")


def attendre(onglet, lot, rang):
    onglet.wait_for_selector(f"#annonce:has-text('Fiche F{lot.pk}-{rang:02} enregistrée')")


def test_trente_fiches_au_clavier_seul(clavier, lot):
    for rang in range(1, FICHES + 1):
        assert champ_actif(clavier) == "nature"
        presser(clavier, "s" if rang % 3 == 0 else "r", "Tab")
        clavier.keyboard.type(f"Objet de la fiche {rang}")
        if rang % 2:
            presser(clavier, "F2")
        else:
            presser(clavier, "Tab", "Tab")
            clavier.keyboard.type(f"Usager {rang:04}")
        clavier.wait_for_selector(".htmx-request", state="detached")
        presser(clavier, "Enter")
        attendre(clavier, lot, rang)
    assert clavier.inner_text("#fiches") == f"{FICHES} fiches dans le lot"
    assert clavier.touches <= TOUCHES_PAR_FICHE * FICHES
    assert len(clavier.envois) <= ENVOIS_PAR_FICHE * FICHES
    assert (Demande.objects.count(), Identite.objects.count()) == (FICHES, FICHES // 2)
    assert Demande.objects.filter(nature="suggestion").count() == FICHES // 3
    assert clavier.fautes == []


def test_une_semblable_se_dit_pendant_la_frappe_et_n_empeche_rien(clavier, lot):
    for rang in (1, 2):
        presser(clavier, "Tab")
        clavier.keyboard.type("Deux heures d'attente")
        if rang == 2:
            clavier.wait_for_selector("#semblables:has-text('Une demande semblable existe')")
            assert champ_actif(clavier) == "objet"
        presser(clavier, "F2", "Enter")
        attendre(clavier, lot, rang)
    assert Demande.objects.count() == 2


def test_deux_entrees_de_suite_ne_font_qu_une_fiche(clavier, lot):
    presser(clavier, "Tab")
    clavier.keyboard.type("Attente")
    presser(clavier, "F2")
    clavier.evaluate("fiche.requestSubmit(); fiche.requestSubmit()")
    attendre(clavier, lot, 1)
    assert FicheSaisie.objects.count() == 1


def test_une_coupure_garde_la_fiche_et_le_second_envoi_la_prend(clavier, lot):
    presser(clavier, "Tab")
    clavier.keyboard.type("Attente")
    presser(clavier, "F2")
    clavier.context.set_offline(True)
    presser(clavier, "Enter")
    clavier.wait_for_selector("#annonce:has-text('le réseau ne répond pas')")
    assert clavier.input_value("[name=objet]") == "Attente"
    clavier.context.set_offline(False)
    presser(clavier, "Enter")
    attendre(clavier, lot, 1)
    assert Demande.objects.count() == 1


def test_une_faute_rend_le_focus_au_champ_et_rien_ne_se_perd(clavier, lot):
    presser(clavier, "Tab")
    clavier.keyboard.type("Attente")
    presser(clavier, "Enter")
    clavier.wait_for_selector("#annonce:has-text('Fiche non enregistrée')")
    assert champ_actif(clavier) == "nom"
    assert clavier.input_value("[name=objet]") == "Attente"
    presser(clavier, "F2", "Enter")
    attendre(clavier, lot, 1)
    assert not Axe().run(clavier).response["violations"]


def test_sans_javascript_la_fiche_s_enregistre_aussi(browser, live_server, referent, lot):
    contexte = browser.new_context(java_script_enabled=False)
    contexte.add_cookies([temoin(referent, live_server.url)])
    onglet = contexte.new_page()
    onglet.goto(live_server.url + lot.get_absolute_url())
    onglet.fill("[name=objet]", "Sans script")
    onglet.check("[name=anonyme]", force=True)
    onglet.press("[name=objet]", "Enter")
    onglet.wait_for_selector("text=1 fiche dans le lot")
    contexte.close()
    assert Demande.objects.get().objet == "Sans script"


def test_on_ouvre_un_lot_au_clavier(ouvrir, referent, service):
    onglet = ouvrir(referent, reverse("suivi:lotsaisie_create"))
    onglet.focus("[name=service]")
    onglet.keyboard.type("Accueil général")
    onglet.focus("[name=date_arrivee]")
    onglet.keyboard.press("Enter")
    onglet.wait_for_selector("#fiche")
    assert champ_actif(onglet) == "nature"
