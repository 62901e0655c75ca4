"""Les tableaux de tous les départements en un groupe : quoi qu'il tombe, chacun une fois."""

import os
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, connections

from pilotage.models import Indicateur, Mesure, TableauDeBord
from pilotage.tasks import preparer_les_trimestres
from qualepref.celery import app
from qualepref.socle.models import Departement, Production
from tests import factories
from tests.taches.conftest import attendre, laisser_passer_le_silence, tuer
from tests.taches.serveurs import Postgresql, Redis

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = ("worker", "-c", "1", "-l", "INFO", "--without-gossip", "--without-mingle")
TERMINEE = Production.Etat.TERMINEE
NOMBRE = 6
RETENU = 2  # le département où le groupe s'arrête, à mi-chemin
REDEMARRAGE = 1  # seconde pendant laquelle le serveur coupé ne répond pas


@pytest.fixture
def redis_a_soi(monkeypatch):
    serveur = Redis()
    serveur.lancer()
    monkeypatch.setenv("REDIS_URL", serveur.adresse)
    yield serveur
    serveur.arreter()


@pytest.fixture
def postgresql_a_soi(transactional_db):
    """Les essais lisent là où écrivent les workers : la base des essais y est recopiée."""
    serveur = Postgresql()
    serveur.lancer()
    base = connection.settings_dict
    serveur.recopier(base)
    avant = {cle: base[cle] for cle in ("HOST", "PORT", "NAME", "USER")}
    connection.close()
    base |= {"HOST": "127.0.0.1", "PORT": serveur.port, "NAME": "postgres", "USER": "postgres"}
    yield serveur
    connection.close()
    base |= avant
    serveur.arreter()


@pytest.fixture
def beat(celery_reel, tmp_path):
    return lambda: celery_reel("beat", "-s", str(tmp_path / "beat"), "--pidfile=")


@pytest.fixture
def fichiers(settings, tmp_path):
    """Un dossier neuf : ce qui y reste à la fin vient de cet essai."""
    disque = settings.STORAGES["default"]
    place = {"OPTIONS": disque["OPTIONS"] | {"location": str(tmp_path / "medias")}}
    settings.STORAGES = settings.STORAGES | {"default": disque | place}
    return tmp_path / "medias" / "productions"


def peupler(monkeypatch):
    """Un trimestre de demandes par département ; l'un a une mesure qu'elles ne disent plus."""
    monkeypatch.setenv("ARRETE", "2023-01-15")
    calcule = {"source": Indicateur.Source.CALCULE, "ventilation": ["site"]}
    indicateur = factories.IndicateurFactory(code="RECL-ACCUEIL", **calcule)
    for _ in range(NOMBRE):
        service = factories.ServiceFactory()
        champs = {"departement": service.site.departement, "service": service}
        champs |= {"registre": "suggestions_reclamations", "nature": "reclamation"}
        for mois in (10, 11, 12):
            factories.DemandeFactory(date_arrivee=date(2022, mois, 3), **champs)
    return factories.MesureFactory(
        departement=Departement.objects.order_by("pk")[RETENU],
        indicateur=indicateur,
        mois="2022-10",
        source=Indicateur.Source.CALCULE,
    )


class Retenue:
    """Tient la ligne de la mesure à retirer : le worker qui y vient attend."""

    def __init__(self, mesure):
        self.autre = connections.create_connection("default")
        self.autre.set_autocommit(False)
        with self.autre.cursor() as curseur:
            verrou = f"SELECT 1 FROM {Mesure._meta.db_table} WHERE id = %s FOR UPDATE"
            curseur.execute(verrou, [mesure.pk])

    def attendue(self):
        with connection.cursor() as curseur:
            curseur.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return curseur.fetchone()[0] > 0

    def lacher(self):
        self.autre.close()


def etats(**lesquelles):
    return list(Production.objects.filter(**lesquelles).values_list("etat", flat=True))


def au_milieu(mesure):
    """Un tableau au moins est fait, celui du milieu se fait : le groupe n'est pas fini."""
    retenue = Retenue(mesure)
    with app.connection_for_write(os.environ["REDIS_URL"]) as file:
        preparer_les_trimestres.apply_async(connection=file)
    attendre(lambda: retenue.attendue() and TERMINEE in etats())
    assert Production.Etat.EN_ATTENTE in etats()
    return retenue


def tous_une_fois(fichiers):
    """Un tableau, un fichier et les mêmes mesures par département ; la périmée n'y est plus."""
    attendre(lambda: set(etats()) == {TERMINEE})
    departements = set(Departement.objects.values_list("pk", flat=True))
    tableaux = TableauDeBord.objects.exclude(calcule_le=None).values_list("departement", flat=True)
    assert sorted(tableaux) == sorted(departements)
    produits = Production.objects.all()
    assert sorted(p.departement_id for p in produits) == sorted(departements)
    assert set(fichiers.rglob("[0-9]*-*")) == {
        Path(production.fichier.path) for production in produits
    }
    assert all(production.fichier.read(4) == b"%PDF" for production in produits)
    mesures = Counter(Mesure.objects.values_list("departement", flat=True))
    assert set(mesures) == departements and len(set(mesures.values())) == 1


def test_workers_tues_net(celery_reel, beat, fichiers, monkeypatch):
    """Le travail commencé et celui que le mort avait réservé sont repris par un autre."""
    mesure = peupler(monkeypatch)
    workers = [celery_reel(*WORKER) for _ in range(2)]
    retenue = au_milieu(mesure)
    for worker in workers:
        tuer(worker)
    retenue.lacher()
    laisser_passer_le_silence(terminee_le=None)
    celery_reel(*WORKER), beat()
    tous_une_fois(fichiers)
    repris = Production.objects.get(departement=mesure.departement_id)
    assert repris.tentatives == 2


def test_redis_relance_sans_rien_de_sa_file(redis_a_soi, celery_reel, beat, fichiers, monkeypatch):
    """Ce qui se calcule s'achève ; ce que la file a oublié y revient."""
    mesure = peupler(monkeypatch)
    for _ in range(2):
        celery_reel(*WORKER)
    beat()
    retenue = au_milieu(mesure)
    redis_a_soi.couper()
    time.sleep(REDEMARRAGE)
    redis_a_soi.lancer()
    retenue.lacher()
    laisser_passer_le_silence(etat=Production.Etat.EN_ATTENTE)
    tous_une_fois(fichiers)
    assert set(Production.objects.values_list("tentatives", flat=True)) == {1}


def test_postgresql_relance_apres_une_coupure(
    postgresql_a_soi, celery_reel, beat, fichiers, monkeypatch
):
    """Les travaux coupés recommencent ; ceux que la file a rendus pendant la panne y reviennent."""
    mesure = peupler(monkeypatch)
    for _ in range(2):
        celery_reel(*WORKER)
    beat()
    retenue = au_milieu(mesure)
    postgresql_a_soi.couper()
    connection.close()
    time.sleep(REDEMARRAGE)
    postgresql_a_soi.lancer()
    retenue.lacher()
    laisser_passer_le_silence(terminee_le=None)
    tous_une_fois(fichiers)
