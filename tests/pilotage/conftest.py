"""Le département d'essai et son année 2022, chargés par les mêmes commandes qu'un utilisateur."""

import json

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from pilotage.models import Indicateur, TableauDeBord
from pilotage.tableaux import preparer_tableau
from qualepref.socle.models import Departement
from tests import factories
from tests.attendus import CLASSEURS
from tests.pilotage.ailleurs import SITES

CLASSEUR = CLASSEURS / "indicateurs-mensuels-2022.xlsx"


@pytest.fixture(scope="module")
def annee_2022(django_db_setup, django_db_blocker):
    """Chargée une fois pour le module, défaite à la fin : à lire seulement."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("charger_referentiel", verbosity=0)
        call_command("charger_organisation", str(CLASSEURS / "organisation.yaml"), verbosity=0)
        for classeur in ("suivi-courriers-courriels", "suggestions-reclamations"):
            chemin = CLASSEURS / f"{classeur}-2022.xlsx"
            call_command("importer", "demandes", str(chemin), partiel=True, verbosity=0)
        call_command("importer", "indicateurs", str(CLASSEUR), verbosity=0)
        classeur = CLASSEURS / "tableau-formations-2022.xlsx"
        call_command("importer", "formations", str(classeur), verbosity=0)
        yield Departement.objects.get(code="38")
        transaction.set_rollback(True)


@pytest.fixture
def indicateurs(db):
    """La liste livrée des indicateurs et le plan du bilan."""
    livres = sorted((settings.RACINE / "pilotage" / "donnees").glob("*.yaml"))
    call_command("charger_referentiel", *livres, verbosity=0)


@pytest.fixture
def copil(creer_agent, departement):
    return creer_agent("copil", departement)


@pytest.fixture
def importer_ailleurs(indicateurs, autre_departement, tmp_path):
    """Importe des octets dans le département 13 et rend le rapport."""
    for code, (nom, genre) in SITES.items():
        site = factories.SiteFactory(departement=autre_departement, code=code, nom=nom, type=genre)
        racine = factories.ServiceFactory(site=site, parent=None, code=code, nom=nom)
        if genre == "prefecture":
            factories.ServiceFactory(site=site, parent=racine, code="STD", nom="Standard")
            factories.ServiceFactory(site=site, parent=racine, code="ETR", nom="Étrangers")

    def importer(contenu, nom="indicateurs 2022.xlsx", **options):
        chemin, rapport = tmp_path / nom, tmp_path / "rapport.json"
        chemin.write_bytes(contenu)
        options = {"departement": "13", "rapport": rapport, "verbosity": 0} | options
        call_command("importer", "indicateurs", chemin, **options)
        return json.loads(rapport.read_text())

    return importer


@pytest.fixture
def decroche(indicateurs, site):
    """Deux mois de téléphonie du 4e trimestre 2022, le troisième non mesuré."""
    indicateur = Indicateur.objects.get(code="TEL-DECROCHE")
    lieu = {"indicateur": indicateur, "departement": site.departement, "site": site}
    for mois, pris in (("2022-10", 90), ("2022-11", 80)):
        factories.MesureFactory(**lieu, mois=mois, numerateur=pris, denominateur=100)
    factories.MesureFactory(
        **lieu, mois="2022-12", etat="non_mesure", numerateur=None, denominateur=None
    )
    return indicateur


@pytest.fixture
def envoyer(client_de, referent, django_capture_on_commit_callbacks):
    """Poste un formulaire au nom du référent et joue les travaux qu'il demande."""

    def envoyer(nom, *arguments, **donnees):
        with django_capture_on_commit_callbacks(execute=True):
            return client_de(referent).post(reverse(nom, args=arguments), donnees, follow=True)

    return envoyer


@pytest.fixture
def tableau(departement, decroche):
    """Ses chiffres calculés, sans en imprimer le PDF."""
    tableau = TableauDeBord.objects.create(departement=departement, trimestre="2022-T4")
    preparer_tableau(tableau=tableau)
    return tableau
