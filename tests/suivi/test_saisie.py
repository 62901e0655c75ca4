"""La saisie rapide : des fiches à la suite, sans rien perdre ni doubler."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from suivi.models import Demande, FicheSaisie, Identite, LotSaisie
from tests import factories

LUNDI = date(2022, 3, 7)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = date(2022, 3, 15)


@pytest.fixture
def lot(delais, service):
    return factories.LotSaisieFactory(service=service)


def texte(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


def fiche(**champs):
    attendue = {"jeton": str(uuid4()), "nature": "reclamation", "objet": "Deux heures d'attente"}
    return attendue | {"anonyme": "on"} | champs


def envoyer(client, lot, saisie, **options):
    return client.post(lot.get_absolute_url(), saisie, **options)


# --- Le lot -------------------------------------------------------------------------------------


def test_ouvrir_un_lot_dit_une_fois_ce_qui_ne_change_pas(client_de, correspondant, delais, service):
    saisie = {
        "registre": "suggestions_reclamations",
        "service": service.pk,
        "canal": "fiche_accueil",
        "date_arrivee": "2022-03-07",
    }
    reponse = client_de(correspondant).post(reverse("suivi:lotsaisie_create"), saisie)
    lot = LotSaisie.objects.get()
    assert reponse.url == lot.get_absolute_url()
    assert (lot.agent, lot.service, lot.date_arrivee) == (correspondant, service, LUNDI)


def test_un_lot_date_du_futur_se_dit_sous_son_champ(client_de, referent, service):
    saisie = {"registre": "suggestions_reclamations", "service": service.pk}
    saisie |= {"canal": "fiche_accueil", "date_arrivee": "2022-03-16"}
    page = texte(client_de(referent).post(reverse("suivi:lotsaisie_create"), saisie))
    assert "16/03/2022 est dans le futur" in page
    assert not LotSaisie.objects.exists()


def test_on_reprend_un_lot_commence(client_de, referent, lot):
    LotSaisie.objects.update(agent=referent)
    factories.FicheSaisieFactory.create_batch(2, lot=lot)
    page = client_de(referent).get(reverse("suivi:lotsaisie_create"))
    assert "2 fiches" in texte(page)
    assert lot.get_absolute_url() in page.content.decode()


# --- Fiche après fiche ----------------------------------------------------------------------------


def test_une_fiche_prend_ce_que_dit_le_lot_et_son_echeance(client_de, correspondant, lot):
    reponse = envoyer(client_de(correspondant), lot, fiche())
    assert reponse.url == lot.get_absolute_url()
    demande = Demande.objects.get()
    assert demande.numero == f"F{lot.pk}-01"
    assert (demande.registre, demande.canal) == (lot.registre, lot.canal)
    assert (demande.service, demande.date_arrivee) == (lot.service, LUNDI)
    assert (demande.reponse_non_due, demande.date_echeance) == ("anonyme", date(2022, 3, 21))
    assert demande.history.get().history_user == correspondant
    assert not Identite.objects.exists()


def test_l_usager_nomme_est_garde_a_part(client_de, referent, lot):
    envoyer(client_de(referent), lot, fiche(anonyme="", nom="Usager 0001"))
    assert Identite.objects.get().nom == "Usager 0001"
    assert Demande.objects.get().reponse_non_due == ""


def test_avec_htmx_la_reponse_est_la_fiche_suivante_vide_et_la_liste(client_de, referent, lot):
    reponse = envoyer(client_de(referent), lot, fiche(), headers=HTMX)
    page = reponse.content.decode()
    assert "<html" not in page
    assert f"Fiche F{lot.pk}-01 enregistrée." in texte(reponse)
    assert "1 fiche dans le lot" in texte(reponse)
    assert 'name="objet" value' not in page
    assert page.count(" autofocus") == 1


def test_deux_fiches_anonymes_du_meme_objet_sont_deux_fiches(client_de, referent, lot):
    client = client_de(referent)
    envoyer(client, lot, fiche())
    reponse = envoyer(client, lot, fiche(), headers=HTMX)
    assert Demande.objects.count() == 2
    assert f"Elle ressemble à : Demande n° F{lot.pk}-01" in texte(reponse)


@pytest.mark.parametrize("entetes", [{}, HTMX])
def test_un_envoi_rejoue_ne_double_pas_la_fiche(client_de, referent, lot, entetes):
    client, saisie = client_de(referent), fiche()
    envoyer(client, lot, saisie, headers=entetes)
    reponse = client.post(lot.get_absolute_url(), saisie, headers=entetes, follow=True)
    assert "était déjà enregistrée : elle n'est pas doublée" in texte(reponse)
    assert (Demande.objects.count(), FicheSaisie.objects.count()) == (1, 1)


def test_une_page_reprise_et_changee_garde_sa_saisie_et_prend_un_autre_jeton(
    client_de, referent, lot
):
    client, saisie = client_de(referent), fiche()
    envoyer(client, lot, saisie)
    reponse = envoyer(client, lot, saisie | {"objet": "Une tout autre fiche"})
    assert "elle a changé depuis" in texte(reponse)
    assert "Une tout autre fiche" in reponse.content.decode()
    neuf = str(reponse.context["form"]["jeton"].value())
    assert neuf != saisie["jeton"]
    envoyer(client, lot, saisie | {"objet": "Une tout autre fiche", "jeton": neuf})
    assert Demande.objects.count() == 2


def test_un_envoi_rejoue_apres_annulation_ne_ressuscite_pas_la_fiche(client_de, referent, lot):
    client, saisie = client_de(referent), fiche()
    envoyer(client, lot, saisie)
    client.post(reverse("suivi:saisie_annuler", args=[lot.pk, 1]))
    envoyer(client, lot, saisie)
    assert not Demande.objects.exists()


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"objet": ""}, "obligatoire"),
        ({"nature": ""}, "obligatoire"),
        ({"anonyme": ""}, "cochez « Fiche anonyme »"),
        ({"nom": "Usager 0001"}, "Un usager est indiqué"),
        ({"jeton": "abc"}, "UUID"),
    ],
)
@pytest.mark.parametrize("entetes", [{}, HTMX])
def test_une_fiche_fautive_garde_ses_valeurs(client_de, referent, lot, champs, message, entetes):
    reponse = envoyer(
        client_de(referent), lot, fiche(observations="À garder", **champs), headers=entetes
    )
    assert reponse.status_code == 200
    assert message in texte(reponse)
    assert "À garder" in reponse.content.decode()
    assert reponse.content.decode().count(" autofocus") == 1
    assert not Demande.objects.exists()


def test_un_service_ferme_entre_temps_le_dit(client_de, referent, lot):
    lot.service.date_fin = LUNDI
    lot.service.save()
    assert "Ce service est fermé" in texte(envoyer(client_de(referent), lot, fiche()))
    assert not Demande.objects.exists()


# --- Doublon pendant la frappe --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"objet": "deux heures  D'ATTENTE"}, True),
        ({"objet": "Deux heures"}, False),
        ({"objet": "Deux heures d'attente", "nom": "Usager 0001"}, False),
        ({"objet": ""}, False),
    ],
)
def test_pendant_la_frappe_une_semblable_se_dit_sans_rien_bloquer(
    client_de, referent, lot, champs, dit
):
    client, adresse = client_de(referent), reverse("suivi:saisie_semblables", args=[lot.pk])
    envoyer(client, lot, fiche())
    reponse = client.post(adresse, champs, headers=HTMX)
    assert ("Une demande semblable existe" in texte(reponse)) is dit
    assert Demande.objects.count() == 1


# --- Corriger, annuler ----------------------------------------------------------------------------


def test_annuler_ote_la_derniere_fiche_et_elle_seule(client_de, correspondant, lot):
    client = client_de(correspondant)
    for rang in (1, 2):
        envoyer(client, lot, fiche(objet=f"Fiche {rang}"))
    adresses = [reverse("suivi:saisie_annuler", args=[lot.pk, rang]) for rang in (1, 2)]
    assert "Seule la dernière fiche" in texte(client.post(adresses[0], follow=True))
    client.post(adresses[1])
    assert "déjà annulée" in texte(client.post(adresses[1], follow=True))
    assert Demande.objects.get().objet == "Fiche 1"
    assert Demande.history.filter(history_type="-").get().history_user == correspondant
    envoyer(client, lot, fiche(objet="Fiche 3"))
    assert Demande.objects.first().numero == f"F{lot.pk}-03"


def test_une_fiche_deja_traitee_ne_s_annule_plus(client_de, referent, lot):
    client = client_de(referent)
    envoyer(client, lot, fiche())
    Demande.objects.update(date_reponse=LUNDI)
    adresse = reverse("suivi:saisie_annuler", args=[lot.pk, 1])
    assert "déjà répondue" in texte(client.post(adresse, follow=True))
    assert Demande.objects.count() == 1


def test_corriger_une_fiche_ramene_au_lot(client_de, referent, lot):
    client = client_de(referent)
    envoyer(client, lot, fiche())
    demande = Demande.objects.get()
    saisie = {
        champ: getattr(demande, champ)
        for champ in ("registre", "canal", "nature", "numero", "date_arrivee", "reponse_non_due")
    }
    saisie |= {"service": lot.service_id, "objet": "Corrigé", "qualite_accueil": "inconnu"}
    adresse = reverse("suivi:saisie_corriger", args=[lot.pk, demande.pk])
    saisie["empreinte"] = client.get(adresse).context["form"]["empreinte"].value()
    assert client.post(adresse, saisie).url == lot.get_absolute_url()
    assert Demande.objects.get().objet == "Corrigé"


def test_un_correspondant_ne_voit_pas_le_lot_d_un_autre_service(client_de, correspondant, voisin):
    ailleurs = factories.LotSaisieFactory(service=voisin)
    assert client_de(correspondant).get(ailleurs.get_absolute_url()).status_code == 404
