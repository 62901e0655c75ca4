"""axe-core sur chaque page du projet, prise dans la table des droits ; rien ne déborde à 320 px."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from qualepref.socle.models import Agent
from tests.acces import Decor
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


@pytest.mark.parametrize("nom", PAGES)
def test_axe_ne_trouve_rien_et_rien_ne_deborde(nom, ouvrir, lecteur, service):
    acces = TABLE[nom]
    arguments = acces.arguments(Decor(service, lecteur)) if acces.objet else []
    adresse = reverse(nom, args=arguments)
    qui = None if nom == "socle:connexion" else lecteur
    constats = []
    for largeur, theme in ((1280, "light"), (320, "dark")):
        onglet = ouvrir(qui, adresse, largeur, theme)
        onglet.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        constats += violations(onglet)
        constats += [f"console : {faute}" for faute in onglet.fautes]
        deborde = onglet.evaluate("document.documentElement.scrollWidth") - largeur
        if deborde > 0:
            constats.append(f"la page déborde de {deborde} px à {largeur} px")
    assert constats == []


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
