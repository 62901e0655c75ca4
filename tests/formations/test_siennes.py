"""« Mes formations » : ce qu'un agent lit de lui-même, et de personne d'autre."""

from datetime import date

import pytest
from django.urls import reverse

from formations import rappels
from formations.models import ObligationFormation, Participation
from formations.models.sessions import SUIVRE
from qualepref.socle import taches
from qualepref.socle.destinataires import Destinataires
from qualepref.socle.echeancier import Fenetre
from tests import factories

LE = date(2022, 10, 7)
PAGE = reverse("formations:mes_formations")


@pytest.fixture(autouse=True)
def le_7_octobre(settings):
    settings.ARRETE = LE


@pytest.fixture
def sienne(service, agent):
    """Ce que doit l'agent qui se connecte ; une collègue doit la même chose."""
    theme = factories.ThemeFormationFactory(libelle="Accueil physique")
    fiche = factories.AgentAFormerFactory(service=service, nom="Camille Essai", compte=agent)
    autre = factories.AgentAFormerFactory(service=service, nom="Sacha Autre")
    ObligationFormation.objects.ouvrir(autre, theme, date(2021, 9, 1), observations="À Sacha")
    return ObligationFormation.objects.ouvrir(fiche, theme, date(2021, 9, 1))


@pytest.fixture
def place(sienne, departement):
    formation = factories.FormationFactory(intitule="Au guichet", themes=[sienne.theme])
    session = factories.SessionFormationFactory(
        departement=departement, formation=formation, date_debut=date(2022, 10, 20), lieu="Hall"
    )
    factories.ParticipationFactory(session=session)  # celle d'une autre personne
    return factories.ParticipationFactory(session=session, agent=sienne.agent)


def test_il_lit_ce_qu_il_doit_ou_il_va_et_qui_l_accompagne(client_de, agent, sienne, place):
    tutorat = factories.TutoratFactory(
        tutore=sienne.agent, service=sienne.agent.service, tuteur="Dominique"
    )
    factories.PeriodeTutoratFactory(tutorat=tutorat)
    factories.TutoratFactory(service=sienne.agent.service, tuteur="Tuteur de Sacha")
    page = client_de(agent).get(PAGE).content.decode()
    for dit in (
        "Accueil physique",
        "au plus tard le 01/09/2022",
        "Au guichet",
        "le 20/10/2022",
        "Hall",
    ):
        assert dit in page
    assert "Dominique" in page and "signée le 08/03/2022" in page
    assert "Sacha" not in page and "Camille" not in page


def test_une_session_annulee_ou_passee_n_est_plus_a_venir(client_de, agent, place):
    place.session.annuler("Grève")
    assert "inscrit à aucune session" in client_de(agent).get(PAGE).content.decode()


def test_sans_fiche_la_page_le_dit_et_rien_n_est_a_faire(client_de, correspondant, sienne):
    assert (
        "Aucune formation ne vous est demandée"
        in client_de(correspondant).get(PAGE).content.decode()
    )
    libelles = [ligne.libelle for ligne in taches.lignes_pour(correspondant)]
    assert "formation à suivre" not in libelles


def test_son_accueil_le_dit_tant_qu_il_n_est_pas_inscrit(agent, sienne, departement):
    def dites():
        return {ligne.libelle: ligne for ligne in taches.lignes_pour(agent)}

    assert dites()["formation à suivre"].urgence == "warning"
    formation = factories.FormationFactory(themes=[sienne.theme])
    session = factories.SessionFormationFactory(
        departement=departement, formation=formation, date_debut=date(2022, 10, 20)
    )
    session.inscrire([sienne.agent])
    assert "formation à suivre" not in dites()


def test_ses_rappels_ne_vont_qu_a_lui_et_valent_tant_qu_il_y_a_a_faire(
    agent, correspondant, sienne, place, departement
):
    fenetre = Fenetre(departement, LE, date(2022, 10, 22), Destinataires(departement, LE))
    (du,) = rappels.mes_formations(fenetre)
    assert (du.agent, du.date_due) == (agent.pk, date(2022, 9, 1))
    (venir,) = rappels.mes_sessions(fenetre)
    assert (venir.agent, venir.date_due) == (agent.pk, date(2022, 10, 20))
    assert Participation.objects.inscrites().visibles_par(agent, SUIVRE).get() == place
    assert ObligationFormation.objects.dus().visibles_par(agent, SUIVRE).get() == sienne
    assert not Participation.objects.visibles_par(correspondant, SUIVRE).exists()
