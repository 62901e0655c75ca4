"""Un worker tué net au milieu d'un travail : repris sous deux minutes, un seul résultat."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from pilotage.models import TableauDeBord
from pilotage.trimestres import inscrire_les_trimestres
from qualepref.socle.models import Production
from qualepref.socle.sorties.exports import classeur
from qualepref.socle.tasks import produire
from suivi.models import Demande
from tests.taches.conftest import attendre, laisser_passer_le_silence, tuer

pytestmark = pytest.mark.django_db(transaction=True)
REPRISE_MAX = 120
LIGNES = 3_000
WORKER = ("worker", "-c", "1", "-l", "INFO", "--without-gossip", "--without-mingle")


def test_un_travail_muet_est_repris_sous_deux_minutes(settings):
    """Les essais qui suivent ne les attendent pas : ce sont ces durées qui le tiennent."""
    relance = settings.CELERY_BEAT_SCHEDULE["relancer-les-productions"]["schedule"]
    assert settings.PRODUCTION_SILENCE + relance < REPRISE_MAX
    assert settings.PRODUCTION_SILENCE >= 10 * settings.PRODUCTION_BATTEMENT


def etat(production):
    return Production.objects.values_list("etat", flat=True).get(pk=production.pk)


@pytest.fixture
def gros_import(departement, service, referent):
    """Un classeur de trois mille demandes, à importer."""
    entete = ["N°", "Date d'arrivée", "Canal", "Nature", "Objet", "Usager", "Date de réponse"]
    lignes = [
        [
            rang,
            date(2022, 1, 3) + timedelta(days=rang % 300),
            "courriel",
            "Info générale",
            f"Objet {rang}",
            f"Usager {rang:05d}",
            date(2022, 1, 5) + timedelta(days=rang % 300),
        ]
        for rang in range(1, LIGNES + 1)
    ]
    octets = classeur([entete, *lignes], service.nom)
    return Production.objects.create(
        departement=departement,
        demandeur=referent,
        genre="import",
        objet="demandes",
        titre="Import d'essai",
        source=ContentFile(octets, "gros.xlsx"),
        parametres={"nom": "gros.xlsx", "essai": False, "partiel": False},
    )


def test_un_import_interrompu_est_repris_sans_double(celery_reel, gros_import, tmp_path):
    premier = celery_reel(*WORKER)
    produire.delay(gros_import.pk)
    attendre(lambda: etat(gros_import) == Production.Etat.EN_COURS)
    tuer(premier)
    assert not Demande.objects.exists()
    laisser_passer_le_silence()
    celery_reel(*WORKER)
    celery_reel("beat", "-s", str(tmp_path / "beat"), "--pidfile=")
    attendre(lambda: etat(gros_import) == Production.Etat.TERMINEE)
    gros_import.refresh_from_db()
    assert gros_import.tentatives == 2
    assert (gros_import.rapport["creees"], Demande.objects.count()) == (LIGNES, LIGNES)


def test_un_tableau_de_bord_interrompu_n_a_qu_un_fichier(
    celery_reel, departement, service, tmp_path
):
    """Le trimestre de beat : tué pendant le calcul, repris, un fichier et un tableau."""
    (production,) = inscrire_les_trimestres(date(2023, 1, 10))
    premier = celery_reel(*WORKER)
    produire.delay(production.pk)
    attendre(lambda: etat(production) == Production.Etat.EN_COURS)
    tuer(premier)
    production.refresh_from_db()
    assert not production.fichier
    laisser_passer_le_silence()
    celery_reel(*WORKER)
    celery_reel("beat", "-s", str(tmp_path / "beat"), "--pidfile=")
    attendre(lambda: etat(production) == Production.Etat.TERMINEE)
    production.refresh_from_db()
    assert production.tentatives == 2
    assert production.fichier.read(4) == b"%PDF"
    dossier = Path(production.fichier.path).parent
    assert [f.name for f in dossier.glob(f"{production.pk}-*")] == [
        Path(production.fichier.name).name
    ]
    assert TableauDeBord.objects.count() == 1
