"""Conventions de tutorat, immersions, sensibilisations ; ce qui se rappelle et reste à faire."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pypdf import PdfReader

from formations import rappels
from formations.models import JourneeImmersion, ObligationFormation, PeriodeTutorat, Tutorat
from qualepref.socle import taches
from qualepref.socle.destinataires import Destinataires
from qualepref.socle.echeancier import Fenetre
from tests import factories

LE = date(2022, 3, 8)


@pytest.fixture(autouse=True)
def le_8_mars(settings):
    settings.ARRETE = LE


@pytest.fixture
def agente(creer_agent, departement, service):
    return creer_agent("referent_qualite", departement, service)


@pytest.fixture
def referente(client_de, agente):
    return client_de(agente)


@pytest.fixture
def obligation(service):
    theme = factories.ThemeFormationFactory()
    agent = factories.AgentAFormerFactory(service=service, nom="Camille Essai")
    return ObligationFormation.objects.ouvrir(agent, theme, date(2022, 3, 1))


@pytest.fixture
def tutorat(referente, obligation):
    """Préparé sur la page : il attend ses signatures."""
    factories.RegleTutoratFactory()
    saisie = {"tutore": obligation.agent_id, "tuteur": "Dominique", "chef_de_bureau": "Claude"}
    referente.post(adresse("tutorat_create"), saisie | {"date_debut": "2022-03-08"})
    return Tutorat.objects.get()


def adresse(nom, *args):
    return reverse(f"formations:{nom}", args=args)


def lu(le=None):
    return ObligationFormation.objects.avec_situation(le).get().situation(le)


def test_une_convention_a_signer_ne_couvre_rien(tutorat):
    assert [p.date_prevue for p in tutorat.points_etape.all()] == [
        date(2022, 3, 23),
        date(2022, 4, 22),
        date(2022, 6, 6),
    ]
    assert lu().couvert_jusqu_au is None
    assert not ObligationFormation.objects.couverts_par_tutorat().exists()


def test_signee_elle_couvre_l_attente_et_l_echeance_court(referente, tutorat):
    referente.post(adresse("tutorat_signer", tutorat.pk), {"le": "2022-03-08"})
    assert lu().couvert_jusqu_au == date(2022, 6, 8)
    assert lu().echeance == date(2023, 3, 1)
    assert lu(date(2022, 6, 9)).couvert_jusqu_au is None
    assert ObligationFormation.objects.couverts_par_tutorat().count() == 1
    encore = referente.post(adresse("tutorat_signer", tutorat.pk), {"le": "2022-03-08"})
    assert "Rien n&#x27;attend de signature." in encore.content.decode()


def test_un_renouvellement_commence_apres_et_se_signe(referente, tutorat):
    url = adresse("tutorat_renouveler", tutorat.pk)
    refus = referente.post(url, {"date_debut": "2022-06-08"})
    assert "court déjà jusqu&#x27;au 08/06/2022" in refus.content.decode()
    referente.post(url, {"date_debut": "2022-06-09"})
    assert [p.rang for p in tutorat.periodes.all()] == [1, 2]


def test_clos_un_tutorat_ne_couvre_plus_et_ne_change_plus(referente, tutorat, settings):
    tutorat.signer(LE)
    settings.ARRETE = date(2022, 4, 1)
    saisie = {"le": "2022-04-01", "bilan": "Autonome au guichet."}
    referente.post(adresse("tutorat_clore", tutorat.pk), saisie)
    assert PeriodeTutorat.objects.get().date_fin == date(2022, 4, 1)
    assert lu(date(2022, 4, 2)).couvert_jusqu_au is None
    with pytest.raises(ValidationError, match="clos depuis le 01/04/2022"):
        tutorat.renouveler(date(2022, 6, 9))


def test_clore_avant_le_debut_d_une_periode_ne_la_laisse_pas(tutorat):
    tutorat.signer(LE)
    tutorat.clore(date(2022, 3, 1), "Jamais commencé.")
    assert not PeriodeTutorat.objects.exists()


def test_un_second_tutorat_ouvert_se_refuse(referente, tutorat):
    saisie = {"tutore": tutorat.tutore_id, "tuteur": "X", "chef_de_bureau": "Y"}
    page = referente.post(adresse("tutorat_create"), saisie | {"date_debut": "2022-03-08"})
    assert "a déjà un tutorat ouvert" in page.content.decode()


def test_sans_regle_chargee_la_page_le_dit(referente, obligation):
    saisie = {"tutore": obligation.agent_id, "tuteur": "X", "chef_de_bureau": "Y"}
    page = referente.post(adresse("tutorat_create"), saisie | {"date_debut": "2022-03-08"})
    assert "La règle du tutorat" in page.content.decode()
    assert not Tutorat.objects.exists()


def test_la_convention_s_imprime_avec_ses_signataires(referente, tutorat):
    pdf = referente.get(adresse("convention_pdf", tutorat.pk))
    texte = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert all(nom in texte for nom in ("Camille Essai", "Dominique", "Claude"))


def test_un_point_d_etape_se_note(referente, tutorat, modifier):
    point = tutorat.points_etape.first()
    saisie = {"date_tenue": "2022-03-07", "observations": "À l'aise au téléphone"}
    reponse = modifier(referente, adresse("pointetape_update", point.pk), saisie)
    assert reponse.url == tutorat.get_absolute_url()
    point.refresh_from_db()
    assert point.date_tenue == date(2022, 3, 7)


def test_une_immersion_se_fait_ailleurs(referente, obligation):
    service = obligation.agent.service
    url = adresse("journeeimmersion_create", obligation.agent_id)
    refus = referente.post(url, {"accueil": service.pk, "jour": "2022-03-07"})
    assert "dans un autre service" in refus.content.decode()
    autre = factories.ServiceFactory(site=service.site, parent=service)
    referente.post(url, {"accueil": autre.pk, "jour": "2022-03-07"})
    assert JourneeImmersion.objects.get().accueil == autre


def test_la_feuille_d_une_seance_ne_nomme_personne(referente, departement, obligation):
    seance = factories.SensibilisationFactory(departement=departement, sujet="Le label")
    seance.services.add(obligation.agent.service)
    pdf = referente.get(adresse("sensibilisation_pdf", seance.pk))
    (page,) = PdfReader(BytesIO(pdf.content)).pages  # vingt lignes tiennent sur une page
    texte = page.extract_text()
    assert "Le label" in texte
    assert "Camille" not in texte


# --- Rappels et page « À faire » ------------------------------------------------------------------


def fenetre(departement, jusqu_au):
    return Fenetre(departement, LE, jusqu_au, Destinataires(departement, LE))


def test_une_echeance_proche_se_rappelle_sans_nommer_l_agent(agente, departement, obligation):
    (avis,) = rappels.formations_dues(fenetre(departement, date(2023, 3, 1)))
    assert (avis.agent, avis.date_due) == (agente.pk, date(2023, 3, 1))
    assert "Camille" not in avis.libelle
    assert not list(rappels.formations_dues(fenetre(departement, date(2023, 2, 28))))


def test_un_tutorat_qui_finit_se_rappelle_sauf_s_il_est_renouvele(departement, tutorat):
    tutorat.signer(LE)
    fin = fenetre(departement, date(2022, 6, 8))
    assert [avis.date_due for avis in rappels.tutorats_qui_finissent(fin)] == [date(2022, 6, 8)]
    tutorat.renouveler(date(2022, 6, 9))
    tutorat.signer(LE)
    assert not list(rappels.tutorats_qui_finissent(fin))


def test_ce_qui_reste_a_faire_se_compte(agente, departement, tutorat, settings):
    settings.ARRETE = date(2023, 3, 2)
    factories.SessionFormationFactory(departement=departement)
    dites = {ligne.libelle: ligne.nombre for ligne in taches.lignes_pour(agente)}
    assert dites["formation en retard"] == 1
    assert dites["session dont les présences restent à saisir"] == 1
    assert dites["tutorat à faire signer"] == 1
