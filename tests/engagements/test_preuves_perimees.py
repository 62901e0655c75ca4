"""Une preuve qui cesse de valoir se voit aussitôt : grille, écrans, feuille, page « À faire »."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagements.grille import Cotation, dresser
from engagements.models import Preuve
from engagements.suivi_feuille import lignes_de_la_feuille
from qualepref.socle.temps import aujourdhui
from tests import factories
from tests.engagements.test_grille import module, reponse

DANS_LA_GRILLE = 'alerte">Preuve périmée'
HIER = timedelta(days=1)


@pytest.fixture
def preuve(departement, service, cellule):
    """Citée par l'accueil général sur l'exigence 1.1, et périmée depuis hier."""
    preuve = factories.PreuveFactory(
        departement=departement, service=service, valable_jusqu_au=aujourdhui() - HIER
    )
    cellule.preuves.add(preuve)
    return preuve


def texte(client, url):
    return client.get(url).content.decode()


def test_la_cellule_le_tient_de_l_engagement_ou_d_une_exigence():
    reponses = [reponse(1, 1), reponse(1, 2), reponse(1, 3)._replace(perimee=True)]
    cotations = [Cotation(1, 1, "conforme", False, perimee=True), Cotation(1, 2, "partiel", False)]
    ligne = dresser([module(1, 1)], reponses, cotations).blocs[0].lignes[0]
    assert [cellule.perimee for cellule in ligne.cellules] == [True, False, True]


def test_la_grille_le_montre_dans_la_cellule(client_de, referent, campagne, preuve):
    client, url = client_de(referent), campagne.get_absolute_url()
    assert texte(client, url).count(DANS_LA_GRILLE) == 1
    Preuve.objects.update(valable_jusqu_au=aujourdhui())  # vaut encore aujourd'hui
    assert DANS_LA_GRILLE not in texte(client, url)


def test_sur_l_engagement_entier_aussi(client_de, referent, campagne, preuve, cellule, avis):
    cellule.preuves.clear()
    assert DANS_LA_GRILLE not in texte(client_de(referent), campagne.get_absolute_url())
    avis.preuves.add(preuve)
    assert texte(client_de(referent), campagne.get_absolute_url()).count(DANS_LA_GRILLE) == 1


def test_la_grille_se_filtre_sur_les_preuves_perimees(
    client_de, referent, campagne, preuve, voisin
):
    grille = texte(client_de(referent), campagne.get_absolute_url() + "?preuves=perimees")
    table = grille.split("legende-grille")[-1]
    assert "Accueil général" in table and voisin.nom not in table
    cellule = campagne.autoevaluations.get(service=preuve.service, exigence__code="1.1")
    cellule.preuves.clear()
    vide = texte(client_de(referent), campagne.get_absolute_url() + "?preuves=perimees")
    assert "legende-grille" not in vide


def test_une_preuve_perimee_n_ajoute_aucune_requete_a_la_grille(
    client_de, referent, campagne, cellule, departement, service
):
    client, url = client_de(referent), campagne.get_absolute_url()
    client.get(url)
    with CaptureQueriesContext(connection) as sans:
        client.get(url)
    for une in factories.PreuveFactory.create_batch(
        30, departement=departement, service=service, valable_jusqu_au=aujourdhui() - HIER
    ):
        cellule.preuves.add(une)
    with CaptureQueriesContext(connection) as avec:
        page = texte(client, url)
    assert page.count(DANS_LA_GRILLE) == 1
    assert len(avec) == len(sans) <= 10


def test_l_ecran_de_l_engagement_et_celui_de_l_exigence_alertent(
    client_de, correspondant, preuve, cellule, avis
):
    client = client_de(correspondant)
    for ecran in (avis, cellule):
        page = texte(client, ecran.get_absolute_url())
        assert page.count("Une preuve citée a cessé de valoir") == 1 and "périmée depuis" in page


def test_la_feuille_du_service_le_dit_sur_la_ligne_de_l_engagement(
    client_de, correspondant, preuve, campagne, service, voisin, referent
):
    siennes = campagne.feuilles.get(service=service).get_absolute_url()
    assert texte(client_de(correspondant), siennes).count(DANS_LA_GRILLE) == 1
    autres = campagne.feuilles.get(service=voisin).get_absolute_url()
    assert DANS_LA_GRILLE not in texte(client_de(referent), autres)


class UneReponse:
    engagement_id, avis = 1, "non_evalue"

    def __init__(self, perimee):
        self.perimee = perimee


@pytest.mark.parametrize(
    ("entier", "exigence", "attendu"),
    [(False, False, False), (True, False, True), (False, True, True)],
)
def test_une_ligne_de_la_feuille(entier, exigence, attendu):
    exigences = [(1, "conforme", "fait", False, exigence)]
    (ligne,) = lignes_de_la_feuille([UneReponse(entier)], exigences)
    assert (ligne.perimee, ligne.evaluees, ligne.revues) == (attendu, 1, 1)


def test_a_faire_compte_les_reponses_et_mene_a_la_grille(
    client_de, referent, correspondant, preuve, campagne, avis, cellule
):
    avis.preuves.add(preuve)
    for agent in (referent, correspondant):
        page = texte(client_de(agent), reverse("accueil"))
        assert "réponses citant une preuve périmée dans «\u00a0Auto-évaluation 2022\u00a0»" in page
        assert f"{campagne.get_absolute_url()}?preuves=perimees#grille" in page
    cellule.preuves.clear()
    assert "réponse citant une preuve périmée" in texte(client_de(referent), reverse("accueil"))


def test_le_correspondant_d_un_autre_service_n_a_rien_a_faire(
    client_de, creer_agent, departement, preuve, voisin
):
    autre = creer_agent("correspondant", departement, voisin)
    assert "preuve périmée" not in texte(client_de(autre), reverse("accueil"))


def test_une_campagne_close_ne_demande_plus_rien(client_de, referent, preuve, campagne):
    campagne.clore()
    assert "preuve périmée" not in texte(client_de(referent), reverse("accueil"))


def test_une_campagne_close_se_juge_a_son_jour(
    client_de, referent, preuve, campagne, service, avis, cellule
):
    type(campagne).objects.update(date_debut=date(2020, 1, 1), date_fin=date(2020, 6, 30))
    pages = [
        f"{campagne.get_absolute_url()}?preuves=perimees",
        *(une.get_absolute_url() for une in (campagne.feuilles.get(service=service), avis)),
    ]
    dite = ('alerte">Preuve périmée', "a cessé de valoir :")

    def alertes():
        client = client_de(referent)
        return [any(mots in texte(client, url) for mots in dite) for url in pages]

    assert alertes() == [True] * 3  # ouverte, elle se juge aujourd'hui
    campagne.refresh_from_db()
    campagne.clore()
    assert alertes() == [False] * 3
    Preuve.objects.update(date_effet=date(2020, 1, 1), valable_jusqu_au=date(2020, 6, 29))
    assert alertes() == [True] * 3
