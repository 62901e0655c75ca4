"""Deux clics, ou une réponse et la clôture au même instant : rien ne se double, rien ne se perd."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from enquetes.formulaire.recueil import EnqueteClose, Recueil
from enquetes.models import Enquete, JetonRecu, Mode, Reponse
from tests.enquetes.questionnaire_d_essai import REPONSES, enquete, point

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="une base en mémoire n'a qu'un écrivain"
    ),
]
UN_INSTANT = 0.5  # secondes : le temps qu'un autre se heurte au verrou


@pytest.fixture
def lien(departement, site):
    return point(enquete(departement), Mode.LIEN, site=site)


def en_meme_temps(pendant, ensuite):
    """`pendant` tient sa transaction ouverte ; `ensuite` arrive alors et rend ce qu'il dit."""
    commence, finir = Event(), Event()

    def tenir():
        try:
            with transaction.atomic():
                pendant()
                commence.set()
                assert not finir.wait(UN_INSTANT)
        finally:
            connection.close()

    def arriver():
        commence.wait()
        try:
            return ensuite()
        except (ValidationError, EnqueteClose) as refus:
            return refus
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        premier, second = fils.submit(tenir), fils.submit(arriver)
        premier.result()
        return second.result()


def repondre(lien):
    recueil = Recueil(lien.enquete, lien)
    return recueil.enregistrer(REPONSES, jeton=uuid4(), mode=Mode.LIEN, langue="fr")


def clore():
    Enquete.objects.get().clore()


def test_deux_clics_ne_closent_qu_une_fois(lien):
    refus = en_meme_temps(clore, Enquete.objects.get().clore)
    assert isinstance(refus, ValidationError)
    assert Enquete.objects.get().history.filter(etat="close").count() == 1


def test_une_reponse_arrivee_pendant_la_cloture_est_refusee(lien):
    assert isinstance(en_meme_temps(clore, lambda: repondre(lien)), EnqueteClose)
    assert not (Reponse.objects.exists() or JetonRecu.objects.exists())


def test_la_cloture_attend_les_reponses_en_route(lien):
    assert en_meme_temps(lambda: repondre(lien), clore) is None
    assert Reponse.objects.count() == 1
    assert not JetonRecu.objects.exists()


def test_deux_reponses_ne_s_attendent_pas(lien):
    repondre(lien)  # la première gèle le questionnaire

    def repondre_et_compter():
        repondre(lien)
        return Reponse.objects.count()

    # L'autre n'a pas encore fini d'entrer : elle ne se compte pas.
    assert en_meme_temps(lambda: repondre(lien), repondre_et_compter) == 2
    assert Reponse.objects.count() == 3
