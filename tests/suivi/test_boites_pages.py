"""Les pages des boîtes et des courriels reçus."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qualepref.socle.models import Journal
from qualepref.socle.taches import lignes_pour
from suivi.models import BoiteFonctionnelle, Demande, MessageRecu
from tests import factories
from tests.suivi.courriels import octets

LISTE, COURRIELS = reverse("suivi:boite_list"), reverse("suivi:message_list")


@pytest.fixture(autouse=True)
def reglages(settings):
    settings.ARRETE = date(2022, 3, 15)
    settings.IMAP_SERVEURS = ["imap.example.org"]


@pytest.fixture
def administrateur(creer_agent, departement):
    return creer_agent("administrateur", departement)


@pytest.fixture
def boite(service):
    return factories.BoiteFonctionnelleFactory(service=service)


def texte(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


def adresse(verbe, objet, genre="boite"):
    return reverse(f"suivi:{genre}_{verbe}", args=[objet.pk])


def saisie(service, **champs):
    return {
        "adresse": "Accueil@prefecture.example.org",
        "serveur": "imap.example.org",
        "securite": "ssl",
        "port": "993",
        "identifiant": "accueil",
        "cle_du_mot_de_passe": "BOITE_ACCUEIL",
        "dossier": "INBOX",
        "depuis": "2022-03-01",
        "cible": "demandes",
        "service": service.pk,
        "registre": "courriers_courriels",
        "nature": "non_renseignee",
        "canal": "courriel",
    } | champs


def message(boite, **champs):
    brut = SimpleUploadedFile("brut", octets(objet="Enfin repris"))
    champs = {"etat": "en_erreur", "erreur": "Illisible", "brut": brut} | champs
    return factories.MessageRecuFactory(boite=boite, **champs)


def test_une_boite_se_declare_arretee_sans_mot_de_passe(client_de, administrateur, service):
    client = client_de(administrateur)
    reponse = client.post(reverse("suivi:boite_create"), saisie(service), follow=True)
    boite = BoiteFonctionnelle.objects.get()
    assert not boite.active and boite.adresse == "accueil@prefecture.example.org"
    assert boite.departement == service.site.departement
    lue = texte(reponse)
    assert "arrêtée" in lue and "Absent de l’environnement" in lue and "BOITE_ACCUEIL" in lue
    assert not [champ for champ in BoiteFonctionnelle._meta.fields if champ.name == "mot_de_passe"]


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"serveur": "ailleurs.example.org"}, "Sélectionnez un choix valide"),
        ({"cle_du_mot_de_passe": "SECRET_KEY"}, "commençant par BOITE_"),
        ({"adresse": "pas une adresse"}, "adresse"),
        ({"service": ""}, "obligatoire"),
    ],
)
def test_une_declaration_fautive_se_dit(client_de, administrateur, service, champs, phrase):
    reponse = client_de(administrateur).post(
        reverse("suivi:boite_create"), saisie(service) | champs
    )
    assert phrase in texte(reponse) and not BoiteFonctionnelle.objects.exists()


def test_sans_serveur_permis_le_formulaire_dit_a_qui_s_adresser(
    client_de, administrateur, settings
):
    settings.IMAP_SERVEURS = []
    assert "IMAP_SERVEURS" in texte(client_de(administrateur).get(reverse("suivi:boite_create")))


def test_une_boite_ne_se_declare_pas_deux_fois(client_de, administrateur, service):
    client = client_de(administrateur)
    client.post(reverse("suivi:boite_create"), saisie(service))
    reponse = client.post(reverse("suivi:boite_create"), saisie(service, port="143"))
    assert "déjà relevé par une boîte" in texte(reponse)
    assert BoiteFonctionnelle.objects.count() == 1


def test_essayer_dit_ce_qui_manque_sans_rien_changer(client_de, administrateur, boite):
    reponse = client_de(administrateur).post(adresse("essayer", boite), follow=True)
    assert "poser BOITE_ESSAI dans l'environnement" in texte(reponse)
    boite.refresh_from_db()
    assert boite.panne == ""


def test_une_boite_se_met_en_marche_et_s_arrete(client_de, administrateur, boite):
    client = client_de(administrateur)
    assert "en marche" in texte(client.post(adresse("mettre_en_marche", boite), follow=True))
    assert "déjà en marche" in texte(client.post(adresse("mettre_en_marche", boite), follow=True))
    assert "arrêtée" in texte(client.post(adresse("arreter", boite), follow=True))
    reponse = client.post(adresse("relever", boite), follow=True)
    assert "mettez-la d'abord en marche" in texte(reponse)


def test_une_panne_se_lit_a_l_accueil_de_l_administrateur(client_de, administrateur, boite):
    BoiteFonctionnelle.objects.update(active=True, panne="imap.example.org est injoignable.")
    assert "1 boîte aux lettres en panne" in dites(administrateur)
    lue = texte(client_de(administrateur).get(boite.get_absolute_url()))
    assert "en panne" in lue and "imap.example.org est injoignable." in lue
    assert "en panne" in texte(client_de(administrateur).get(LISTE))


def dites(agent):
    return [f"{ligne.nombre} {ligne.libelle}" for ligne in lignes_pour(agent)]


def test_un_courriel_en_erreur_se_regarde_et_se_rejoue(
    client_de, correspondant, boite, django_capture_on_commit_callbacks
):
    en_erreur = message(boite)
    assert "1 courriel en erreur à reprendre" in dites(correspondant)
    client = client_de(correspondant)
    assert "en erreur" in texte(client.get(f"{COURRIELS}?etat=en_erreur"))
    fiche = texte(client.get(en_erreur.get_absolute_url()))
    assert "Illisible" in fiche and "Réessayer" in fiche and "usager0012" not in fiche
    brut = client.get(adresse("brut", en_erreur, "message"))
    assert b"Enfin repris" in b"".join(brut.streaming_content)
    assert brut["Content-Disposition"].startswith("attachment")
    assert Journal.objects.filter(details={"courriel": en_erreur.pk}).exists()
    reponse = client.post(adresse("rejouer", en_erreur, "message"), follow=True)
    assert "Le message est repris." in texte(reponse)
    en_erreur.refresh_from_db()
    assert en_erreur.demande == Demande.objects.get(objet="Enfin repris")
    assert "rien à reprendre" in texte(
        client.post(adresse("rejouer", en_erreur, "message"), follow=True)
    )


def test_une_reprise_qui_echoue_encore_se_dit(client_de, correspondant, boite, monkeypatch):
    en_erreur = message(boite)

    def tomber(octets):
        raise RecursionError

    monkeypatch.setattr("suivi.messagerie.releve.lire", tomber)
    reponse = client_de(correspondant).post(adresse("rejouer", en_erreur, "message"), follow=True)
    assert "saisissez la demande à la main" in texte(reponse)
    assert "a encore échoué (RecursionError)" in texte(reponse)


def test_l_administrateur_voit_la_liste_mais_n_ouvre_aucun_message(
    client_de, administrateur, boite
):
    en_erreur = message(boite)
    client = client_de(administrateur)
    fiche = texte(client.get(en_erreur.get_absolute_url()))
    assert "Télécharger" not in fiche and "Réessayer" not in fiche
    assert client.get(adresse("brut", en_erreur, "message")).status_code == 403


def test_le_brut_d_un_signalement_ne_s_ouvre_qu_au_referent(
    client_de, correspondant, referent, boite
):
    BoiteFonctionnelle.objects.update(cible="signalements")
    en_erreur = message(boite)
    brut = adresse("brut", en_erreur, "message")
    assert client_de(correspondant).get(brut).status_code == 404
    assert client_de(referent).get(brut).status_code == 200


def test_une_suite_se_signale_sur_la_fiche_jusqu_a_ce_qu_on_la_lise(
    client_de, correspondant, boite, auditeur
):
    demande = factories.DemandeFactory(departement=boite.departement, service=boite.service)
    suite = message(boite, etat="rattache", demande=demande, brut="", erreur="")
    assert "1 suite d'usagers à lire" in dites(correspondant)
    client = client_de(correspondant)
    assert "Une suite est arrivée le 07/03/2022 à 10:30" in texte(
        client.get(demande.get_absolute_url())
    )
    assert "Une suite" not in texte(client_de(auditeur).get(demande.get_absolute_url()))
    reponse = client.post(adresse("lu", suite, "message"), follow=True)
    assert "marquée comme lue" in texte(reponse) and "Une suite est" not in texte(reponse)
    assert not MessageRecu.objects.suites_a_lire()


def test_la_purge_efface_ce_qui_nomme_et_garde_la_ligne(boite, django_capture_on_commit_callbacks):
    demande = factories.DemandeFactory(departement=boite.departement, service=boite.service)
    recu = message(boite, etat="repris", demande=demande, message_id="<usager@example.org>")
    with django_capture_on_commit_callbacks(execute=True):
        demande.pieces.effacer([demande])
    garde = MessageRecu.objects.get()
    assert (garde.message_id, garde.brut.name, garde.cle) == ("", "", recu.cle)
    assert not recu.brut.storage.exists(recu.brut.name)
