"""Les tableaux du bilan tirés des auto-évaluations, du périmètre et des désignations."""

from datetime import date

import pytest

from pilotage.annees import Annee
from pilotage.chapitres import correspondants, signalements, temoignages
from pilotage.chapitres_actions import actions_de_l_annee
from pilotage.chapitres_engagements import engagements, modules, perimetre
from pilotage.series import Series
from qualepref.socle.models import Designation
from qualepref.socle.periodes import Periode
from tests import factories

P2022 = Periode.lire("2022")


@pytest.fixture
def annee(departement):
    series = Series(departement, P2022.debut, P2022.fin, date(2022, 12, 31))
    return Annee(series, P2022)


@pytest.fixture
def campagne(departement, service):
    """Un module de deux engagements, tenus par un service ; un seul y est conforme."""
    campagne = factories.CampagneFactory(departement=departement, date_debut=date(2022, 3, 1))
    module = factories.ModuleFactory(referentiel=campagne.referentiel, numero=1)
    labellisation = factories.LabellisationFactory(
        departement=departement, referentiel=campagne.referentiel, date_debut=date(2021, 9, 1)
    )
    factories.PerimetreFactory(labellisation=labellisation, module=module, service=service)
    for rang, avis in enumerate(("conforme", "non_conforme"), 1):
        engagement = factories.EngagementFactory(module=module, numero=rang)
        factories.AvisEngagementFactory(
            campagne=campagne, engagement=engagement, service=service, avis=avis
        )
    return campagne


def test_sans_campagne_les_tableaux_le_disent(annee):
    assert "aucune campagne" in engagements(annee).note
    assert not modules(annee).lignes
    assert perimetre(annee).note == "aucun périmètre engagé"


def test_l_avis_de_chaque_engagement_et_celui_d_avant(annee, campagne, service):
    ancienne = factories.CampagneFactory(
        departement=campagne.departement,
        referentiel=campagne.referentiel,
        date_debut=date(2021, 3, 1),
        date_fin=date(2021, 4, 1),
    )
    premier = campagne.avisengagements.first().engagement
    factories.AvisEngagementFactory(
        campagne=ancienne, engagement=premier, service=service, avis="partiel"
    )
    lignes = engagements(annee).lignes
    assert [ligne[1:3] for ligne in lignes] == [
        ["conforme", "partiellement conforme"],
        ["non conforme", ""],
    ]


def test_le_taux_d_un_module_par_site(annee, campagne, service):
    assert modules(annee).lignes == [["Module 1", service.site.nom, 1, 2, 0, 0.5]]


def test_le_perimetre_dit_services_et_date(annee, campagne, service):
    (ligne,) = perimetre(annee).lignes
    assert ligne == [service.site.nom, "Module 1", service.nom, "01/09/2021", ""]


def test_une_campagne_d_une_autre_annee_ne_compte_pas(annee, campagne):
    ailleurs = Annee(annee.series, Periode.lire("2021"))
    assert not engagements(ailleurs).lignes


def test_qui_suit_chaque_service_a_la_fin_de_l_annee(annee, service):
    fonctions = Designation.Fonction
    for fonction, debut, fin in (
        (fonctions.CORRESPONDANT_QUALITE, date(2022, 1, 1), None),
        (fonctions.CORRESPONDANT_QUALITE, date(2020, 1, 1), date(2022, 6, 30)),
        (fonctions.APPUI_TECHNIQUE, date(2022, 1, 1), None),
    ):
        factories.DesignationFactory(
            agent=factories.AgentFactory(
                departement=annee.departement, last_name=f"{fonction[:4]}-{debut.year}"
            ),
            fonction=fonction,
            domaine="SVI" if fonction == fonctions.APPUI_TECHNIQUE else "",
            site=service.site,
            service=service,
            date_debut=debut,
            date_fin=fin,
        )
    assert correspondants(annee).lignes == [
        [service.nom, "Agent corr-2022", "Agent appu-2022 (SVI)"]
    ]


def test_les_temoignages_par_trimestre_et_leur_delai(annee, service):
    assert temoignages(annee).note == "aucun témoignage enregistré cette année"
    for arrivee, reponse in ((date(2022, 2, 1), date(2022, 2, 5)), (date(2022, 3, 1), None)):
        factories.DemandeFactory(
            service=service,
            canal="services_publics_plus",
            date_arrivee=arrivee,
            date_reponse=reponse,
        )
    lignes = temoignages(annee).lignes
    assert lignes[0] == ["1er trimestre 2022", 2, 1, 4]
    assert lignes[1] == ["2e trimestre 2022", 0, 0, None]


REPONDU = {"etat": "repondu", "reponse": "Réparé.", "date_reponse": date(2022, 5, 4)}


def test_les_signalements_des_agents_par_nature(annee, departement, autre_departement):
    assert signalements(annee).lignes == []
    depose = {"departement": departement, "date_depot": date(2022, 5, 3)}
    for champs in (
        {"nature": "dysfonctionnement"},
        {"nature": "dysfonctionnement", **REPONDU},
        {"nature": "idee"},
    ):
        factories.SignalementFactory(**depose, **champs)
    factories.SignalementFactory(departement=autre_departement, date_depot=date(2022, 5, 3))
    factories.SignalementFactory(departement=departement, date_depot=date(2021, 5, 3))
    contenu = signalements(annee)
    assert contenu.lignes == [["Dysfonctionnement", 2, 1, 0], ["Idée", 1, 0, 0]]
    assert contenu.total == ["Total", 3, 1, 0]


def test_les_actions_faites_dans_l_annee_puis_celles_en_cours(annee, departement):
    communs = {"departement": departement, "fonction": "chef_service"}
    faite = {"etat": "realisee", "date_echeance": date(2022, 6, 30)}
    factories.ActionFactory(
        **communs, **faite, date_realisation=date(2022, 5, 3), intitule="Former"
    ).engagements.add(factories.EngagementFactory(numero=4))
    factories.ActionFactory(**communs, **faite, date_realisation=date(2021, 5, 3))
    factories.ActionFactory(**communs, etat="en_cours", annee=2021, intitule="Ranger")
    factories.ActionFactory(**communs, etat="en_cours", annee=2023)
    factories.ActionFactory(**communs, etat="a_faire")
    assert actions_de_l_annee(annee).lignes == [
        ["Former", "4", "Chef de service", "30/06/2022", "réalisée"],
        ["Ranger", "", "Chef de service", "", "en cours"],
    ]


def test_une_annee_sans_action_le_dit(annee):
    assert actions_de_l_annee(annee).note == "aucune action faite ou en cours"
