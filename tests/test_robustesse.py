"""Aucune page ne répond 500, quoi qu'on écrive dans l'adresse ou dans un formulaire."""

import pytest
from django.urls import reverse

from tests.scene import defait
from tests.test_droits import TABLE

pytestmark = pytest.mark.django_db

ETRANGETES = [
    "?page=0&sort=nimporte&export=rien",
    "?page=99999&sort=-&q=%00%FF&du=31/02/2022&au=hier",
    "?service=abc&site=-1&departement=999999999999999999999&etat=%27%22%3Cscript%3E",
    "?periode=2022-T9&annee=99999&trimestre=x&campagne=0",
    "?" + "&".join(f"x{i}=1" for i in range(50)),
]
GRAND = 9_999_999_999_999_999_999
TECHNICIEN = "superutilisateur"  # rien ne l'arrête : chaque page va jusqu'au bout
FATRAS = {"date_debut": "31/02/2022", "service": "abc", "acte": "casser", "avis": "peut-être"}
ABSURDES = ({}, FATRAS, dict.fromkeys(FATRAS, "\x00" * 3), dict.fromkeys(FATRAS, "9" * 400))


@pytest.mark.parametrize("nom", sorted(TABLE))
def test_une_adresse_trafiquee_ne_fait_pas_tomber_la_page(nom, scene):
    url = adresse(nom, scene)
    assert max(reponse(scene, "get", url + suite) for suite in ETRANGETES) < 500


@pytest.mark.parametrize("nom", sorted(TABLE))
def test_un_formulaire_absurde_ne_fait_pas_tomber_la_page(nom, scene):
    url = adresse(nom, scene)
    assert max(reponse(scene, "post", url, fatras) for fatras in ABSURDES) < 500


@pytest.mark.parametrize("nom", sorted(nom for nom in TABLE if TABLE[nom].objet))
def test_un_identifiant_demesure_est_introuvable(nom, scene):
    arguments = TABLE[nom].arguments(scene.chez_soi(TECHNICIEN))
    if not isinstance(arguments[0], int):
        pytest.skip("l'adresse ne porte pas d'identifiant")
    url = reverse(nom, args=[GRAND, *arguments[1:]])
    assert reponse(scene, "get", url) in {404, 405}


def adresse(nom, scene):
    acces = TABLE[nom]
    arguments = acces.arguments(scene.chez_soi(TECHNICIEN)) if acces.objet else []
    return reverse(nom, args=arguments)


def reponse(scene, methode, url, *envoye):
    with defait():
        return getattr(scene.client(TECHNICIEN), methode)(url, *envoye).status_code
