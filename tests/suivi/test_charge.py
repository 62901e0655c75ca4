"""Les vues des demandes : à traiter, en retard, cette semaine, à affecter, service par service."""

from datetime import date

import pytest
from django.urls import reverse

from suivi.models import Demande
from tests import factories

MERCREDI = date(2022, 3, 16)
LISTE = "suivi:demande_list"


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = MERCREDI


def demande(service, echeance=None, **champs):
    champs = {"date_arrivee": date(2022, 3, 1), "date_echeance": echeance} | champs
    return factories.DemandeFactory(service=service, departement=service.site.departement, **champs)


@pytest.fixture
def demandes(service, site):
    """Une de chaque sorte, par nom."""
    racine = site.services.get(parent=None)
    mars = {jour: date(2022, 3, jour) for jour in range(1, 32)}
    return {
        "hier": demande(service, mars[15]),
        "aujourd'hui": demande(service, mars[16]),
        "dimanche": demande(service, mars[20]),
        "lundi": demande(service, mars[21]),
        "dimanche d'après": demande(service, mars[27]),
        "plus tard": demande(service, mars[28]),
        "à affecter": demande(racine, mars[17]),
        "non due": demande(service, mars[17], reponse_non_due="anonyme"),
        "répondue": demande(service, mars[17], date_reponse=mars[10]),
        "retirée": demande(racine, mars[17], date_retrait=mars[10]),
    }


def noms(trouvees, demandes):
    par_cle = {demande.pk: nom for nom, demande in demandes.items()}
    return {par_cle[demande.pk] for demande in trouvees}


@pytest.mark.parametrize(
    ("phrase", "attendues"),
    [
        ("a_echeance_cette_semaine", {"aujourd'hui", "dimanche", "à affecter"}),
        ("a_echeance_la_semaine_suivante", {"lundi", "dimanche d'après"}),
        ("a_affecter", {"à affecter"}),
    ],
)
def test_chaque_phrase_dit_les_siennes(phrase, attendues, demandes):
    assert noms(getattr(Demande.objects, phrase)(), demandes) == attendues


def test_chaque_vue_compte_ce_que_montre_sa_liste(client_de, referent, demandes):
    client = client_de(referent)
    onglets = client.get(reverse(LISTE)).context["vues_de_la_page"].declarees
    comptes = {onglet.intitule: onglet.nombre for onglet in onglets}
    assert comptes == {
        "À traiter": 8,
        "En retard": 1,
        "Échéance cette semaine": 3,
        "À affecter": 1,
        "Répondues": 1,
        "Toutes": 10,
    }
    for onglet in onglets:
        page = client.get(reverse(LISTE) + onglet.adresse)
        assert page.context["table"].paginator.count == onglet.nombre
        assert [o.intitule for o in page.context["vues_de_la_page"].toutes if o.active] == [
            onglet.intitule
        ]


def test_une_periode_suspendue_n_est_ni_en_retard_ni_due(referent, demandes, departement):
    factories.PeriodeSuspendueFactory(
        departement=departement, date_debut=date(2022, 2, 1), date_fin=date(2022, 3, 31)
    )
    assert not Demande.objects.a_echeance_cette_semaine().exists()
    assert {ligne["semaine"] for ligne in Demande.objects.charge_par_service()} == {0}


def test_la_charge_de_chaque_service_en_une_requete(
    demandes, service, site, django_assert_num_queries
):
    with django_assert_num_queries(1):
        lignes = Demande.objects.charge_par_service()
    comptes = {
        ligne["service"]: [ligne[n] for n in ("a_traiter", "en_retard", "semaine", "suivante")]
        for ligne in lignes
    }
    racine = site.services.get(parent=None)
    assert comptes == {service.pk: [7, 1, 2, 2], racine.pk: [1, 0, 1, 0]}


def test_chaque_nombre_mene_a_ses_demandes(client_de, referent, demandes, service):
    client = client_de(referent)
    page = client.get(reverse("suivi:demandes_par_service"))
    assert page.context["total"] == {"a_traiter": 8, "en_retard": 1, "semaine": 3, "suivante": 2}
    filtres = {"quand": "a_echeance_cette_semaine", "service": service.pk}
    assert client.get(reverse(LISTE), filtres).context["table"].paginator.count == 2


def test_un_correspondant_ne_compte_que_ses_services(client_de, correspondant, demandes, service):
    page = client_de(correspondant).get(reverse("suivi:demandes_par_service"))
    assert [ligne["service"] for ligne in page.context["services"]] == [service.pk]
