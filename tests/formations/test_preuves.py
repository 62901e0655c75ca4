"""Les formations citées devant une exigence : ce qu'elles prouvent, sans nommer personne."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from engagements.models import Preuve
from formations.models import ObligationFormation, PreuveFormation
from formations.models.preuves import (
    EMARGEMENT,
    IMMERSION,
    LISTE,
    SENSIBILISATION,
    TUTORAT,
)
from tests import factories

LE = date(2022, 10, 7)
NOM = "Camille Essai"


@pytest.fixture(autouse=True)
def le_7_octobre(settings):
    settings.ARRETE = LE


@pytest.fixture
def obligation(service):
    theme = factories.ThemeFormationFactory(libelle="Accueil physique")
    agent = factories.AgentAFormerFactory(service=service, nom=NOM)
    return ObligationFormation.objects.ouvrir(agent, theme, date(2021, 9, 1))


@pytest.fixture
def objets(obligation, departement, service):
    """De quoi citer chaque genre."""
    agent = obligation.agent
    session = factories.SessionFormationFactory(departement=departement, etat="validee")
    factories.ParticipationFactory(session=session, agent=agent, etat="present")
    tutorat = factories.TutoratFactory(service=service, tutore=agent)
    factories.PeriodeTutoratFactory(tutorat=tutorat)
    return {
        LISTE: obligation.theme,
        EMARGEMENT: session,
        TUTORAT: tutorat,
        SENSIBILISATION: factories.SensibilisationFactory(
            departement=departement, sujet="Le label", presents=12
        ),
        IMMERSION: factories.JourneeImmersionFactory(agent=agent),
    }


def test_chaque_genre_se_cite_une_fois_sans_nommer_et_s_ouvre_a_qui_le_peut(
    objets, cellule, client_de, correspondant, auditeur
):
    client, lecteur = client_de(correspondant), client_de(auditeur)
    adresse = reverse("engagements:autoevaluation_citer", args=[cellule.pk, LISTE])
    attendues = {
        LISTE: ("agents concernés : 1 (à jour : 0, en retard : 1)", LE, None, True),
        EMARGEMENT: ("06/10/2022 (présents : 1)", date(2022, 10, 6), None, True),
        TUTORAT: ("du 08/03/2022", date(2022, 3, 8), date(2022, 6, 8), False),
        SENSIBILISATION: ("Le label, 08/11/2022 (présents : 12)", date(2022, 11, 8), None, True),
        IMMERSION: ("05/04/2022", date(2022, 4, 5), None, False),
    }
    for genre, (dit, du, au, ouverte_a_l_auditeur) in attendues.items():
        for _ in range(2):
            client.post(adresse, {"objet": f"{genre}-{objets[genre].pk}"})
        preuve = Preuve.objects.get(genre=genre)
        assert dit in preuve.intitule
        assert (preuve.date_effet, preuve.valable_jusqu_au) == (du, au)
        liste = client.get(reverse("engagements:preuve_list"), {"genre": genre})
        assert [ligne.record for ligne in liste.context["table"].rows] == [preuve]
        fiche = client.get(preuve.get_absolute_url()).content.decode()
        assert "Ce qu’elle désigne" in fiche and NOM not in fiche
        lue = lecteur.get(preuve.get_absolute_url()).content.decode()
        assert NOM not in lue
        assert ('qp-long"><a href="/formations/' in lue) is ouverte_a_l_auditeur
    assert cellule.preuves.count() == len(attendues)


def test_ce_qui_n_est_ni_signe_ni_valide_ne_se_cite_pas(objets, cellule, client_de, correspondant):
    objets[TUTORAT].periodes.update(date_signature=None)
    objets[SENSIBILISATION].presents = None
    objets[SENSIBILISATION].save()
    objets[EMARGEMENT].etat = "prevue"
    objets[EMARGEMENT].save()
    client = client_de(correspondant)
    adresse = reverse("engagements:autoevaluation_citer", args=[cellule.pk, LISTE])
    page = client.get(adresse).content.decode()
    assert f"{LISTE}-" in page and f"{IMMERSION}-" in page
    for genre in (TUTORAT, SENSIBILISATION, EMARGEMENT):
        assert f'value="{genre}-' not in page
        with pytest.raises(ValidationError, match="encore signé ni validé"):
            PreuveFormation.objects.citer(genre, objets[genre], cellule.service)
    refus = client.post(adresse, {"objet": f"{TUTORAT}-{objets[TUTORAT].pk}"})
    assert refus.status_code == 200 and not Preuve.objects.exists()


def test_une_convention_close_ou_renouvelee_redate_sa_preuve(objets, cellule):
    factories.RegleTutoratFactory()
    tutorat = objets[TUTORAT]
    preuve = PreuveFormation.objects.citer(TUTORAT, tutorat, cellule.service)
    tutorat.renouveler(date(2022, 6, 9))
    tutorat.signer(date(2022, 6, 9))
    preuve.refresh_from_db()
    assert preuve.valable_jusqu_au == date(2022, 9, 9)
    tutorat.clore(date(2022, 3, 1), "Jamais commencé.")
    preuve.refresh_from_db()
    assert preuve.valable_jusqu_au == date(2022, 3, 8)


def test_des_presents_corriges_se_lisent_dans_la_preuve(objets, cellule):
    session, seance = objets[EMARGEMENT], objets[SENSIBILISATION]
    preuve = PreuveFormation.objects.citer(EMARGEMENT, session, cellule.service)
    session.valider({session.participations.get().pk: ("absent", "")})
    preuve.refresh_from_db()
    assert "(présents : 0)" in preuve.intitule
    liste = PreuveFormation.objects.citer(LISTE, objets[LISTE], cellule.service)
    fige = liste.intitule
    PreuveFormation.objects.citer(SENSIBILISATION, seance, cellule.service)
    PreuveFormation.objects.suivre()
    liste.refresh_from_db()
    assert liste.intitule == fige


def test_une_preuve_ne_designe_qu_une_chose(objets, cellule):
    PreuveFormation.objects.citer(EMARGEMENT, objets[EMARGEMENT], cellule.service)
    with pytest.raises(IntegrityError), transaction.atomic():
        PreuveFormation.objects.update(sensibilisation=objets[SENSIBILISATION])
