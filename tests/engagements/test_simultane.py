"""Deux réponses envoyées au même instant : la base n'en laisse passer qu'une."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="une base en mémoire n'a qu'un écrivain"
    ),
]


def test_deux_reponses_au_meme_instant_une_seule_passe(client_de, correspondant, referent, cellule):
    depart = Barrier(2)
    adresse = reverse("engagements:autoevaluation_update", args=[cellule.pk])

    def repondre(agent, avis):
        client = client_de(agent)
        depart.wait()
        try:
            donnees = {"version": 0, "avis": avis, "avancement": "fait"}
            return client.post(adresse, donnees, HTTP_HX_REQUEST="true").content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        envois = [
            fils.submit(repondre, correspondant, "conforme"),
            fils.submit(repondre, referent, "non_conforme"),
        ]
        pages = [envoi.result() for envoi in envois]
    assert sum("Enregistré à" in page for page in pages) == 1
    assert sum("a changé pendant que vous écriviez" in page for page in pages) == 1
    cellule.refresh_from_db()
    assert cellule.version == 1
    assert cellule.history.filter(history_type="~").count() == 1


def test_deux_fiches_envoyees_au_meme_instant_ne_s_ecrasent_pas(client_de, creer_agent, service):
    action = factories.ActionFactory(departement=service.site.departement, service=service)
    agents = [creer_agent("referent_qualite", action.departement) for _ in range(2)]
    adresse = reverse("engagements:action_avancer", args=[action.pk])
    depart = Barrier(2)

    def avancer(agent, avancement):
        client = client_de(agent)
        form = client.get(adresse).context["form"]
        lue = {"empreinte": form["empreinte"].value()}
        depart.wait()
        try:
            return client.post(adresse, lue | {"avancement": avancement, "commentaire": ""})
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        envois = [fils.submit(avancer, *envoi) for envoi in zip(agents, (30, 50), strict=True)]
        statuts = sorted(envoi.result().status_code for envoi in envois)
    assert statuts == [200, 302]
    action.refresh_from_db()
    assert action.history.filter(history_type="~").count() == 1
