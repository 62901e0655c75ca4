"""Ce que le suivi rappelle : ses demandes à chaque correspondant, un résumé à la référente."""

from datetime import date, timedelta

import pytest
from django.core import mail

from qualepref.socle.models import Rappel
from qualepref.socle.synthese import envoyer_la_synthese, inscrire_les_rappels
from suivi.models import Registre
from suivi.rappels import en_mots
from tests.factories import DemandeFactory, PeriodeSuspendueFactory, SignalementFactory

LUNDI = date(2022, 12, 5)


@pytest.fixture(autouse=True)
def lundi(settings):
    settings.ARRETE = LUNDI


def demande_du(service, echeance, **champs):
    return DemandeFactory(
        service=service, date_arrivee=date(2022, 11, 2), date_echeance=echeance, **champs
    )


def rappels(agent, le=LUNDI):
    inscrire_les_rappels(departement=agent.departement, le=le)
    return list(Rappel.objects.filter(agent=agent, clos_le=None))


def test_chaque_correspondant_n_a_que_les_demandes_de_ses_services(
    correspondant, creer_agent, service, voisin
):
    autre = creer_agent("correspondant", service.site.departement, voisin)
    sienne, voisine = demande_du(service, LUNDI), demande_du(voisin, LUNDI)
    assert [r.objet for r in rappels(correspondant)] == [sienne.pk]
    assert [r.objet for r in rappels(autre)] == [voisine.pk]


def test_qui_suit_un_service_suit_ceux_qu_il_contient(creer_agent, service):
    racine = service.parent
    chef = creer_agent("correspondant", service.site.departement, racine)
    demande = demande_du(service, LUNDI)
    assert [r.objet for r in rappels(chef)] == [demande.pk]


@pytest.mark.parametrize(
    "champs",
    [
        {"date_reponse": date(2022, 11, 30)},
        {"date_retrait": date(2022, 11, 30)},
        {"reponse_non_due": "anonyme"},
    ],
)
def test_ce_qui_n_est_plus_du_ne_se_rappelle_pas(champs, correspondant, service):
    demande_du(service, date(2022, 12, 1), **champs)
    assert rappels(correspondant) == []


def test_une_periode_suspendue_ne_rappelle_rien(correspondant, service, departement):
    demande_du(service, date(2022, 12, 1))
    PeriodeSuspendueFactory(
        departement=departement, date_debut=date(2022, 11, 1), date_fin=date(2022, 11, 5)
    )
    assert rappels(correspondant) == []


def test_la_referente_a_une_ligne_par_semaine(referent, service):
    demande_du(service, date(2022, 12, 1))
    demande_du(service, date(2022, 12, 8))
    (resume,) = rappels(referent, LUNDI + timedelta(days=2))
    assert resume.libelle == "1 demande en retard de réponse, 1 autre à échéance d'ici 7 jours"
    assert resume.date_due == LUNDI
    demande_du(service, date(2022, 12, 2))
    (meme,) = rappels(referent, LUNDI + timedelta(days=3))
    assert (meme.pk, meme.libelle[:11]) == (resume.pk, "2 demandes ")
    (suivant,) = rappels(referent, LUNDI + timedelta(days=7))
    assert suivant.date_due == date(2022, 12, 12)


def test_une_semaine_sans_rien_n_a_pas_de_resume(referent, service):
    demande_du(service, date(2022, 12, 30))
    assert rappels(referent) == []


@pytest.mark.parametrize(
    ("retards", "proches", "mots"),
    [
        (0, 1, "1 demande à échéance d'ici 7 jours"),
        (0, 4, "4 demandes à échéance d'ici 7 jours"),
        (3, 0, "3 demandes en retard de réponse"),
        (3, 2, "3 demandes en retard de réponse, 2 autres à échéance d'ici 7 jours"),
    ],
)
def test_le_resume_se_lit(retards, proches, mots):
    assert en_mots(retards, proches) == mots


# --- Arrivées -------------------------------------------------------------------------------------


def genres(agent):
    return [rappel.genre for rappel in Rappel.objects.de(agent)]


def test_cinquante_reclamations_font_un_courriel(referent, service):
    referent.email = "qualite@exemple.fr"
    referent.save()
    for _ in range(50):
        demande_du(service, date(2023, 1, 30), registre=Registre.SUGGESTIONS_RECLAMATIONS)
    bilan = inscrire_les_rappels(departement=referent.departement, le=LUNDI)
    assert (bilan.nouveaux, bilan.agents) == (50, [referent.pk])
    assert envoyer_la_synthese(agent_id=referent.pk, le=LUNDI) == 50
    (courriel,) = mail.outbox
    assert "SUGGESTIONS ET RÉCLAMATIONS REÇUES (50)" in courriel.body
    assert "Et 30 autres" in courriel.body


def test_une_reclamation_repondue_ne_s_annonce_plus(referent, service):
    demande = demande_du(service, date(2023, 1, 30), registre=Registre.SUGGESTIONS_RECLAMATIONS)
    rappels(referent)
    assert genres(referent) == ["reclamations-recues"]
    demande.date_reponse = LUNDI
    demande.save()
    assert genres(referent) == []


# --- Signalements ---------------------------------------------------------------------------------


@pytest.fixture
def signalement(departement, agent, service):
    return SignalementFactory(departement=departement, service=service, auteur=agent)


def test_la_referente_trie_et_son_rappel_s_efface(signalement, referent):
    (rappel,) = rappels(referent)
    assert rappel.genre == "signalements-a-trier"
    assert rappel.libelle == f"Signalement n° {signalement.pk} (Accueil général)"
    signalement.repondre("Merci, c'est réparé.")
    assert genres(referent) == []


def test_l_auteur_seul_est_averti_de_la_reponse(signalement, agent, referent, correspondant):
    assert rappels(agent) == []
    signalement.repondre("Merci, c'est réparé.")
    (nouvelle,) = rappels(agent)
    assert nouvelle.url == signalement.adresse_pour_l_auteur
    assert genres(correspondant) == genres(referent) == []
    signalement.marquer_lu()
    assert genres(agent) == []
