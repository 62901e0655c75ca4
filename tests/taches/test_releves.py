"""Un worker tué net au milieu d'une relève : chaque message devient une demande, et une seule."""

from datetime import date

import pytest
from django.utils import timezone

from suivi.messagerie.tasks import relever_la_boite
from suivi.models import BoiteFonctionnelle, Demande, MessageRecu, PieceJointe
from tests import factories
from tests.suivi.courriels import octets
from tests.suivi.dovecot import SECRET, Coupeur, Dovecot
from tests.taches.conftest import attendre, tuer

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = ("worker", "-c", "1", "-l", "INFO", "--without-gossip", "--without-mingle")
NOMBRE = 12


@pytest.fixture
def dovecot():
    serveur = Dovecot()
    serveur.lancer()
    yield serveur
    serveur.arreter()


@pytest.fixture
def relais(dovecot):
    relais = Coupeur(dovecot.port_ssl)
    yield relais
    relais.fermer()


@pytest.fixture
def boite(dovecot, relais, service, monkeypatch):
    monkeypatch.setenv("IMAP_SERVEURS", "127.0.0.1")
    monkeypatch.setenv("IMAP_AUTORITE", str(dovecot.certificat))
    monkeypatch.setenv("BOITE_ESSAI", SECRET)
    return factories.BoiteFonctionnelleFactory(
        service=service,
        identifiant="essai",
        serveur="127.0.0.1",
        port=relais.port,
        depuis=date(2022, 3, 1),
        active=True,
    )


def test_une_releve_interrompue_ne_perd_ni_ne_double_rien(celery_reel, boite, relais, dovecot):
    objets = [f"Message {rang:02d}" for rang in range(NOMBRE)]
    dovecot.deposer("essai", *(octets(objet=objet, corps="x" * 6_000) for objet in objets))
    relais.retient, relais.apres = True, NOMBRE * 3_500
    premier = celery_reel(*WORKER)
    relever_la_boite.delay(boite.pk)
    attendre(relais.muet.is_set)
    tuer(premier)
    assert 0 < MessageRecu.objects.count() < NOMBRE
    assert Demande.objects.count() == MessageRecu.objects.count()

    relais.apres = None
    celery_reel(*WORKER)
    BoiteFonctionnelle.objects.update(bail=timezone.now())  # dix minutes ont passé
    relever_la_boite.delay(boite.pk)
    relever_la_boite.delay(boite.pk)  # la file rend ce que le mort n'a pas acquitté
    attendre(lambda: MessageRecu.objects.filter(range=True).count() == NOMBRE)
    attendre(lambda: BoiteFonctionnelle.objects.get().bail is None)
    assert sorted(Demande.objects.values_list("objet", flat=True)) == objets
    assert MessageRecu.objects.count() == PieceJointe.objects.count() == NOMBRE
    assert all(b"\\Seen" in drapeaux for drapeaux in dovecot.contenu("essai"))
