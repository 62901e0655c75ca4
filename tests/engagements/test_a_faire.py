from datetime import date

from django.urls import reverse

from engagements.models import Labellisation
from tests import factories
from tests.engagements.test_label import CYCLE


def accueil(client):
    return client.get(reverse("accueil")).content.decode()


def test_le_correspondant_voit_ce_qui_lui_reste_a_evaluer(client_de, correspondant, campagne):
    page = accueil(client_de(correspondant))
    assert "exigences à évaluer par vos services dans «\u00a0Auto-évaluation 2022\u00a0»" in page
    assert ">3</strong>" in page
    assert campagne.get_absolute_url() in page


def test_tout_evalue_il_ne_reste_rien(client_de, correspondant, campagne, service):
    campagne.autoevaluations.filter(service=service).update(avis="conforme")
    assert "à évaluer" not in accueil(client_de(correspondant))


def test_une_campagne_close_ne_demande_plus_rien(client_de, correspondant, campagne):
    campagne.clore()
    assert "à évaluer" not in accueil(client_de(correspondant))


def test_la_referente_voit_l_avancement(client_de, referent, campagne, service):
    campagne.autoevaluations.filter(service=service).update(avis="conforme")
    page = accueil(client_de(referent))
    assert ">3</strong>" in page
    assert "exigences encore non évaluées sur 6 dans «\u00a0Auto-évaluation 2022\u00a0»" in page


def test_sans_perimetre_la_referente_est_invitee_a_le_saisir(client_de, referent, departement):
    client = client_de(referent)
    assert "périmètre à saisir" in accueil(client)
    factories.LabellisationFactory(departement=departement)
    assert "périmètre à saisir" not in accueil(client)


def test_l_auditeur_va_au_perimetre(client_de, auditeur, campagne):
    page = client_de(auditeur).get(reverse("accueil")).content.decode()
    assert "périmètre du label à lire" in page
    assert reverse("engagements:labellisation_list") in page


def test_la_referente_voit_venir_les_etapes_du_label(client_de, referent, campagne, settings):
    settings.ARRETE = date(2022, 5, 2)
    label = Labellisation.objects.get()
    label.etapes.create(genre="obtention", date=date(2020, 11, 25), realisee=True, chiffres=CYCLE)
    page = accueil(client_de(referent))
    assert "étape du label attendue\u00a0: audit de suivi le 25/05/2022" in page
    label.etapes.create(genre="suivi", date=date(2022, 4, 28), realisee=True)
    assert "étape du label attendue" not in accueil(client_de(referent))


def test_la_referente_est_invitee_a_repondre_aux_questions(client_de, referent, campagne, site):
    condition = factories.ConditionFactory(referentiel=campagne.referentiel)
    client = client_de(referent)
    assert "question d&#x27;applicabilité à répondre" in accueil(client)
    factories.ReponseConditionFactory(campagne=campagne, condition=condition, site=site)
    assert "question d&#x27;applicabilité à répondre" not in accueil(client)
