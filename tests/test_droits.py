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
from django.urls import reverse

from qualepref.socle.droits import ROLES
from tests import factories
from tests.acces import TOUS, Acces
from tests.adresses import adresses_du_projet
from tests.scene import defait

pytestmark = pytest.mark.django_db

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
AUTRE = {"get": "post", "post": "get"}
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


@pytest.mark.parametrize("nom", sorted(TABLE))
def test_chacun_ouvre_ce_que_son_role_permet(nom, scene):
    """Qui n'en a pas le droit est refusé quelle que soit la méthode."""
    acces = TABLE[nom]
    ailleurs = scene.ailleurs()
    loin = acces.arguments(ailleurs) if acces.objet else []
    chez_soi, pres = None, []
    obtenu, attendu = {}, {}
    for role in scene.troupe:
        if acces.objet and (chez_soi is None or chez_soi.personnel):
            chez_soi = scene.chez_soi(role)
            pres = acces.arguments(chez_soi)
        essais = [(acces.methode, pres, False)]
        essais += [(acces.methode, loin, True)] if acces.objet else []
        essais += [(AUTRE[acces.methode], pres, False)] if role in TOUS - acces.roles else []
        obtenu[role] = [reponse_a(scene.client(role), nom, *essai[:2]) for essai in essais]
        attendu[role] = [statut_attendu(role, nom, acces, essai[2]) for essai in essais]
    assert obtenu == attendu


@pytest.mark.parametrize("role", [*ROLES, "superutilisateur", "anonyme"])
def test_l_administration_de_django_est_reservee_aux_comptes_techniques(role, scene):
    assert scene.client(role).get(reverse("admin:index")).status_code == 302


def test_un_compte_technique_ouvre_l_administration(scene, client_de):
    technicien = factories.AgentFactory(is_superuser=True, is_staff=True)
    assert client_de(technicien).get(reverse("admin:index")).status_code == 200


def statut_attendu(role, nom, acces, ailleurs):
    if role == "anonyme":
        return OUVERTES.get(nom, 302)
    if role != "superutilisateur" and role not in acces.roles:
        return 403
    return acces.ailleurs if ailleurs and role not in VOIENT_TOUT else acces.statut


def reponse_a(client, nom, methode, arguments):
    """Joue la requête puis défait ce qu'elle a changé : le suivant trouve le même décor."""
    with defait():
        return getattr(client, methode)(reverse(nom, args=arguments)).status_code
