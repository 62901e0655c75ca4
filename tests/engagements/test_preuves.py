"""Les preuves : jointes, détachées, valables ou périmées, une fois pour plusieurs exigences."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from engagements.models import Preuve
from tests import factories

HTMX = {"HTTP_HX_REQUEST": "true"}
LISTE = reverse("engagements:preuve_list")


def adresse(acte, cellule, *suite):
    nom = f"engagements:{cellule._meta.model_name}_{acte}"
    return reverse(nom, args=[cellule.pk, *suite])


@pytest.fixture
def preuve(departement, service):
    return factories.PreuveFactory(
        departement=departement, service=service, intitule="Charte de l'accueil"
    )


@pytest.fixture
def client(client_de, correspondant):
    return client_de(correspondant)


# --- Valable, périmée -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effet", "fin", "mots"),
    [
        (date(2022, 1, 1), None, "valable"),
        (date(2022, 1, 1), date(2022, 6, 30), "valable jusqu'au 30/06/2022"),
        (date(2022, 1, 1), date(2022, 6, 14), "périmée depuis le 14/06/2022"),
        (date(2022, 6, 16), None, "prend effet le 16/06/2022"),
    ],
)
def test_ce_que_vaut_une_preuve_se_dit_en_mots(effet, fin, mots):
    preuve = Preuve(intitule="Charte", date_effet=effet, valable_jusqu_au=fin)
    assert preuve.validite(date(2022, 6, 15)) == mots


def test_perimee_se_filtre_comme_elle_se_dit(preuve, departement):
    Preuve.objects.update(valable_jusqu_au=date(2022, 6, 14))
    a_venir = factories.PreuveFactory(departement=departement, date_effet=date(2022, 7, 1))
    le = date(2022, 6, 15)
    assert list(Preuve.objects.perimees(le)) == [preuve]
    assert not Preuve.objects.valables(le).exists()
    assert list(Preuve.objects.valables(date(2022, 7, 1))) == [a_venir]


# --- Joindre, détacher ------------------------------------------------------------------------


def test_on_joint_une_preuve_deja_decrite(client, cellule, preuve):
    formulaire = client.get(adresse("joindre", cellule), **HTMX).content.decode()
    assert "Charte de l&#x27;accueil" in formulaire and "<html" not in formulaire
    page = client.post(adresse("joindre", cellule), {"preuve": preuve.pk}, **HTMX).content.decode()
    assert "Charte de l&#x27;accueil" in page and "Détacher" in page and "autofocus" in page
    assert list(cellule.preuves.all()) == [preuve]


def test_on_joint_une_preuve_nouvelle(client, cellule, service):
    donnees = {
        "intitule": "Photo de l'affichage",
        "emplacement": "Dossier partagé",
        "date_effet": "2022-03-01",
        "valable_jusqu_au": "2023-03-01",
    }
    page = client.post(adresse("joindre", cellule), donnees, **HTMX).content.decode()
    assert "effet le 01/03/2022" in page
    preuve = cellule.preuves.get()
    assert (preuve.service, preuve.departement) == (service, service.site.departement)
    assert preuve.date_depot != preuve.date_effet


def test_une_preuve_sert_plusieurs_exigences_sans_se_copier(client, campagne, service, preuve):
    for cellule in campagne.autoevaluations.filter(service=service):
        client.post(adresse("joindre", cellule), {"preuve": preuve.pk}, **HTMX)
    assert Preuve.objects.count() == 1 and preuve.autoevaluations.count() == 3
    page = client.get(preuve.get_absolute_url()).content.decode()
    assert "1.1" in page and "1.2" in page and "1.3" in page and "Auto-évaluation 2022" in page


def test_une_preuve_deja_jointe_n_est_plus_proposee(client, cellule, preuve):
    cellule.preuves.add(preuve)
    assert "Charte" not in client.get(adresse("joindre", cellule), **HTMX).content.decode()


@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        ({}, "Choisissez une preuve, ou dites l&#x27;intitulé"),
        ({"intitule": "X", "date_effet": "31/02/2022"}, "n&#x27;a que 28"),
        (
            {"intitule": "X", "date_effet": "2022-03-01", "valable_jusqu_au": "2021-01-01"},
            "cesse de valoir avant",
        ),
    ],
)
def test_une_saisie_fautive_se_dit_et_reste(client, cellule, donnees, phrase):
    reponse = client.post(adresse("joindre", cellule), donnees, **HTMX)
    page = reponse.content.decode()
    assert phrase in page and "<html" not in page
    assert reponse["HX-Retarget"] == f"#{cellule.ancre}-joindre"
    assert all(f'value="{valeur}"' in page for valeur in donnees.values())
    assert not Preuve.objects.exists()


def test_sans_javascript_on_joint_sur_une_page(client, cellule, preuve):
    page = client.get(adresse("joindre", cellule)).content.decode()
    assert page.count("<h1") == 1 and "Joindre une preuve" in page
    retour = client.post(adresse("joindre", cellule), {"preuve": preuve.pk}, follow=True)
    assert "La preuve est jointe." in retour.content.decode()


def test_on_detache_sans_supprimer(client, cellule, preuve):
    cellule.preuves.add(preuve)
    page = client.post(adresse("detacher", cellule, preuve.pk), **HTMX).content.decode()
    assert "Aucune preuve" in page and Preuve.objects.filter(pk=preuve.pk).exists()
    assert client.post(adresse("detacher", cellule, preuve.pk)).status_code == 404


def test_sur_un_engagement_entier_aussi(client, avis, preuve):
    client.post(adresse("joindre", avis), {"preuve": preuve.pk}, **HTMX)
    assert list(avis.preuves.all()) == [preuve]
    page = client.post(adresse("detacher", avis, preuve.pk), follow=True).content.decode()
    assert "est détachée" in page and not avis.preuves.exists()


def test_feuille_soumise_les_preuves_ne_bougent_plus(
    client, correspondant, campagne, cellule, preuve
):
    cellule.preuves.add(preuve)
    campagne.feuilles.get(service=cellule.service).soumettre(correspondant)
    donnees = {"intitule": "Tapé trop tard"}
    page = client.post(adresse("joindre", cellule), donnees).content.decode()
    assert "la preuve n&#x27;est pas jointe" in page and "Tapé trop tard" in page
    page = client.post(adresse("detacher", cellule, preuve.pk), **HTMX).content.decode()
    assert "la preuve reste jointe" in page and "Charte" in page
    page = client.post(adresse("detacher", cellule, preuve.pk), follow=True).content.decode()
    assert "la preuve reste jointe" in page
    assert list(cellule.preuves.all()) == [preuve]
    assert "Joindre une preuve" not in client.get(cellule.get_absolute_url()).content.decode()


def test_on_ne_cite_pas_la_preuve_d_un_autre_service_ni_d_ailleurs(
    client, cellule, departement, voisin, autre_service
):
    communes = factories.PreuveFactory(departement=departement, intitule="Commune à tous")
    du_voisin = factories.PreuveFactory(departement=departement, service=voisin)
    ailleurs = factories.PreuveFactory(departement=autre_service.site.departement)
    page = client.get(adresse("joindre", cellule), **HTMX).content.decode()
    assert "Commune à tous" in page
    for preuve in (du_voisin, ailleurs):
        assert preuve.intitule not in page
        client.post(adresse("joindre", cellule), {"preuve": preuve.pk}, **HTMX)
    client.post(adresse("joindre", cellule), {"preuve": communes.pk}, **HTMX)
    assert list(cellule.preuves.all()) == [communes]


# --- Liste, fiche -----------------------------------------------------------------------------


def test_la_liste_dit_perimee_et_se_filtre(client_de, referent, preuve, departement, cellule):
    Preuve.objects.update(valable_jusqu_au=date(2022, 2, 1))
    factories.PreuveFactory(departement=departement, intitule="Relevé du hall")
    cellule.preuves.add(preuve)
    client = client_de(referent)
    page = client.get(LISTE).content.decode()
    assert "périmée depuis le 01/02/2022" in page and "Tout le département" in page
    assert "Relevé du hall" not in client.get(LISTE + "?validite=perimees").content.decode()
    assert "Charte" not in client.get(LISTE + "?validite=valables").content.decode()
    assert "Charte" not in client.get(LISTE + "?sans_usage=true").content.decode()
    assert "Relevé" not in client.get(LISTE + "?q=charte").content.decode()


def test_l_export_dit_la_validite_en_mots(client_de, referent, preuve):
    Preuve.objects.update(valable_jusqu_au=date(2022, 2, 1))
    contenu = client_de(referent).get(LISTE + "?export=xlsx").content
    entetes, ligne = load_workbook(BytesIO(contenu)).active.iter_rows(values_only=True)
    assert dict(zip(entetes, ligne, strict=True))["Validité"] == "périmée depuis le 01/02/2022"


def test_un_correspondant_lit_les_communes_et_n_ecrit_que_les_siennes(
    client, departement, preuve, service
):
    commune = factories.PreuveFactory(departement=departement, intitule="Commune")
    assert "Commune" in client.get(LISTE).content.decode()
    assert client.get(reverse("engagements:preuve_update", args=[commune.pk])).status_code == 404
    assert client.get(reverse("engagements:preuve_update", args=[preuve.pk])).status_code == 200
    donnees = {"intitule": "Sans service", "date_effet": "2022-01-01"}
    page = client.post(reverse("engagements:preuve_create"), donnees).content.decode()
    assert "obligatoire" in page
    client.post(reverse("engagements:preuve_create"), donnees | {"service": service.pk})
    assert Preuve.objects.get(intitule="Sans service").service == service


def test_la_referente_decrit_une_preuve_commune(client_de, referent):
    donnees = {"intitule": "Charte nationale", "date_effet": "2022-01-01"}
    reponse = client_de(referent).post(reverse("engagements:preuve_create"), donnees)
    preuve = Preuve.objects.get()
    assert reponse.url == preuve.get_absolute_url() and preuve.service is None


# --- L'écran d'un engagement ------------------------------------------------------------------


def test_l_ecran_fait_autant_de_requetes_pour_une_preuve_que_pour_trente(
    client, avis, campagne, service
):
    client.get(avis.get_absolute_url())
    peu = requetes(client, avis)
    for cellule in campagne.autoevaluations.filter(service=service):
        preuves = factories.PreuveFactory.create_batch(
            10, departement=campagne.departement, service=service
        )
        cellule.preuves.add(*preuves)
    assert requetes(client, avis) == peu


def requetes(client, avis):
    with CaptureQueriesContext(connection) as capture:
        assert client.get(avis.get_absolute_url()).status_code == 200
    return len(capture)


@pytest.fixture
def suite(departement, campagne, cellule):
    """Une campagne ouverte d'après celle de la troupe, où 1.1 était partielle."""
    type(cellule).objects.filter(pk=cellule.pk).update(
        avis="partiel", commentaire="Affichage à refaire", version=1
    )
    suite = factories.CampagneFactory(
        departement=departement, referentiel=campagne.referentiel, precedente=campagne
    )
    suite.aligner()
    return suite


def test_l_ancienne_reponse_se_lit_a_cote_et_se_reprend(client, suite, service):
    nouvelle = suite.autoevaluations.get(service=service, exigence__code="1.1")
    page = client.get(nouvelle.de_l_engagement().get_absolute_url()).content.decode()
    assert page.count("qp-deux--comparees") == 4 and "Affichage à refaire" in page
    assert page.count("data-reprendre") == 1  # les autres n'avaient pas d'avis
    donnees = {"version": 0, "avis": "partiel", "avancement": "fait", "commentaire": "Relu"}
    client.post(adresse("update", nouvelle), donnees)
    page = client.get(nouvelle.get_absolute_url()).content.decode()
    assert "Affichage à refaire" in page and "data-reprendre" not in page


def test_sans_campagne_d_avant_rien_ne_se_compare(client, avis):
    assert "qp-ancienne" not in client.get(avis.get_absolute_url()).content.decode()


# --- Le type ------------------------------------------------------------------------------------


@pytest.fixture
def types(db):
    fichier = settings.RACINE / "documents" / "donnees" / "types-documents.yaml"
    call_command("charger_referentiel", fichier, verbosity=0)


def groupes(page):
    """Groupe du menu → codes offerts."""
    trouves = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.S)
    return {nom: re.findall(r'value="(\w+)"', options) for nom, options in trouves}


def test_le_type_attendu_par_l_exigence_vient_d_abord(client, cellule, types):
    type(cellule.exigence).objects.update(preuves=["photographie", "fiche_procedure"])
    offerts = groupes(client.get(adresse("joindre", cellule), **HTMX).content.decode())
    premier, *familles = offerts.values()
    assert list(offerts)[0] == "Attendus ici" and premier == ["photographie", "fiche_procedure"]
    autres = [code for famille in familles for code in famille]
    assert len(familles) > 3 and "capture_ecran" in autres
    assert not set(premier) & set(autres)  # un type ne paraît qu'une fois


def test_un_engagement_entier_offre_ce_qu_attendent_ses_exigences(client, cellule, avis, types):
    type(cellule.exigence).objects.filter(code="1.1").update(preuves=["photographie", "memo"])
    type(cellule.exigence).objects.filter(code="1.2").update(preuves=["memo", "courrier_type"])
    type(cellule.exigence).objects.filter(code="1.3").update(preuves=[])
    offerts = groupes(client.get(adresse("joindre", avis), **HTMX).content.decode())
    assert offerts["Attendus ici"] == ["photographie", "memo", "courrier_type"]


def test_le_type_choisi_se_garde_et_se_lit_en_clair(client, cellule, types):
    saisie = {"intitule": "Photo du hall", "type_preuve": "photographie"}
    page = client.post(adresse("joindre", cellule), saisie, **HTMX).content.decode()
    preuve = cellule.preuves.get()
    assert preuve.type_preuve == "photographie" and "Photographie" in page
    assert "Photographie" in client.get(preuve.get_absolute_url()).content.decode()
    assert "Photographie" in client.get(LISTE).content.decode()
    fiche = client.get(reverse("engagements:preuve_update", args=[preuve.pk])).content.decode()
    assert re.search(r'value="photographie" selected', fiche)


def test_le_type_se_change_sur_la_fiche(client, preuve, service, types):
    saisie = {"intitule": "Charte", "service": service.pk, "date_effet": "2022-03-01"}
    adresse_fiche = reverse("engagements:preuve_update", args=[preuve.pk])
    client.post(adresse_fiche, saisie | {"type_preuve": "charte_usager"})
    preuve.refresh_from_db()
    assert preuve.type_preuve == "charte_usager"


def test_un_type_retire_du_vocabulaire_reste_choisi(client, preuve, types):
    Preuve.objects.update(type_preuve="telegramme")
    page = client.get(reverse("engagements:preuve_update", args=[preuve.pk])).content.decode()
    assert groupes(page)["Retirés"] == ["telegramme"]


def test_un_type_absurde_se_dit(client, cellule, types):
    saisie = {"intitule": "Photo", "type_preuve": "<b>"}
    page = client.post(adresse("joindre", cellule), saisie, **HTMX).content.decode()
    assert "Choisissez un type de la liste." in page and 'value="Photo"' in page
    assert not Preuve.objects.exists()
