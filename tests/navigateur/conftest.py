"""Un vrai Chromium devant un vrai serveur : les pages comme les voit un utilisateur."""

import os

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright tient sa propre boucle
LARGEURS = {"bureau": 1280, "etroit": 320}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": "/usr/bin/chromium",
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "fr-FR"}


@pytest.fixture
def ouvrir(live_server, browser, browser_context_args):
    """Ouvre une adresse au nom d'un agent ; rend la page et ce que la console a dit de mal."""
    contextes = []

    def ouvrir(agent, adresse, largeur=1280, theme="light"):
        contexte = browser.new_context(
            **browser_context_args,
            viewport={"width": largeur, "height": 900},
            color_scheme=theme,
        )
        contextes.append(contexte)
        if agent is not None:
            contexte.add_cookies([temoin(agent, live_server.url)])
        onglet = contexte.new_page()
        onglet.fautes = []
        onglet.on("console", lambda dit: noter(onglet, dit))
        onglet.goto(live_server.url + adresse)
        return onglet

    yield ouvrir
    for contexte in contextes:
        contexte.close()


@pytest.fixture(scope="module")
def onglet_garde(browser, browser_context_args):
    """Un onglet pour tout un module : le style et les scripts n'y sont chargés qu'une fois."""
    contexte = browser.new_context(**browser_context_args, service_workers="block")
    onglet = contexte.new_page()
    onglet.fautes = []
    onglet.on("console", lambda dit: noter(onglet, dit))
    yield onglet
    contexte.close()


def noter(onglet, dit):
    if dit.type == "error":
        onglet.fautes.append(dit.text)


def temoin(agent, adresse):
    """Le témoin d'une session ouverte, sans repasser par la page de connexion."""
    session = SessionStore()
    session["_auth_user_id"] = str(agent.pk)
    session["_auth_user_backend"] = "qualepref.socle.authentification.BackendDesignations"
    session["_auth_user_hash"] = agent.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": adresse}
