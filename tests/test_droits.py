"""Chaque URL × chaque rôle × chez soi ou dans l'autre département : qui reçoit quelle réponse.

La table tient en un module par app, `tests/<app>/acces.py` (un dictionnaire `ACCES`), à raison
d'une ligne par URL. Pour une nouvelle URL :

    "suivi:demande_list": Acces(SERVICES),                     # une page sans objet
    "suivi:demande_detail": Acces(SERVICES, demande),          # `demande(decor)` fabrique l'objet
    "suivi:demande_clore": acte(DEMARCHE, demande),            # un acte en POST, qui redirige
    "engagements:engagement_detail": Acces(TOUS, engagement, ailleurs=200),  # commun à tous

Un rôle absent de la ligne reçoit 403, en GET comme en POST ; sans connexion, on est renvoyé à la
page de connexion ; un objet de l'autre département est introuvable (404), sauf pour qui voit tout.
Une URL du projet absente de la table fait échouer `test_la_table_dit_toutes_les_urls`.
"""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import reverse

from qualepref.socle.droits import ROLES
from tests import factories
from tests.acces import TOUS, Acces, Decor
from tests.adresses import adresses_du_projet

DEJA_CONNECTE = 302  # la page de connexion renvoie à l'accueil qui est déjà connecté
PROJET = {
    "accueil": Acces(TOUS),
    "socle:connexion": Acces(TOUS, statut=DEJA_CONNECTE),
    "socle:deconnexion": Acces(TOUS, statut=302, methode="post"),
}
OUVERTES = {
    "socle:connexion": 200,
    "documents:renvoi": 200,
    "suivi:deposer": 200,
    "suivi:depot_recu": 200,
    "enquetes:resultats_publics": 200,
    "pilotage:transparence": 200,
    "pilotage:transparence_trimestre": 200,
    "enquetes:resultats_fichier": 200,
    "enquetes:echange": 200,  # l'autre préfecture, par l'adresse secrète
    "enquetes:appel": 200,
    "recueil:formulaire": 200,
    "recueil:merci": 200,
    "recueil:tablette": 200,
    "recueil:veille_fichier": 200,
}  # réponse à qui n'est pas connecté
VOIENT_TOUT = {"lecteur_national", "superutilisateur"}


def table():
    """Les lignes du projet, puis celles de chaque app qui a des pages."""
    lignes = dict(PROJET)
    for app in apps.get_app_configs():
        if (settings.RACINE / "tests" / app.label / "acces.py").exists():
            lignes |= import_module(f"tests.{app.label}.acces").ACCES
    return lignes


TABLE = table()


def test_la_table_dit_toutes_les_urls():
    noms = [adresse.nom for adresse in adresses_du_projet()]
    absentes = sorted(set(noms) - set(TABLE))
    disparues = sorted(set(TABLE) - set(noms))
    assert not absentes, f"URL sans ligne dans tests/<app>/acces.py : {', '.join(absentes)}"
    assert not disparues, f"ligne de la table sans URL : {', '.join(disparues)}"
    assert len(noms) == len(set(noms)), "deux URL portent le même nom"


@pytest.fixture
def troupe(creer_agent, departement, service):
    """Un agent par rôle, tous du même service, un superutilisateur et personne."""
    agents = {role: creer_agent(role, departement, service) for role in ROLES}
    agents["superutilisateur"] = factories.AgentFactory(departement=departement, is_superuser=True)
    return agents | {"anonyme": AnonymousUser()}


@pytest.mark.parametrize("nom", sorted(TABLE))
def test_chacun_ouvre_ce_que_son_role_permet(nom, troupe, service, autre_service):
    acces = TABLE[nom]
    etranger = factories.AgentFactory(departement=autre_service.site.departement)
    ailleurs = Decor(autre_service, etranger)
    obtenu, attendu = {}, {}
    for role, agent in troupe.items():
        chez_soi = Decor(service, agent if agent.pk else etranger)
        decors = [chez_soi, ailleurs] if acces.objet else [None]
        obtenu[role] = [reponse_a(agent, nom, acces, decor) for decor in decors]
        attendu[role] = [statut_attendu(role, nom, acces, decor == ailleurs) for decor in decors]
    assert obtenu == attendu


@pytest.mark.parametrize("nom", sorted(nom for nom in TABLE if TABLE[nom].roles != TOUS))
@pytest.mark.parametrize("methode", ["get", "post"])
def test_un_role_sans_droit_est_refuse_quelle_que_soit_la_methode(nom, methode, troupe, service):
    acces = TABLE[nom]._replace(methode=methode)
    refuses = [agent for role, agent in troupe.items() if role in TOUS - acces.roles]
    statuts = {reponse_a(agent, nom, acces, Decor(service, agent)) for agent in refuses}
    assert statuts == {403}


@pytest.mark.parametrize("role", [*ROLES, "superutilisateur", "anonyme"])
def test_l_administration_de_django_est_reservee_aux_comptes_techniques(role, troupe):
    assert connecter(troupe[role]).get(reverse("admin:index")).status_code == 302


def test_un_compte_technique_ouvre_l_administration(departement):
    technicien = factories.AgentFactory(is_superuser=True, is_staff=True)
    assert connecter(technicien).get(reverse("admin:index")).status_code == 200


def statut_attendu(role, nom, acces, ailleurs):
    if role == "anonyme":
        return OUVERTES.get(nom, 302)
    if role != "superutilisateur" and role not in acces.roles:
        return 403
    return acces.ailleurs if ailleurs and role not in VOIENT_TOUT else acces.statut


def reponse_a(agent, nom, acces, decor):
    """Joue la requête puis défait ce qu'elle a changé : le suivant trouve le même décor."""
    client = connecter(agent)
    with transaction.atomic():
        arguments = acces.arguments(decor) if acces.objet else []
        reponse = getattr(client, acces.methode)(reverse(nom, args=arguments))
        transaction.set_rollback(True)
    return reponse.status_code


def connecter(agent):
    client = Client()
    if agent.is_authenticated:
        client.force_login(agent, backend="qualepref.socle.authentification.BackendDesignations")
    return client
