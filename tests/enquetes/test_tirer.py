"""Tirer ce qu'un contrôle examine : pages du site, réponses envoyées, boîtes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from enquetes.echantillons.populations import Population, inscrire, pour
from enquetes.models import Echantillon
from tests import factories


@pytest.fixture(autouse=True)
def a_la_fin_de_2022(settings):
    settings.ARRETE = date(2022, 12, 31)


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


def controle_de(departement, code, **champs):
    grille = factories.QuestionnaireFactory(
        departement=departement, code=code, nature="grille", periodicite_mois=3, **champs
    )
    return factories.ControleFactory(departement=departement, questionnaire=grille)


def tirer(client, controle, **saisie):
    adresse = reverse("enquetes:echantillon_create", args=[controle.pk])
    return client.post(adresse, {"taille": "2", "graine": "g2022"} | saisie)


def test_les_pages_du_site_se_tirent_de_l_inventaire_sans_celles_qui_sont_retirees(
    client, departement
):
    controle = controle_de(departement, "site_internet")
    pages = factories.PageInternetFactory.create_batch(4, departement=departement)
    factories.PageInternetFactory(departement=departement, retiree=True)
    factories.PageInternetFactory()  # d'un autre département
    tirer(client, controle, taille="10")
    echantillon = Echantillon.objects.get()
    assert set(echantillon.references) == {page.adresse for page in pages}
    assert (echantillon.graine, echantillon.population) == ("g2022", 4)
    page = client.get(controle.get_absolute_url()).content.decode()
    assert "4 tirés parmi 4" in page and "g2022" in page


def test_les_reponses_du_trimestre_se_tirent_par_service_et_canal(
    client, departement, service, voisin
):
    controle = controle_de(departement, "courriers_courriels", unite="une réponse")
    for un, canal, nombre in (
        (service, "courriel", 3),
        (service, "courrier", 1),
        (voisin, "courriel", 2),
    ):
        factories.DemandeFactory.create_batch(
            nombre,
            departement=departement,
            service=un,
            canal=canal,
            date_arrivee=date(2022, 10, 3),
            date_reponse=date(2022, 10, 5),
        )
    hors = {"departement": departement, "service": service, "canal": "courriel"}
    factories.DemandeFactory(**hors, date_arrivee=date(2022, 10, 3))  # sans réponse
    factories.DemandeFactory(**hors, date_arrivee=date(2022, 9, 1), date_reponse=date(2022, 9, 5))
    tirer(client, controle)
    echantillon = Echantillon.objects.get()
    strates = [ligne["strate"] for ligne in echantillon.lignes]
    assert sorted(strates) == sorted(
        [f"{service.nom}, courriel"] * 2
        + [f"{service.nom}, courrier"]
        + [f"{voisin.nom}, courriel"] * 2
    )
    assert echantillon.population == 6


def test_chaque_reponse_tiree_se_releve_et_le_controle_attend_la_derniere(
    client, departement, service, referent
):
    controle = controle_de(departement, "courriers_courriels", unite="une réponse")
    factories.DemandeFactory.create_batch(
        2,
        departement=departement,
        service=service,
        canal="courriel",
        date_arrivee=date(2022, 10, 3),
        date_reponse=date(2022, 10, 5),
    )
    tirer(client, controle)
    premiere, seconde = Echantillon.objects.get().references
    adresse = reverse("enquetes:releve_create", args=[controle.pk])
    client.post(adresse, {"objet": "une autre"})
    assert not controle.releves.exists()
    client.post(adresse, {"objet": premiere})
    controle.releves.get().clore()
    controle.refresh_from_db()
    with pytest.raises(ValidationError, match="Il reste 1"):
        controle.clore()
    client.post(adresse, {"objet": seconde})
    controle.releves.get(objet=seconde).clore()
    controle.clore()
    assert controle.est_fait


def test_les_boites_actives_se_tirent(client, departement, service):
    controle = controle_de(departement, "accuse_reception_boites", unite="une boîte")
    boite = factories.BoiteFonctionnelleFactory(
        departement=departement, service=service, active=True
    )
    tirer(client, controle)
    assert Echantillon.objects.get().references == [boite.adresse]


def test_rien_a_tirer_se_dit_et_rien_ne_se_perd(client, departement):
    controle = controle_de(departement, "site_internet")
    page = tirer(client, controle).content.decode()
    assert "rien à tirer" in page and 'value="g2022"' in page
    assert "Des lettres sans accent" in tirer(client, controle, graine="é !").content.decode()
    assert not Echantillon.objects.exists()


def test_une_grille_sans_population_ou_close_ne_se_tire_pas(client, departement):
    autre = controle_de(departement, "accueil_maison")
    assert tirer(client, autre).status_code == 404 and pour(autre) is None
    clos = controle_de(departement, "site_internet")
    clos.fait_le = date(2022, 12, 1)
    clos.save()
    assert tirer(client, clos).status_code == 404


def test_une_grille_n_a_qu_une_population():
    with pytest.raises(ValueError, match="Deux populations"):
        inscrire(Population("site_internet", "", "", lambda controle, agent: {}))
