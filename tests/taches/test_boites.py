"""Deux workers sur le même courriel, avec de vraies transactions : une seule demande."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection

from suivi.messagerie.lecture import lire
from suivi.messagerie.naissances import Recu
from suivi.messagerie.releve import rejouer
from suivi.messagerie.reprise import Reprise
from suivi.models import Demande, MessageRecu, PieceJointe
from tests import factories
from tests.suivi.courriels import PDF, octets

MOMENT = datetime(2022, 3, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def boite(transactional_db):
    if connection.vendor == "sqlite":
        pytest.fail("Deux transactions en même temps : PostgreSQL, par bin/test.")
    return factories.BoiteFonctionnelleFactory()


def ensemble(travail, fois=4):
    """Joue le travail dans plusieurs fils lancés au même instant ; rend ce qu'ils ont levé."""
    depart, fautes = Barrier(fois), []

    def jouer():
        depart.wait()
        try:
            travail()
        except Exception as faute:
            fautes.append(faute)
        finally:
            connection.close()

    fils = [Thread(target=jouer) for _ in range(fois)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return fautes


def test_quatre_workers_ensemble_ne_font_qu_une_demande(boite):
    brut = octets(pieces=[("a.pdf", PDF)])
    recu = Recu(1, 1, MOMENT, len(brut), brut)
    fautes = ensemble(lambda: Reprise(boite, lire(brut), recu).executer())
    assert {type(faute) for faute in fautes} <= {IntegrityError}
    assert Demande.objects.count() == MessageRecu.objects.count() == 1
    pieces = PieceJointe.objects.all()
    assert len(pieces) == 2 and all(default_storage.exists(p.fichier.name) for p in pieces)


def test_un_message_rejoue_deux_fois_ensemble_ne_fait_qu_une_demande(boite):
    brut = octets(Auto_Submitted="auto-replied")
    ecarte = Reprise(boite, lire(brut), Recu(1, 1, MOMENT, len(brut), brut)).executer()
    fautes = ensemble(lambda: rejouer(message=ecarte))
    assert len(fautes) == 3 and all("rien à reprendre" in str(faute) for faute in fautes)
    assert Demande.objects.count() == 1 and ecarte.brut


def test_le_bail_d_une_boite_ne_va_qu_a_un_worker(boite):
    pris = []
    ensemble(lambda: pris.append(boite.prendre()))
    assert sorted(pris) == [False, False, False, True]
