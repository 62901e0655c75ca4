"""Rédiger par la page les scénarios et les consignes d'une grille."""

import pytest
from django.urls import reverse

from enquetes.controles.champs_releves import champs
from enquetes.forms.echantillons import taille_voulue
from tests import factories


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def grille(departement):
    return factories.QuestionnaireFactory(
        departement=departement,
        nature="mystere",
        consignes={
            "plan_de_test": {"appels_par_site": 9, "regles": ["Ancienne"]},
            "champs_releves": ["date", "heure", "guichet"],
            "score": "oui sur oui et non",
        },
    )


def url(nom, objet):
    return reverse(f"enquetes:{nom}", args=[objet.pk])


def test_un_scenario_s_ajoute_se_change_se_range_et_s_ote(client, grille):
    for libelle in ("Horaires", "Horaires", "Permis perdu"):
        client.post(url("scenario_create", grille), {"libelle": libelle})
    scenarios = list(grille.scenarios.all())
    assert [un.cle for un in scenarios] == ["horaires", "horaires-2", "permis-perdu"]
    saisie = {"libelle": "Horaires d'été", "reponse_attendue": "La fiche"}
    client.post(url("scenario_update", scenarios[1]), saisie)
    client.post(url("scenario_monter", scenarios[2]))
    client.post(url("scenario_delete", scenarios[0]))
    assert [str(un) for un in grille.scenarios.all()] == ["Permis perdu", "Horaires d'été"]
    page = client.get(grille.get_absolute_url()).content.decode()
    assert "Scénarios (2)" in page and "Réponse attendue : La fiche" in page


@pytest.mark.parametrize("libelle", ["", "x" * 201])
def test_un_scenario_vide_ou_trop_long_se_refuse(client, grille, libelle):
    page = client.post(url("scenario_create", grille), {"libelle": libelle})
    assert page.status_code == 200 and not grille.scenarios.exists()


def test_un_scenario_deja_joue_ne_s_ote_pas(client, grille):
    joue = grille.scenarios.create(cle="horaires", libelle="Horaires")
    factories.ReleveFactory(controle__departement=grille.departement, scenario=joue)
    page = client.post(url("scenario_delete", joue), follow=True).content.decode()
    assert "ne peut pas être supprimé" in page and grille.scenarios.exists()


def test_gelee_une_grille_garde_ses_scenarios_et_ses_consignes(client, grille):
    joue = grille.scenarios.create(cle="horaires", libelle="Horaires")
    grille.geler()
    for adresse in (url("scenario_update", joue), url("questionnaire_consignes", grille)):
        page = client.post(adresse, {"libelle": "Autre", "regles": "Autre"}, follow=True)
        assert "copiez-le" in page.content.decode()
    grille.refresh_from_db()
    assert str(grille.scenarios.get()) == "Horaires"
    assert grille.consignes["plan_de_test"]["regles"] == ["Ancienne"]


def test_les_consignes_se_changent_et_le_reste_du_fichier_demeure(client, grille):
    adresse = url("questionnaire_consignes", grille)
    page = client.get(adresse).content.decode()
    assert "Ancienne" in page and "guichet" in page
    saisie = {
        "regles": "Appeler le matin\n\n  Ne pas enregistrer ",
        "champs_releves": ["heure", "guichet"],
        "taille": "12",
        "destinataires": ["contributeurs"],
    }
    client.post(adresse, saisie)
    grille.refresh_from_db()
    plan = {"appels_par_site": 9, "regles": ["Appeler le matin", "Ne pas enregistrer"]}
    assert grille.consignes["plan_de_test"] == plan and grille.consignes["score"]
    noms = [champ.cle for champ in champs(grille.consignes["champs_releves"])]
    assert noms == ["heure", "guichet"] and taille_voulue(grille) == 12
    assert grille.consignes["destinataires"] == ["contributeurs"]


@pytest.mark.parametrize(
    "saisie", [{"regles": "x" * 301}, {"taille": "0"}, {"taille": "9" * 30}, {"destinataires": "?"}]
)
def test_des_consignes_illisibles_se_refusent_sans_rien_changer(client, grille, saisie):
    avant = grille.consignes
    assert client.post(url("questionnaire_consignes", grille), saisie).status_code == 200
    grille.refresh_from_db()
    assert grille.consignes == avant
