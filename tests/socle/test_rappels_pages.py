"""« Mes rappels », l'en-tête de chaque page et les préférences."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qualepref.socle.models import Designation, PreferenceRappel, Rappel
from qualepref.socle.synthese import envoyer_la_synthese, inscrire_les_rappels
from suivi.models import Demande
from tests.factories import DemandeFactory, RappelFactory
from tests.test_requetes import REQUETES_MAX

pytestmark = pytest.mark.django_db
LUNDI = date(2022, 12, 5)
LISTE = "socle:rappel_list"


@pytest.fixture(autouse=True)
def lundi(settings):
    settings.ARRETE = LUNDI


@pytest.fixture
def demande(service):
    return DemandeFactory(
        service=service, date_arrivee=date(2022, 11, 2), date_echeance=date(2022, 12, 1)
    )


@pytest.fixture
def rappel(correspondant, demande, departement):
    inscrire_les_rappels(departement=departement, le=LUNDI)
    return Rappel.objects.get(agent=correspondant)


def page(client, nom=LISTE):
    return client.get(reverse(nom)).content.decode()


def test_l_en_tete_compte_ce_qui_est_a_lire(client_de, correspondant, rappel):
    assert "1 à lire" in page(client_de(correspondant), "accueil")


def test_la_page_dit_quoi_depuis_quand_et_y_mene(client_de, correspondant, rappel, demande):
    client = client_de(correspondant)
    contenu = page(client)
    assert "Demandes en retard de réponse" in contenu
    assert "depuis 4 jours" in contenu
    assert rappel.get_absolute_url() in contenu
    reponse = client.get(rappel.get_absolute_url())
    assert reponse.url == demande.get_absolute_url()
    assert "Déjà lus" in page(client) and "à lire" not in page(client)


def test_marquer_lu_puis_tout_marquer(client_de, correspondant, service, rappel, departement):
    DemandeFactory(
        service=service, date_arrivee=date(2022, 11, 2), date_echeance=date(2022, 11, 30)
    )
    inscrire_les_rappels(departement=departement, le=LUNDI)
    client = client_de(correspondant)
    assert "2 à lire" in page(client)
    client.post(reverse("socle:rappel_lire", args=[rappel.pk]))
    assert "1 à lire" in page(client)
    client.post(reverse("socle:rappel_tout_lire"))
    assert "à lire" not in page(client)


def test_le_bouton_lu_porte_le_jeton_des_formulaires(correspondant, rappel):
    """Le client des tests ne vérifie pas ce jeton ; un navigateur, si."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        correspondant, backend="qualepref.socle.authentification.BackendDesignations"
    )
    contenu = page(client)
    adresse = reverse("socle:rappel_lire", args=[rappel.pk])
    formulaire = contenu.split(f'action="{adresse}"')[1].split("</form>")[0]
    jeton = formulaire.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert client.post(adresse, {"csrfmiddlewaretoken": jeton}).status_code == 302


def test_a_lire_se_range_par_genre(client_de, correspondant, service, rappel, departement):
    for echeance in (date(2022, 12, 7), date(2022, 11, 29)):
        DemandeFactory(service=service, date_arrivee=date(2022, 11, 2), date_echeance=echeance)
    inscrire_les_rappels(departement=departement, le=LUNDI)
    contenu = page(client_de(correspondant))
    assert contenu.count("<h3>") == 2
    ordre = [contenu.index(dit) for dit in ("Demandes en retard", "29/11/2022", "01/12/2022")]
    assert ordre == sorted(ordre) and contenu.index("Demandes à échéance") > ordre[-1]


def test_un_rappel_d_un_autre_ne_s_ouvre_pas(client_de, referent, rappel):
    assert client_de(referent).get(rappel.get_absolute_url()).status_code == 404


def test_tout_lire_ne_touche_pas_ceux_des_autres(client_de, referent, rappel):
    client_de(referent).post(reverse("socle:rappel_tout_lire"))
    rappel.refresh_from_db()
    assert rappel.lu_le is None


@pytest.mark.parametrize("perte", ["fin", "ailleurs"])
def test_un_droit_perdu_cache_le_rappel_et_ne_l_ouvre_plus(
    perte, client_de, correspondant, rappel, voisin
):
    siennes = Designation.objects.filter(agent=correspondant)
    siennes.update(**({"date_fin": date(2022, 12, 4)} if perte == "fin" else {"service": voisin}))
    client = client_de(correspondant)
    assert "Aucun rappel" in page(client)
    assert "à lire" not in page(client, "accueil")
    suite = client.get(rappel.get_absolute_url(), follow=True)
    assert suite.request["PATH_INFO"] == reverse(LISTE)
    assert "n&#x27;a plus lieu d&#x27;être" in suite.content.decode()


def test_un_objet_efface_n_ouvre_rien(client_de, correspondant, rappel):
    Demande.objects.all().delete()
    client = client_de(correspondant)
    assert "Aucun rappel" in page(client)
    assert client.get(rappel.get_absolute_url()).url == reverse(LISTE)


def test_la_page_se_feuillette(client_de, referent, departement):
    for _ in range(60):
        RappelFactory(agent=referent, departement=departement)
    contenu = page(client_de(referent))
    assert "1 sur 2" in contenu and "60 à lire" in contenu


@pytest.mark.parametrize("nom", [LISTE, "suivi:demande_list", "engagements:action_list"])
def test_les_rappels_ne_coutent_pas_une_requete_par_ligne(nom, client_de, referent, departement):
    client = client_de(referent)
    nombres = []
    for combien in (1, 40):
        for _ in range(combien):
            RappelFactory(agent=referent, departement=departement)
        client.get(reverse(nom))
        with CaptureQueriesContext(connection) as capture:
            client.get(reverse(nom))
        nombres.append(len(capture))
    assert nombres[0] == nombres[1] <= REQUETES_MAX


# --- Préférences ----------------------------------------------------------------------------------


def enregistrer(client, **changes):
    formulaire = client.get(reverse("socle:rappel_preferences")).context["form"]
    donnees = {nom: formulaire[nom].value() for nom in formulaire.fields} | changes
    return client.post(reverse("socle:rappel_preferences"), donnees)


def test_chacun_regle_les_genres_qui_le_concernent(client_de, correspondant, agent):
    assert "Demandes en retard" in page(client_de(correspondant), "socle:rappel_preferences")
    assert "Demandes en retard" not in page(client_de(agent), "socle:rappel_preferences")


def test_une_preference_se_garde_et_se_retire(client_de, correspondant):
    client = client_de(correspondant)
    reponse = enregistrer(
        client, **{"demandes-a-echeance-canal": "ecran", "demandes-a-echeance-preavis": 10}
    )
    assert reponse.url == reverse(LISTE)
    (gardee,) = PreferenceRappel.objects.filter(agent=correspondant)
    assert (gardee.genre, gardee.canal, gardee.preavis) == ("demandes-a-echeance", "ecran", 10)
    enregistrer(
        client,
        **{"demandes-a-echeance-canal": "ecran_et_courriel", "demandes-a-echeance-preavis": 5},
    )
    assert not PreferenceRappel.objects.exists()


def test_un_prevais_hors_bornes_se_dit_et_rien_ne_se_perd(client_de, correspondant):
    reponse = enregistrer(
        client_de(correspondant),
        **{"demandes-a-echeance-preavis": 999, "demandes-en-retard-canal": "ecran"},
    )
    contenu = reponse.content.decode()
    assert "inférieure ou égale à 180" in contenu and 'value="999"' in contenu
    assert '<option value="ecran" selected>' in contenu
    assert not PreferenceRappel.objects.exists()


def test_jamais_retire_aussitot_le_rappel_de_l_ecran(client_de, correspondant, rappel):
    client = client_de(correspondant)
    enregistrer(client, **{"demandes-en-retard-canal": "jamais"})
    assert "Aucun rappel" in page(client)


def test_la_referente_ne_peut_pas_refuser_ce_dont_elle_repond(client_de, referent):
    client = client_de(referent)
    reponse = enregistrer(client, **{"resume-des-demandes-canal": "jamais"})
    assert reponse.status_code == 200
    assert not PreferenceRappel.objects.exists()
    assert "Vous en répondez" in reponse.content.decode()


def test_aucun_courriel_se_coche_et_se_decoche(client_de, correspondant, demande, departement):
    correspondant.email = "accueil@exemple.fr"
    correspondant.save()
    client = client_de(correspondant)
    enregistrer(client, aucun_courriel="on")
    assert "checked" in page(client, "socle:rappel_preferences")
    inscrire_les_rappels(departement=departement, le=LUNDI)
    assert envoyer_la_synthese(agent_id=correspondant.pk, le=LUNDI) == 0
    assert "1 à lire" in page(client)
    enregistrer(client, aucun_courriel="")
    assert envoyer_la_synthese(agent_id=correspondant.pk, le=LUNDI) == 1
