"""Aucune page ne répond 500, quoi qu'on écrive dans l'adresse ou dans un formulaire."""

import pytest
from django.urls import reverse

from qualepref.socle.models import Agent
from tests.acces import Decor
from tests.test_droits import TABLE

ETRANGETES = [
    "?page=0&sort=nimporte&export=rien",
    "?page=99999&sort=-&q=%00%FF&du=31/02/2022&au=hier",
    "?service=abc&site=-1&departement=999999999999999999999&etat=%27%22%3Cscript%3E",
    "?periode=2022-T9&annee=99999&trimestre=x&campagne=0",
    "?" + "&".join(f"x{i}=1" for i in range(50)),
]
GRAND = 9_999_999_999_999_999_999
FATRAS = {"date_debut": "31/02/2022", "service": "abc", "acte": "casser", "avis": "peut-être"}


@pytest.fixture
def technicien(creer_agent, departement, service):
    """Rien ne l'arrête : chaque page va jusqu'au bout de ce qu'on lui demande."""
    agent = creer_agent("referent_qualite", departement, service)
    Agent.objects.filter(pk=agent.pk).update(is_superuser=True)
    return Agent.objects.get(pk=agent.pk)


def adresse(nom, technicien, service):
    acces = TABLE[nom]
    arguments = acces.arguments(Decor(service, technicien)) if acces.objet else []
    return reverse(nom, args=arguments)


@pytest.mark.parametrize("nom", sorted(TABLE))
def test_une_adresse_trafiquee_ne_fait_pas_tomber_la_page(nom, client_de, technicien, service):
    client = client_de(technicien)
    url = adresse(nom, technicien, service)
    statuts = {client.get(url + suite).status_code for suite in ETRANGETES}
    assert max(statuts) < 500


@pytest.mark.parametrize("nom", sorted(TABLE))
def test_un_formulaire_absurde_ne_fait_pas_tomber_la_page(nom, client_de, technicien, service):
    url = adresse(nom, technicien, service)
    for fatras in ({}, FATRAS, dict.fromkeys(FATRAS, "\x00" * 3), dict.fromkeys(FATRAS, "9" * 400)):
        client = client_de(technicien)
        assert client.post(url, fatras).status_code < 500


@pytest.mark.parametrize("nom", sorted(nom for nom in TABLE if TABLE[nom].objet))
def test_un_identifiant_demesure_est_introuvable(nom, client_de, technicien, service):
    arguments = TABLE[nom].arguments(Decor(service, technicien))
    if not isinstance(arguments[0], int):
        pytest.skip("l'adresse ne porte pas d'identifiant")
    url = reverse(nom, args=[GRAND, *arguments[1:]])
    assert client_de(technicien).get(url).status_code in {404, 405}
