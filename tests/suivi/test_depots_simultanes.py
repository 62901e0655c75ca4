"""Le même formulaire envoyé plusieurs fois au même instant n'entre qu'une fois."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import time

import pytest
from django.db import connection
from django.test import Client

from qualepref.socle import depot_public
from suivi.models import Demande, Depot
from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="une base en mémoire n'a qu'un écrivain"
    ),
]
A_LA_FOIS = 5


def test_cinq_envois_du_meme_jeton_n_en_font_qu_un(service):
    point = factories.PointDeDepotFactory(service=service)
    jeton = depot_public.emettre(f"depot-{point.code}", le=time() - 60)
    saisie = {"jeton": jeton, "nature": "suggestion", "message": "Un banc dans le hall."}
    depart = Barrier(A_LA_FOIS)

    def envoyer(rang):
        depart.wait()
        try:
            return Client().post(point.chemin_public, saisie)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(A_LA_FOIS) as fils:
        recus = set(fils.map(envoyer, range(A_LA_FOIS)))
    assert len(recus) == 1
    assert Demande.objects.count() == Depot.objects.count() == 1
