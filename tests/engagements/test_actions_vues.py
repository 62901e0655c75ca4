"""Les vues du plan : filtres, tri et page passent de l'une à l'autre ; chacune reste légère."""

from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from engagements.models import Action
from engagements.plan import Mois, page_de_chacun
from tests import factories

LE = date(2022, 12, 31)
LISTE, SERVICES, CALENDRIER, FRISE = (
    reverse(f"engagements:action_{nom}") for nom in ("list", "services", "calendrier", "frise")
)
POIDS_MAX = 300_000  # octets d'une page, pour 1 500 actions


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = LE


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def grand_plan(departement, site):
    """1 500 actions de trente services, les échéances sur les deux tiers d'une année."""
    racine = site.services.get(parent=None)
    services = [
        factories.ServiceFactory(site=site, parent=racine, code=f"S{n:02}", nom=f"Bureau {n:02}")
        for n in range(30)
    ]
    return Action.objects.bulk_create(
        Action(
            departement=departement,
            annee=2022,
            numero=n + 1,
            intitule=f"Mettre à jour la fiche de procédure numéro {n + 1} et la faire connaître",
            service=services[n % 30],
            etat=Action.Etat.values[n % 8],
            motif="Sans moyens",
            bilan="Fait",
            responsable_lu="Adjointe au chef de bureau",
            date_echeance=date(2022, 3, 1) + timedelta(days=n % 240) if n % 5 else None,
        )
        for n in range(1500)
    )


@pytest.mark.parametrize("vue", [LISTE, SERVICES, CALENDRIER, FRISE])
@pytest.mark.parametrize("par_page", ["", "100"])
def test_aucune_vue_ne_pese_plus_de_300_ko(client, grand_plan, vue, par_page):
    assert len(client.get(vue, {"per_page": par_page}).content) < POIDS_MAX


def lues(reponse):
    return [ligne["action"].numero for ligne in reponse.context["lignes"]]


def test_la_frise_se_feuillette_sans_rien_oublier(client, grand_plan):
    pages = [client.get(FRISE, {"page": n, "per_page": 100}) for n in range(1, 16)]
    numeros = [numero for page in pages for numero in lues(page)]
    assert sorted(numeros) == list(range(1, 1501))
    assert {(p.context["frise"].debut, p.context["frise"].fin) for p in pages} == {
        (date(2022, 1, 1), date(2022, 12, 31))
    }  # la même échelle d'une page à l'autre


def test_par_service_se_feuillette_et_chaque_service_mene_a_sa_page(client, grand_plan):
    premiere = client.get(SERVICES, {"per_page": 40}).context
    assert [service["total"] for service in premiere["services"]] == [50] * 30
    assert [len(actions) for _, actions in premiere["groupes"]] == [40]
    seconde = client.get(SERVICES, {"per_page": 40, "page": 2})
    assert "(suite)" in seconde.content.decode()
    assert [len(actions) for _, actions in seconde.context["groupes"]] == [10, 30]
    dernier = premiere["services"][-1]
    page = client.get(SERVICES, {"per_page": 40, "page": dernier["page"]}).context
    assert dernier["service"] in {service["service"] for service, _ in page["groupes"]}


def test_les_comptes_par_service_suivent_les_filtres(client, grand_plan):
    services = client.get(SERVICES, {"etat": "a_faire"}).context["services"]
    assert sum(s["total"] for s in services) == sum(s["a_faire"] for s in services) == 188


def test_un_engagement_cite_deux_fois_ne_compte_qu_une_action(client, departement, service):
    action = factories.ActionFactory(departement=departement, service=service)
    for _ in range(2):  # le même numéro dans deux référentiels
        action.engagements.add(factories.EngagementFactory(numero=5))
    assert client.get(SERVICES, {"engagement": 5}).context["services"][0]["total"] == 1


def test_le_tri_range_les_actions_d_un_service(client, departement, service, voisin):
    for numero, lieu in ((1, voisin), (2, service), (3, service)):
        factories.ActionFactory(departement=departement, service=lieu, numero=numero)
    groupes = client.get(SERVICES, {"sort": "-numero"}).context["groupes"]
    assert [[a.numero for a in actions] for _, actions in groupes] == [[3, 2], [1]]
    assert lues(client.get(FRISE, {"sort": "-numero"})) == [3, 2, 1]


@pytest.mark.parametrize("vue", [LISTE, SERVICES, CALENDRIER, FRISE])
def test_filtre_tri_et_page_se_gardent_d_une_vue_a_l_autre(client, grand_plan, vue):
    choix = {"etat": "a_faire", "sort": "-date_echeance", "page": "2", "per_page": "40"}
    lue = unescape(client.get(vue, choix).content.decode())
    suite = "etat=a_faire&sort=-date_echeance&page=2&per_page=40"
    for autre in (LISTE, SERVICES, CALENDRIER, FRISE):
        assert f'href="{autre}?{suite}"' in lue


def test_une_page_ou_un_tri_ne_coche_rien_en_masse(client, departement):
    factories.ActionFactory(departement=departement)
    masse = reverse("engagements:action_masse")
    assert client.get(masse, {"page": 2, "sort": "numero"}).context["choisies"] == set()
    assert client.get(masse, {"etat": "a_faire", "page": 2}).context["choisies"] != set()


def test_un_mois_charge_mene_au_tableau_de_ses_echeances(client, grand_plan):
    lue = unescape(client.get(CALENDRIER, {"an": "2022"}).content.decode())
    adresse = "echeance_du=2022-06-01&echeance_au=2022-06-30"
    assert adresse in lue
    du_mois = client.get(f"{LISTE}?{adresse}").context["table"].data
    assert {(a.date_echeance.year, a.date_echeance.month) for a in du_mois} == {(2022, 6)}


def exporter(client, vue):
    with CaptureQueriesContext(connection) as capture:
        reponse = client.get(vue, {"export": "xlsx"})
    classeur = load_workbook(BytesIO(reponse.content)).active
    return list(classeur.iter_rows(values_only=True)), len(capture)


@pytest.mark.parametrize("vue", [LISTE, SERVICES, CALENDRIER, FRISE])
def test_chaque_vue_s_exporte_entiere_sans_requete_par_ligne(client, departement, vue):
    engagement = factories.EngagementFactory(numero=5)
    premiere = factories.ActionFactory(departement=departement, complet=True, efficacite="efficace")
    premiere.engagements.add(engagement)
    exporter(client, vue)  # droits et gabarits en mémoire
    _, pour_une = exporter(client, vue)
    for action in factories.ActionFactory.create_batch(
        30, departement=departement, complet=True, efficacite="efficace"
    ):
        action.engagements.add(engagement)
    lignes, pour_trente = exporter(client, vue)
    assert len(lignes) == 32 and pour_trente == pour_une
    assert {"Efficacité", "Lot du COPIL"} <= set(lignes[0])


@pytest.mark.parametrize(
    ("tailles", "par_page", "pages"),
    [
        ([], 25, []),
        ([3], 25, [1]),
        ([25, 1], 25, [1, 2]),
        ([24, 2, 60, 1], 25, [1, 1, 2, 4]),
    ],
)
def test_la_page_ou_commence_un_groupe(tailles, par_page, pages):
    assert page_de_chacun(tailles, par_page) == pages


def test_un_mois_finit_le_bon_jour():
    assert Mois(date(2024, 2, 1), []).dernier == date(2024, 2, 29)
