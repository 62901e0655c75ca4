"""Deux workers au même instant : un seul registre, un seul courriel."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection

from qualepref.socle.models import Rappel
from qualepref.socle.synthese import envoyer_la_synthese, inscrire_les_rappels
from tests.factories import DemandeFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="une base en mémoire n'a qu'un écrivain"
    ),
]
LUNDI = date(2022, 12, 5)


def a_deux(travail):
    """Le même travail dans deux fils, lancés ensemble ; rend ce que chacun a rendu."""
    depart = Barrier(2)

    def jouer():
        depart.wait()
        try:
            return travail()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        return [envoi.result() for envoi in [fils.submit(jouer), fils.submit(jouer)]]


def test_deux_workers_font_un_registre_et_un_courriel(correspondant, service, settings):
    settings.ARRETE = LUNDI
    correspondant.email = "accueil@exemple.fr"
    correspondant.save()
    for jour in (1, 7, 8):
        DemandeFactory(
            service=service, date_arrivee=date(2022, 11, 2), date_echeance=date(2022, 12, jour)
        )
    departement = correspondant.departement
    passes = a_deux(lambda: inscrire_les_rappels(departement=departement, le=LUNDI))
    assert sorted(passe.nouveaux for passe in passes) == [0, 3]
    assert Rappel.objects.filter(agent=correspondant).count() == 3
    dits = a_deux(lambda: envoyer_la_synthese(agent_id=correspondant.pk, le=LUNDI))
    assert sorted(dits) == [0, 3]
    assert len(mail.outbox) == 1
