"""Les actes d'une demande par la page : ce qu'ils écrivent, disent et refusent."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse

from qualepref.socle.models import Rappel
from qualepref.socle.synthese import inscrire_les_rappels
from suivi.delais.bareme import calculer_echeances
from suivi.demarche import OuEnEst, actes_possibles
from suivi.models import Demande
from suivi.views.facons import ecrire
from tests import factories

AUJOURD_HUI = date(2022, 3, 15)


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = AUJOURD_HUI


@pytest.fixture
def demande(delais, service):
    """Un courriel arrivé le lundi 7 mars 2022, dû le 14."""
    champs = {"date_arrivee": date(2022, 3, 7), "nature": "information_generale"}
    nouvelle = factories.DemandeFactory.build(departement=None, service=service, **champs)
    calculer_echeances([nouvelle])
    nouvelle.save()
    return nouvelle


@pytest.fixture
def titres(service):
    return factories.ServiceFactory(site=service.site, parent=service.parent, nom="Titres")


def adresse(verbe, demande):
    return reverse(f"suivi:demande_{verbe}", args=[demande.pk])


def texte(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


def relue(demande):
    return Demande.objects.get(pk=demande.pk)


# --- Les actes offerts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ou_en_est", "offerts"),
    [
        (
            OuEnEst(etat="recue"),
            "repondre accuser transferer attendre suspendre prolonger retirer",
        ),
        (
            OuEnEst(etat="suspendue", accusee=True, suspendue=True),
            "repondre transferer reprendre attendre prolonger retirer",
        ),
        (OuEnEst(etat="repondue", accusee=True, accuse_seul=True), "repondre rouvrir"),
        (OuEnEst(etat="repondue"), "rouvrir"),
        (OuEnEst(etat="retiree"), "rouvrir"),
    ],
)
def test_les_actes_offerts_suivent_l_etat(ou_en_est, offerts):
    assert " ".join(actes_possibles(ou_en_est)) == offerts


def test_la_fiche_offre_ses_actes_a_qui_tient_la_demande(client_de, referent, auditeur, demande):
    page = client_de(referent).get(demande.get_absolute_url()).content.decode()
    for verbe in ("transferer", "suspendre", "prolonger", "retirer"):
        assert adresse(verbe, demande) in page
    for verbe in ("repondre", "accuser"):
        assert ecrire(demande, verbe) in page
    lue = client_de(auditeur).get(demande.get_absolute_url()).content.decode()
    assert ecrire(demande, "repondre") not in lue


# --- Le délai -----------------------------------------------------------------------------------


def test_suspendre_puis_reprendre_se_raconte_sur_la_fiche(client_de, correspondant, demande):
    client = client_de(correspondant)
    client.post(adresse("suspendre", demande), {"le": "2022-03-09", "motif": "acte de naissance"})
    page = texte(client.get(demande.get_absolute_url()))
    assert "Délai suspendu depuis le mercredi 9 mars 2022" in page
    assert "l’échéance sera connue à la reprise" in page
    client.post(adresse("reprendre", demande), {"le": "2022-03-14", "motif": ""})
    page = texte(client.get(demande.get_absolute_url()))
    assert "Réponse due le jeudi 17 mars 2022" in page
    assert "Délai arrêté après le mercredi 9 mars 2022 et jusqu'au lundi 14 mars 2022" in page
    assert f"par {correspondant}" in page


def test_un_acte_refuse_garde_la_saisie_et_n_ecrit_rien(client_de, referent, demande):
    saisie = {"le": "2022-03-05", "motif": "acte de naissance"}
    reponse = client_de(referent).post(adresse("suspendre", demande), saisie)
    assert "vient avant l'arrivée de la demande (07/03/2022)" in texte(reponse)
    assert "acte de naissance" in reponse.content.decode()
    assert not demande.faits.exists()


def test_une_prolongation_se_motive(client_de, referent, demande):
    saisie = {"le": "2022-03-10", "jours": "2", "motif": ""}
    assert "obligatoire" in texte(client_de(referent).post(adresse("prolonger", demande), saisie))
    client_de(referent).post(adresse("prolonger", demande), saisie | {"motif": "expertise"})
    assert relue(demande).date_echeance == date(2022, 3, 16)


def test_corriger_une_date_sur_la_fiche_refait_le_calcul(client_de, referent, demande):
    """Suspendue, une demande dont on saisit la réponse au formulaire retrouve une échéance."""
    demande.suspendre("acte de naissance", date(2022, 3, 9))
    saisie = {
        **{"registre": "courriers_courriels", "service": demande.service_id, "canal": "courriel"},
        **{"nature": "information_generale", "objet": demande.objet},
        **{"date_arrivee": "2022-03-07", "qualite_accueil": "inconnu"},
    }
    client, lien = client_de(referent), adresse("update", demande)
    saisie["empreinte"] = client.get(lien).context["form"]["empreinte"].value()
    client.post(lien, saisie | {"date_reponse": "2022-03-15"})
    assert relue(demande).date_echeance == date(2022, 3, 18)
    assert relue(demande).suspendue_le is None


def test_une_correction_que_les_faits_dementent_est_refusee(client_de, referent, demande):
    demande.suspendre("acte de naissance", date(2022, 3, 9))
    demande.reprendre(date(2022, 3, 14))
    saisie = {
        **{"registre": "courriers_courriels", "service": demande.service_id, "canal": "courriel"},
        **{"nature": "information_generale", "objet": demande.objet},
        **{"date_arrivee": "2022-03-07", "qualite_accueil": "inconnu"},
    }
    client, lien = client_de(referent), adresse("update", demande)
    saisie["empreinte"] = client.get(lien).context["form"]["empreinte"].value()
    reponse = client.post(lien, saisie | {"date_reponse": "2022-03-10"})
    assert "La reprise du 14/03/2022 vient après la réponse du 10/03/2022" in texte(reponse)
    assert relue(demande).date_reponse is None


# --- Transférer ---------------------------------------------------------------------------------


def test_transferer_puis_lire_sans_plus_agir(client_de, correspondant, demande, titres):
    client = client_de(correspondant)
    saisie = {"vers": titres.pk, "le": "2022-03-10", "motif": "de sa compétence"}
    reponse = client.post(adresse("transferer", demande), saisie, follow=True)
    page = texte(reponse)
    assert "La demande est transférée ; votre service peut encore la lire." in page
    assert "transmise de Accueil général à Titres, de sa compétence" in page
    assert "Voir l’identité" not in page
    assert adresse("repondre", demande) not in reponse.content.decode()
    assert client.get(adresse("repondre", demande)).status_code == 404
    assert demande.objet in texte(client.get(reverse("suivi:demande_list")))


def test_un_service_ferme_ne_se_propose_pas_et_se_refuse(client_de, referent, demande, titres):
    titres.date_fin = date(2022, 3, 1)
    titres.save()
    client = client_de(referent)
    assert "Titres" not in texte(client.get(adresse("transferer", demande)))
    saisie = {"vers": titres.pk, "le": "2022-03-10", "motif": "de sa compétence"}
    reponse = client.post(adresse("transferer", demande), saisie)
    assert reponse.status_code == 200
    assert "de sa compétence" in reponse.content.decode()
    assert relue(demande).service != titres


def test_la_boucle_le_service_est_averti_puis_la_referente(
    creer_agent, referent, demande, titres, departement
):
    agent = creer_agent("correspondant", departement, titres)
    demande.transferer(titres, date(2022, 3, 10))
    inscrire_les_rappels(departement=departement, le=AUJOURD_HUI)
    recus = Rappel.objects.filter(agent=agent, genre="demandes-transmises")
    assert "transmise par Accueil général" in recus.get().libelle
    demande.repondre(date(2022, 3, 14))
    inscrire_les_rappels(departement=departement, le=AUJOURD_HUI)
    dit = Rappel.objects.get(agent=referent, genre="reponses-des-services")
    assert (dit.objet, dit.date_due) == (demande.pk, date(2022, 3, 14))
    inscrire_les_rappels(departement=departement, le=AUJOURD_HUI)
    assert Rappel.objects.filter(genre="reponses-des-services", agent=referent).count() == 1


# --- Deux personnes -----------------------------------------------------------------------------


def test_deux_personnes_repondent_la_seconde_apprend_la_premiere(client_de, referent, demande):
    client, lien = client_de(referent), adresse("repondre", demande)
    lue = client.get(lien).context["form"]["version"].value()
    demande.accuser(date(2022, 3, 8))
    saisie = {"le": "2022-03-14", "version": lue}
    reponse = client.post(lien, saisie)
    assert "Quelqu'un a touché à cette demande" in texte(reponse)
    assert "elle est maintenant accusée" in texte(reponse)
    assert relue(demande).date_reponse is None
    relu = reponse.context["form"]["version"].value()
    assert client.post(lien, saisie | {"version": relu}).status_code == 302
    assert relue(demande).date_reponse == date(2022, 3, 14)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="une base en mémoire n'a qu'un écrivain")
@pytest.mark.django_db(transaction=True)
def test_deux_reponses_au_meme_instant_n_en_font_qu_une(client_de, referent, demande):
    lien = adresse("repondre", demande)
    clients = [client_de(referent), client_de(referent)]

    def envoyer(client, jour):
        try:
            return client.post(lien, {"le": jour}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as file:
        codes = list(file.map(envoyer, clients, ["2022-03-09", "2022-03-10"]))
    assert sorted(codes) == [200, 302]
    gagnante = ["2022-03-09", "2022-03-10"][codes.index(302)]
    assert relue(demande).date_reponse.isoformat() == gagnante
    assert demande.history.filter(date_reponse__isnull=False).count() == 1


# --- L'accusé qui vaut traitement ---------------------------------------------------------------


def test_l_ecran_dit_que_l_accuse_vaut_traitement(client_de, referent, delais, service):
    service.site.departement.profil_delais = "isere-2022"
    service.site.departement.save()
    reclamation = factories.DemandeFactory(
        service=service, registre="suggestions_reclamations", nature="reclamation"
    )
    client = client_de(referent)
    saisie = {"le": "2022-03-08"}
    page = texte(client.post(adresse("accuser", reclamation), saisie, follow=True))
    assert "selon la règle du département, il vaut traitement" in page
    assert "la réponse sur le fond se suit à part" in page
    fiche = client.get(reclamation.get_absolute_url()).content.decode()
    assert ecrire(reclamation, "repondre") in fiche
