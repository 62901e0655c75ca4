"""Chaque URL qui rend un fichier : qui l'ouvre, et comment le fichier part.

La table des droits dit toutes les URL du projet ; celles qui rendent un fichier s'y reconnaissent
à leur en-tête, sans qu'on ait à les nommer.
"""

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from qualepref.socle.fichiers.contenus import MONTRABLES
from qualepref.socle.fichiers.envoi import CLOISON
from qualepref.socle.models import Agent
from tests import factories
from tests.acces import TOUS, Decor
from tests.adresses import adresses_du_projet
from tests.test_droits import TABLE

# Ce qu'on trouve au moins : que la fouille ne passe pas à côté.
CONNUES = {
    "documents:version_fichier",
    "documents:cadre",
    "pilotage:mesure_fichier",
    "socle:designation_lettre",
    "socle:production_fichier",
    "suivi:ma_piece",
    "suivi:message_brut",
    "suivi:piece",
    "suivi:reponse_pdf",
    "suivi:signalement_piece",
}
# Des mots du métier, un numéro ou un code tiré au hasard : rien du fichier, ni son nom, ni où il
# est gardé.
ADRESSE = re.compile(r"(/[a-z-]+|/\d+|/[2-9b-z]{8})+(/|\.ics|\.csv)")
# Des chiffres publiés, sans compte : données ouvertes.
OUVERTS_A_TOUS = {"enquetes:resultats_fichier"}
REPONSES = {"get", "render_to_response"}
GARDE = re.compile(r"\.(fichier|pdf|piece|photo|brut|lettre_mission|source)\.(url|path)\b")


@pytest.fixture
def technicien(creer_agent, departement, service):
    """Rien ne l'arrête : il ouvre tout."""
    agent = creer_agent("correspondant", departement, service)
    Agent.objects.filter(pk=agent.pk).update(is_superuser=True)
    return Agent.objects.get(pk=agent.pk)


@pytest.fixture
def fichiers(technicien, service):
    """{nom de l'URL: (adresse, réponse)} de toutes celles qui rendent un fichier."""
    lues = {nom: ouvrir(technicien, nom, Decor(service, technicien)) for nom in ouvrables()}
    return {nom: lue for nom, lue in lues.items() if "Content-Disposition" in lue[1]}


def ouvrables():
    """Les URL dont la vue écrit elle-même sa réponse, au lieu d'une page des vues de base."""
    propres = {une.nom for une in adresses_du_projet() if ecrit_sa_reponse(une.classe)}
    return [nom for nom in propres if TABLE[nom].methode == "get" and TABLE[nom].statut == 200]


def ecrit_sa_reponse(classe):
    if classe is None:
        return True
    lignee = [une for une in classe.__mro__ if ".views" in une.__module__]
    siennes = [une for une in lignee if not une.__module__.startswith("django.")]
    return any(REPONSES & vars(une).keys() for une in siennes)


def ouvrir(agent, nom, decor):
    """L'adresse et sa réponse ; le décor est défait, le suivant le retrouve."""
    acces = TABLE[nom]
    with transaction.atomic():
        adresse = reverse(nom, args=acces.arguments(decor) if acces.objet else [])
        client = Client()
        client.force_login(agent, backend="qualepref.socle.authentification.BackendDesignations")
        reponse = client.get(adresse)
        transaction.set_rollback(True)
    return adresse, reponse


def test_chaque_fichier_part_enferme_a_qui_y_a_droit_et_son_adresse_n_en_dit_rien(
    fichiers, creer_agent, service, autre_service
):
    assert fichiers.keys() >= CONNUES
    for nom, (adresse, reponse) in fichiers.items():
        genre, disposition = reponse["Content-Type"], reponse["Content-Disposition"]
        assert reponse["X-Content-Type-Options"] == "nosniff", nom
        assert "no-store" in reponse["Cache-Control"], nom
        assert ADRESSE.fullmatch(adresse), adresse
        if not disposition.startswith("attachment"):
            assert genre in MONTRABLES, nom
        politique = reponse["Content-Security-Policy"]
        if genre == MONTRABLES[0] and not disposition.startswith("attachment"):
            assert "default-src 'none'" in politique and "script-src 'self'" in politique, nom
        else:
            assert politique.startswith("default-src 'none'; sandbox;"), nom
    for nom in fichiers.keys() - OUVERTS_A_TOUS:
        ne_s_ouvre_pas_sans_droit(nom, creer_agent, service, autre_service)


def ne_s_ouvre_pas_sans_droit(nom, creer_agent, service, autre_service):
    """Sans compte, avec un rôle qui n'y a pas droit, ou depuis un autre département."""
    acces, departement = TABLE[nom], service.site.departement
    etranger = factories.AgentFactory(departement=autre_service.site.departement)
    anonyme = Client().get(ouvrir(etranger, nom, Decor(service, etranger))[0])
    assert anonyme.status_code == 302 and "/connexion/" in anonyme["Location"], nom
    for role in TOUS - acces.roles:
        refuse = creer_agent(role, departement, service)
        assert ouvrir(refuse, nom, Decor(service, etranger))[1].status_code == 403, (nom, role)
    admis = creer_agent(min(acces.roles - {"lecteur_national"}), departement, service)
    ailleurs = ouvrir(admis, nom, Decor(autre_service, etranger))[1]
    assert not acces.objet or ailleurs.status_code == acces.ailleurs, nom


def test_l_adresse_que_donne_le_stockage_ne_mene_nulle_part(client_de, technicien, db):
    version = factories.VersionDocumentFactory()
    garde = version.fichier.name
    for adresse in (f"/{garde}", f"/medias/{garde}", f"/media/{garde}", f"/static/{garde}"):
        assert client_de(technicien).get(adresse).status_code == 404
    assert version.nom not in garde and "fiche" not in garde


def test_ni_page_ni_code_ne_montre_ou_n_emploie_ou_un_fichier_est_garde():
    """Sur un stockage distant, `.url` serait une adresse signée, et `.path` n'existe pas."""
    racine = settings.RACINE
    apps = ["qualepref", "engagements", "documents", "enquetes", "suivi", "pilotage", "templates"]
    sources = [f for app in apps for f in (racine / app).rglob("*") if f.suffix in {".py", ".html"}]
    fautifs = [str(f.relative_to(racine)) for f in sources if GARDE.search(f.read_text())]
    assert len(sources) > 300 and fautifs == []


def test_la_cloison_ne_laisse_rien_passer():
    assert "script" not in CLOISON and "allow-" not in CLOISON
