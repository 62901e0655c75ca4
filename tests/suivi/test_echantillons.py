"""L'échantillon de demandes : tiré avec une graine, figé, sans rien des usagers."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from engagements import genres
from engagements.models import Preuve
from qualepref.socle.temps import aujourdhui
from suivi.models import Demande, EchantillonDemandes
from suivi.models.echantillons import tirer_des_demandes as tirer
from tests import factories

HTMX = {"headers": {"HX-Request": "true"}}
SAISIE = {"debut": "2022-01-01", "fin": "2022-03-31", "taille": "5", "graine": "essai"}


@given(st.sets(st.integers(1, 10_000)), st.integers(1, 100), st.text("abc123-", max_size=20))
def test_un_tirage_se_refait_sans_remise_quel_que_soit_l_ordre(cles, taille, graine):
    tirees = tirer(cles, taille, graine)
    assert tirees == tirer(sorted(cles, reverse=True), taille, graine) == sorted(set(tirees))
    assert set(tirees) <= cles and len(tirees) == min(taille, len(cles))


def test_un_ancien_tirage_reste_fige_et_dit_sa_regle(client, cellule, demandes):
    client.post(adresse(cellule), SAISIE, **HTMX)
    tire = EchantillonDemandes.objects.get()
    assert "SHA-256" in client.get(tire.get_absolute_url()).content.decode()
    EchantillonDemandes.objects.update(regle="suite")
    page = client.get(tire.get_absolute_url()).content.decode()
    assert "SHA-256" not in page and "avant que tous les contrôles" in page


def test_la_graine_change_le_tirage():
    assert tirer(range(1000), 10, "a") != tirer(range(1000), 10, "b")


@pytest.fixture
def demandes(departement, service):
    debut = date(2022, 1, 1)
    return [
        factories.DemandeFactory(
            departement=departement,
            service=service,
            numero=f"C-{rang:03d}",
            date_arrivee=debut + timedelta(days=rang),
            objet="Titre de séjour de Mme Untel",
        )
        for rang in range(20)
    ]


@pytest.fixture
def client(client_de, correspondant):
    return client_de(correspondant)


def adresse(cellule):
    return reverse("engagements:autoevaluation_citer", args=[cellule.pk, "demandes"])


def test_citer_tire_et_fige_les_demandes_du_service(client, cellule, demandes, correspondant):
    page = client.post(adresse(cellule), SAISIE, **HTMX).content.decode()
    assert "5 demandes tirées sur 20, du 01/01/2022 au 31/03/2022" in page
    tire = cellule.preuves.get().echantillondemandes
    assert (tire.population, tire.graine, tire.tire_par) == (20, "essai", correspondant)
    cles = [ligne["demande"] for ligne in tire.lignes]
    assert cles == tirer([une.pk for une in demandes], 5, "essai")
    Demande.objects.all().update(numero="changé")
    tire.refresh_from_db()
    assert all(ligne["numero"].startswith("C-") for ligne in tire.lignes)


def test_le_meme_tirage_est_la_meme_preuve(client, campagne, service, demandes):
    for cellule in campagne.autoevaluations.filter(service=service):
        client.post(adresse(cellule), SAISIE, **HTMX)
    assert Preuve.objects.get().autoevaluations.count() == 3
    client.post(adresse(cellule), SAISIE | {"graine": "autre"}, **HTMX)
    assert Preuve.objects.count() == 2


def test_on_ne_tire_que_dans_son_service(client, cellule, demandes, voisin):
    Demande.objects.filter(pk__in=[une.pk for une in demandes[:19]]).update(service=voisin)
    page = client.post(adresse(cellule), SAISIE, **HTMX).content.decode()
    assert "1 demande tirée sur 1" in page


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"debut": "2021-01-01", "fin": "2021-02-01"}, "aucune demande entre ces deux jours"),
        ({"fin": "2021-12-31"}, "précède son début"),
        ({"fin": f"{aujourdhui() + timedelta(days=1)}"}, "dans le futur"),
        ({"fin": "31/02/2022"}, "n&#x27;a que 28"),
        ({"taille": "0"}, "supérieur"),
        ({"taille": "101"}, "inférieur"),
        ({"graine": "é è"}, "Des lettres sans accent"),
    ],
)
def test_une_saisie_fautive_se_dit_et_reste(client, cellule, demandes, change, dit):
    page = client.post(adresse(cellule), SAISIE | change, **HTMX).content.decode()
    assert dit in page and f'value="{(SAISIE | change)["graine"]}"' in page
    assert not Preuve.objects.exists() and not EchantillonDemandes.objects.exists()


def test_le_formulaire_propose_les_dates_de_la_campagne_et_une_graine(client, cellule, campagne):
    page = client.get(adresse(cellule), **HTMX).content.decode()
    assert f'value="{campagne.date_debut:%Y-%m-%d}"' in page
    assert len(page.split('name="graine" value="')[1].split('"')[0]) == 8


def test_l_auditeur_lit_les_numeros_et_rien_des_usagers(
    client, client_de, auditeur, cellule, demandes
):
    client.post(adresse(cellule), SAISIE, **HTMX)
    preuve = Preuve.objects.get()
    fiche = client_de(auditeur).get(preuve.get_absolute_url()).content.decode()
    tire = preuve.echantillondemandes
    assert tire.get_absolute_url() in fiche
    page = client_de(auditeur).get(tire.get_absolute_url()).content.decode()
    assert page.count("C-0") == 5 and "Untel" not in page and "essai" in page
    assert "Untel" not in str(tire.lignes)


def test_une_demande_effacee_reste_dans_la_liste_sans_lien(client, cellule, demandes):
    client.post(adresse(cellule), SAISIE, **HTMX)
    tire = EchantillonDemandes.objects.get()
    premiere = tire.lignes[0]["demande"]
    Demande.objects.filter(pk=premiere).delete()
    page = client.get(tire.get_absolute_url()).content.decode()
    assert page.count("C-0") == 5
    assert reverse("suivi:demande_detail", args=[premiere]) not in page


def test_qui_ne_voit_pas_les_demandes_ne_se_voit_pas_offrir_le_genre(correspondant, agent):
    assert "demandes" in [genre.cle for genre in genres.offerts_a(correspondant)]
    assert "demandes" not in [genre.cle for genre in genres.offerts_a(agent)]
