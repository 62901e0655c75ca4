"""Questions d'applicabilité, décisions, dispenses : ce qu'elles imposent aux campagnes ouvertes."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagements.models import Condition, Decision, Dispense, Perimetre, ReponseCondition
from tests import factories

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def engagement(campagne):
    return campagne.referentiel.modules.get().engagements.get()


@pytest.fixture
def question(campagne, engagement):
    """La question dont dépend l'engagement de la campagne, site par site."""
    condition = factories.ConditionFactory(
        referentiel=campagne.referentiel, question="Le site a-t-il un serveur vocal ?"
    )
    engagement.condition = condition
    engagement.save()
    return condition


@pytest.fixture
def labellisation(campagne):
    return Perimetre.objects.first().labellisation


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


def repondre(client, campagne, question, site, reponse, precision=""):
    lieu = site.pk if site else 0
    donnees = {f"r-{question.pk}-{lieu}": reponse, f"p-{question.pk}-{lieu}": precision}
    adresse = reverse("engagements:campagne_repondre", args=[campagne.pk])
    return client.post(adresse, donnees, follow=True)


def avis_de(campagne):
    cellules = [*campagne.autoevaluations.all(), *campagne.avisengagements.all()]
    return {(cellule.avis, cellule.imposee) for cellule in cellules}


A_EVALUER, ECARTEES = {("non_evalue", False)}, {("non_applicable", True)}


def test_non_rend_non_applicable_et_oui_rend_a_evaluer(client, campagne, question, site):
    page = repondre(client, campagne, question, site, "non", "Standard de la préfecture")
    assert "les cellules de la campagne en tiennent compte" in page.content.decode()
    assert avis_de(campagne) == ECARTEES
    cellule = campagne.autoevaluations.first()
    assert cellule.motif == "Le site a-t-il un serveur vocal ? Non. Standard de la préfecture"
    repondre(client, campagne, question, site, "oui")
    assert avis_de(campagne) == A_EVALUER
    assert ReponseCondition.history.count() == 2


def test_effacer_la_reponse_rend_a_evaluer(client, campagne, question, site):
    repondre(client, campagne, question, site, "non")
    repondre(client, campagne, question, site, "")
    assert avis_de(campagne) == A_EVALUER and not ReponseCondition.objects.exists()


def test_ce_qui_etait_saisi_reste_dans_l_historique(
    client, campagne, question, site, cellule, referent
):
    campagne.autoevaluations.filter(pk=cellule.pk).update(version=3)
    cellule.refresh_from_db()
    cellule.avis, cellule.commentaire = "conforme", "Vu sur place"
    cellule.save()
    repondre(client, campagne, question, site, "non")
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.commentaire, cellule.version) == (
        "non_applicable",
        "Vu sur place",
        4,
    )
    repondre(client, campagne, question, site, "oui")
    derniers = cellule.history.all()[:3]
    assert [ligne.avis for ligne in derniers] == ["non_evalue", "non_applicable", "conforme"]
    assert derniers[0].history_user == referent


def test_une_reponse_ne_vaut_que_pour_son_site(client, campagne, question, labellisation):
    vienne = factories.SiteFactory(departement=campagne.departement, nom="Sous-préfecture")
    lointain = factories.ServiceFactory(site=vienne)
    module = campagne.referentiel.modules.get()
    factories.PerimetreFactory(service=lointain, module=module, labellisation=labellisation)
    campagne.aligner()
    repondre(client, campagne, question, vienne, "non")
    imposees = campagne.autoevaluations.filter(imposee=True)
    assert set(imposees.values_list("service", flat=True)) == {lointain.pk}


def test_si_non_rend_non_conforme_l_avis_reste_a_la_personne(client, campagne, question, site):
    question.si_non = Condition.SiNon.NON_CONFORME
    question.save()
    page = repondre(client, campagne, question, site, "non").content.decode()
    assert avis_de(campagne) == A_EVALUER
    assert "le service donne son avis, attendu non conforme" in page


def test_l_ecran_d_un_engagement_dit_la_reponse_de_son_site(client, campagne, question, site, avis):
    def ecran():
        return client.get(avis.get_absolute_url()).content.decode()

    assert "Pas encore de réponse. Si non : non applicable." in ecran()
    repondre(client, campagne, question, site, "oui", "Depuis 2021")
    assert "Réponse donnée : oui (Depuis 2021)." in ecran()
    question.si_non = Condition.SiNon.NON_CONFORME
    question.save()
    repondre(client, campagne, question, site, "non")
    assert "l’avis attendu est « non conforme », et reste à donner" in ecran()


def test_une_question_de_la_prefecture_ecarte_tout_un_module(client, campagne, question):
    question.portee = Condition.Portee.PREFECTURE
    question.save()
    module = campagne.referentiel.modules.get()
    module.engagements.update(condition=None)
    module.condition = question
    module.save()
    repondre(client, campagne, question, None, "non")
    assert avis_de(campagne) == ECARTEES


def test_une_campagne_close_ne_se_repond_plus(client, campagne, question, site):
    campagne.clore()
    page = repondre(client, campagne, question, site, "non").content.decode()
    assert "La campagne est close" in page
    assert not ReponseCondition.objects.exists()


def test_la_campagne_suivante_propose_les_memes_reponses(client, campagne, question, site):
    repondre(client, campagne, question, site, "non", "Pas de standard")
    suivante = factories.CampagneFactory(
        departement=campagne.departement,
        referentiel=campagne.referentiel,
        date_debut=date(2023, 10, 1),
        date_fin=date(2023, 12, 31),
    )
    adresse = reverse("engagements:campagne_repondre", args=[suivante.pk])
    page = client.get(adresse).content.decode()
    assert "Repris de « Auto-évaluation 2022 »" in page
    assert "Pas de standard" in page
    assert not suivante.reponses_conditions.exists()


def test_aligner_compte_peu_de_requetes_quel_que_soit_le_nombre_de_services(
    campagne, question, site, labellisation
):
    factories.ReponseConditionFactory(campagne=campagne, condition=question, site=site)
    campagne.aligner()
    deux = requetes(campagne)
    module = campagne.referentiel.modules.get()
    racine = site.services.get(parent=None)
    for service in factories.ServiceFactory.create_batch(20, site=site, parent=racine):
        factories.PerimetreFactory(service=service, module=module, labellisation=labellisation)
    campagne.aligner()
    assert requetes(campagne) == deux
    assert avis_de(campagne) == ECARTEES


def requetes(campagne):
    with CaptureQueriesContext(connection) as capture:
        campagne.aligner()
    return len(capture)


# --- Dispenses --------------------------------------------------------------------------------


def test_une_dispense_n_ecarte_que_son_service(client, campagne, engagement, service, voisin):
    perimetre = Perimetre.objects.get(service=voisin)
    adresse = reverse("engagements:dispense_create", args=[perimetre.pk])
    donnees = {"engagements": [engagement.pk], "motif": "aucun public reçu"}
    client.post(adresse, donnees)
    avis = campagne.avisengagements.get(service=voisin)
    assert avis.imposee and avis.motif == "Service dispensé : aucun public reçu"
    assert not campagne.avisengagements.get(service=service).imposee
    client.post(reverse("engagements:dispense_delete", args=[Dispense.objects.get().pk]))
    avis.refresh_from_db()
    assert avis.avis == "non_evalue" and not avis.imposee


def test_une_dispense_demande_un_motif(client, campagne, engagement):
    adresse = reverse("engagements:dispense_create", args=[Perimetre.objects.first().pk])
    client.post(adresse, {"engagements": [engagement.pk], "motif": ""})
    assert not Dispense.objects.exists()


# --- Décisions --------------------------------------------------------------------------------


def decider(client, labellisation, engagement, choix="differe", annee=2022, **champs):
    donnees = {
        "engagements": [engagement.pk],
        "choix": choix,
        "differe_jusqu_au": "2023-06-30" if choix == "differe" else "",
        "date_copil": "2022-01-15",
        "motif": "travaux du hall",
    } | champs
    adresse = reverse("engagements:decision_create", args=[labellisation.pk, annee])
    return client.post(adresse, donnees, follow=True).content.decode()


def test_un_engagement_differe_est_non_applicable_dans_la_campagne_de_l_annee(
    client, campagne, question, engagement, labellisation
):
    page = decider(client, labellisation, engagement)
    assert "Différé</strong> jusqu’au 30 juin 2023" in page
    assert avis_de(campagne) == ECARTEES
    motif = campagne.autoevaluations.first().motif
    assert motif.startswith("Différé jusqu'au 30/06/2023 par le comité de pilotage du 15/01/2022")
    client.post(reverse("engagements:decision_delete", args=[Decision.objects.get().pk]))
    assert avis_de(campagne) == A_EVALUER


def test_un_engagement_ecarte_l_est_pour_l_annee(
    client, campagne, question, engagement, labellisation
):
    decider(client, labellisation, engagement, choix="ecarte", annee=2021)
    assert avis_de(campagne) == A_EVALUER
    decider(client, labellisation, engagement, choix="ecarte")
    assert avis_de(campagne) == ECARTEES
    decider(client, labellisation, engagement, choix="retenu")
    assert avis_de(campagne) == A_EVALUER
    assert Decision.objects.filter(annee=2022).count() == 1


def test_modifier_une_decision_se_voit_aussitot(
    client, campagne, question, engagement, labellisation
):
    decider(client, labellisation, engagement)
    donnees = {"choix": "retenu", "date_copil": "2022-09-01", "differe_jusqu_au": "2023-06-30"}
    client.post(reverse("engagements:decision_update", args=[Decision.objects.get().pk]), donnees)
    assert Decision.objects.get().differe_jusqu_au is None
    assert avis_de(campagne) == A_EVALUER


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"differe_jusqu_au": ""}, "Dites jusqu&#x27;à quand l&#x27;engagement est différé."),
        ({"motif": ""}, "Dites pourquoi : le dossier de candidature le reprend."),
        ({"date_copil": ""}, "obligatoire"),
    ],
)
def test_une_decision_incomplete_est_refusee(
    client, campagne, question, engagement, labellisation, champs, message
):
    assert message in decider(client, labellisation, engagement, **champs)
    assert not Decision.objects.exists()


def test_un_engagement_obligatoire_ne_se_decide_pas(client, campagne, engagement, labellisation):
    assert not labellisation.engagements_a_decider().exists()
    decider(client, labellisation, engagement)
    assert not Decision.objects.exists()


def test_la_page_des_decisions_dit_ce_qui_reste_a_decider(
    client, campagne, question, engagement, labellisation
):
    page = client.get(labellisation.adresse_des_decisions(2022)).content.decode()
    assert "Pas encore décidé" in page and "Le site a-t-il un serveur vocal" in page


# --- Ce qui ne se saisit pas ------------------------------------------------------------------


def saisir(client, cellule, **champs):
    donnees = {"version": cellule.version, "avis": "conforme", "avancement": "fait", "motif": ""}
    adresse = reverse(f"engagements:{cellule._meta.model_name}_update", args=[cellule.pk])
    return client.post(adresse, donnees | champs, **HTMX).content.decode()


def test_une_cellule_imposee_ne_se_saisit_pas(client, campagne, question, site, cellule, avis):
    repondre(client, campagne, question, site, "non")
    page = client.get(avis.get_absolute_url()).content.decode()
    assert "Non applicable d’après le périmètre" in page and 'class="qp-saisie"' not in page
    assert "Le site a-t-il un serveur vocal\u00a0? Non" in page
    cellule.refresh_from_db()
    refus = saisir(client, cellule)
    assert "Non applicable d&#x27;après le périmètre, votre saisie n&#x27;est pas" in refus
    cellule.refresh_from_db()
    assert cellule.avis == "non_applicable"


NA = {"avis": "non_applicable", "motif": "Pas chez nous"}


def test_un_engagement_d_un_module_obligatoire_n_est_pas_ecarte_d_un_avis(client, avis):
    refus = saisir(client, avis, **NA)
    assert "module obligatoire" in refus and "page du périmètre" in refus
    avis.refresh_from_db()
    assert avis.avis == "non_evalue"


def test_la_derniere_exigence_ne_peut_pas_ecarter_tout_l_engagement(client, campagne, service):
    premiere, seconde, facultative = campagne.autoevaluations.filter(service=service)
    assert "Enregistré" in saisir(client, facultative, **NA)
    assert "Enregistré" in saisir(client, premiere, **NA)
    assert "module obligatoire" in saisir(client, seconde, **NA)
    premiere.refresh_from_db()
    assert "Enregistré" in saisir(client, premiere)
    assert "Enregistré" in saisir(client, seconde, **NA)


def test_un_module_optionnel_s_ecarte(client, campagne, avis):
    campagne.referentiel.modules.update(caractere="optionnel")
    assert "Enregistré" in saisir(client, avis, **NA)


def test_un_module_conditionnel_oblige_si_sa_condition_est_remplie(
    client, campagne, question, avis
):
    campagne.referentiel.modules.update(caractere="conditionnel", condition=question)
    factories.ReponseConditionFactory(
        campagne=campagne, condition=question, site=None, reponse=True
    )
    assert "module obligatoire" in saisir(client, avis, **NA)
    ReponseCondition.objects.all().delete()
    assert "Enregistré" in saisir(client, avis, **NA)


def test_un_non_applicable_deja_importe_se_commente(client, campagne, avis):
    campagne.avisengagements.filter(pk=avis.pk).update(**NA)
    avis.refresh_from_db()
    assert "Enregistré" in saisir(client, avis, **NA, commentaire="Repris du classeur")
