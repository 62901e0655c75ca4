"""axe-core sur chaque page du projet, prise dans la table des droits ; rien ne déborde à 320 px."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from qualepref.socle.models import Agent
from tests.acces import Decor
from tests.navigateur.conftest import temoin
from tests.test_droits import TABLE

pytestmark = pytest.mark.django_db(transaction=True)
# Ces adresses rendent un fichier ou une redirection, pas une page.
SANS_PAGE = (
    "_fichier",
    "_lettre",
    ":deconnexion",
    "_xlsx",
    "_pdf",
    "_ics",
    "_json",
    "_telecharger",
)
SANS_PAGE += ("_classeur", "_piece", ":piece", "_brut", ":cadre")
ECRANS = ((1280, "light"), (320, "dark"))
PAGES = sorted(
    nom for nom, acces in TABLE.items() if acces.methode == "get" and not nom.endswith(SANS_PAGE)
)


@pytest.fixture
def lecteur(creer_agent, departement, service):
    """Qui peut ouvrir la page : un compte technique, du département, que rien n'arrête."""
    agent = creer_agent("referent_qualite", departement, service)
    Agent.objects.filter(pk=agent.pk).update(is_superuser=True)
    agent.refresh_from_db()
    return agent


@pytest.fixture
def onglet(onglet_garde, live_server, lecteur):
    """L'onglet du module, ouvert au nom du lecteur de cet essai."""
    onglet_garde.fautes.clear()
    onglet_garde.context.clear_cookies()
    onglet_garde.context.add_cookies([temoin(lecteur, live_server.url)])
    return onglet_garde


@pytest.mark.parametrize("nom", PAGES)
def test_axe_ne_trouve_rien_et_rien_ne_deborde(nom, onglet, live_server, lecteur, service):
    acces = TABLE[nom]
    arguments = acces.arguments(Decor(service, lecteur)) if acces.objet else []
    if nom == "socle:connexion":
        onglet.context.clear_cookies()
    onglet.goto(live_server.url + reverse(nom, args=arguments))
    onglet.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    constats = []
    for largeur, theme in ECRANS:
        regler(onglet, largeur, theme)
        constats += violations(onglet)
        deborde = onglet.evaluate("document.documentElement.scrollWidth") - largeur
        if deborde > 0:
            constats.append(f"la page déborde de {deborde} px à {largeur} px")
    assert constats + onglet.fautes == []


def test_la_page_ouverte_change_de_theme_et_de_largeur(onglet, live_server):
    onglet.goto(live_server.url + reverse("accueil"))
    for largeur, theme in ECRANS:
        regler(onglet, largeur, theme)
        vus = onglet.evaluate("[innerWidth, document.documentElement.dataset.frTheme]")
        assert vus == [largeur, theme]


def regler(onglet, largeur, theme):
    """Le thème suit la préférence de l'appareil, dès que les scripts de la page l'ont entendue."""
    onglet.set_viewport_size({"width": largeur, "height": 900})
    onglet.emulate_media(color_scheme=theme)
    onglet.wait_for_function(
        "theme => ['', theme].includes(document.documentElement.dataset.frTheme ?? '')", arg=theme
    )


def violations(onglet):
    """Les fautes trouvées par axe-core : règle, éléments en cause."""
    return [
        f"{faute['id']} : {', '.join(str(n['target'][0]) for n in faute['nodes'][:3])}"
        for faute in Axe().run(onglet).response["violations"]
    ]


def test_axe_trouve_une_faute_semee(ouvrir, lecteur):
    """La preuve que le contrôle voit quelque chose : une image sans texte."""
    onglet = ouvrir(lecteur, reverse("accueil"))
    onglet.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert any(faute.startswith("image-alt") for faute in violations(onglet))
