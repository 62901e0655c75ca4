"""Les indicateurs calculés sur les enquêtes, les contrôles, les documents et les actions."""

from datetime import date

import pytest

from engagements.models import Action
from enquetes.models import Enquete
from pilotage.calculs import calculer
from pilotage.grandeurs import ENSEMBLE, Lieu
from qualepref.socle.periodes import Periode
from tests import factories
from tests.enquetes.resultats import enquete_remplie, questionnaire_d_essai, repondre
from tests.pilotage.grilles import grille, relever

pytestmark = pytest.mark.django_db
DEBUT, FIN = date(2022, 1, 1), date(2022, 12, 31)
REPERES = {"A1": "RV-01", "A2": "RV-02", "W1": "GL-01"}


def calcules(departement, code, arrete=FIN):
    """(clé de période, lieu) → (numérateur, dénominateur)."""
    valeurs = calculer(departement, [code], DEBUT, FIN, arrete).get(code, [])
    return {(v.periode.cle, v.lieu): (v.numerateur, v.denominateur) for v in valeurs}


def chez(objet):
    site = getattr(objet, "site_id", None)
    return Lieu(site, objet.pk) if site else Lieu(objet.pk)


# --- La satisfaction ------------------------------------------------------------------------------


@pytest.fixture
def questionnaire(departement):
    livre = questionnaire_d_essai(departement)
    for code, repere in REPERES.items():
        livre.questions.filter(code=code).update(repere=repere)
    return livre


def test_la_satisfaction_se_lit_a_la_question_globale_et_par_site(departement, questionnaire):
    grand, petit = factories.SiteFactory.create_batch(2, departement=departement)
    enquete = enquete_remplie(departement, grand, questionnaire=questionnaire)
    repondre(enquete, 12, petit, W1="satisfait")
    assert calcules(departement, "SAT-GLOBALE") == {
        ("2022", ENSEMBLE): (32, 72),
        ("2022", chez(grand)): (20, 60),
        ("2022", chez(petit)): (12, 12),
    }


def test_les_rendez_vous_reunissent_leurs_deux_questions(departement, questionnaire):
    enquete_remplie(departement, questionnaire=questionnaire)
    assert calcules(departement, "SAT-RDV")["2022", ENSEMBLE] == (45 + 60, 120)


def test_les_themes_juges_seuls_se_comptent(departement, questionnaire):
    """Accueil à 87,5 % tient le seuil, attente à 33 % non."""
    enquete_remplie(departement, questionnaire=questionnaire)
    assert calcules(departement, "SAT-THEMES") == {("2022", ENSEMBLE): (1, 2)}


def test_un_site_de_neuf_reponses_n_a_pas_de_chiffre(departement, questionnaire):
    grand, moyen, petit = factories.SiteFactory.create_batch(3, departement=departement)
    enquete = enquete_remplie(departement, grand, questionnaire=questionnaire)
    repondre(enquete, 15, moyen, W1="satisfait")
    repondre(enquete, 9, petit, W1="satisfait")
    lieux = {lieu for _, lieu in calcules(departement, "SAT-GLOBALE")}
    assert chez(petit) not in lieux
    assert ENSEMBLE in lieux


def test_une_enquete_ouverte_ne_mesure_rien_encore(departement, questionnaire):
    enquete = enquete_remplie(departement, questionnaire=questionnaire)
    Enquete.objects.filter(pk=enquete.pk).update(etat="ouverte", close_le=None)
    assert calcules(departement, "SAT-GLOBALE") == {}


def test_de_deux_enquetes_la_meme_annee_la_derniere_compte(departement, questionnaire):
    ancienne = {"date_ouverture": date(2022, 2, 1), "date_cloture": date(2022, 2, 28)}
    enquete_remplie(departement, questionnaire=questionnaire, **ancienne)
    derniere = factories.EnqueteFactory(
        departement=departement, questionnaire=questionnaire, close=True
    )
    repondre(derniere, 40, W1="satisfait")
    assert calcules(departement, "SAT-GLOBALE")["2022", ENSEMBLE] == (40, 40)
    avant = calcules(departement, "SAT-GLOBALE", arrete=date(2022, 6, 30))
    assert avant["2022", ENSEMBLE] == (20, 60)


def test_l_enquete_aupres_des_elus_n_est_pas_celle_des_usagers(departement, questionnaire):
    enquete_remplie(departement, questionnaire=questionnaire)
    questionnaire.type_enquete = "satisfaction_collectivites"
    questionnaire.save()
    assert calcules(departement, "SAT-GLOBALE") == {}


# --- Les contrôles --------------------------------------------------------------------------------


def test_la_grille_d_accueil_garde_le_dernier_releve_du_semestre(departement):
    site = factories.SiteFactory(departement=departement)
    commun = {
        "departement": departement,
        "questionnaire": grille(departement, "accueil_site"),
        "site": site,
        "fait_le": date(2022, 12, 2),
    }
    bornes = {"date_debut": date(2022, 7, 1), "date_echeance": date(2022, 9, 30)}
    ancien = factories.ControleFactory(**commun, periode="2022-T3", **bornes)
    relever(ancien, "non", "non", "non", "non", jour=date(2022, 8, 1))
    relever(factories.ControleFactory(**commun), "oui", "oui", "non", "so")
    assert calcules(departement, "ACC-GRILLE") == {("2022-S2", Lieu(site.pk)): (2, 3)}


def test_les_reponses_ecrites_s_additionnent_par_service(departement):
    service = factories.ServiceFactory(site__departement=departement)
    controle = factories.ControleFactory(
        departement=departement,
        questionnaire=grille(departement, "courriers_courriels", unite="réponse"),
        site=service.site,
        service=service,
        fait_le=date(2022, 12, 2),
    )
    relever(controle, "oui", "oui", "oui", "oui", objet="D-1")
    relever(controle, "oui", "non", "oui", "so", objet="D-2")
    assert calcules(departement, "COUR-FORME") == {("2022-T4", chez(service)): (6, 7)}


def test_un_controle_qui_n_est_pas_clos_ou_pas_encore_ne_compte_pas(departement):
    livree = grille(departement, "mystere_telephone")
    relever(factories.ControleFactory(departement=departement, questionnaire=livree), "oui")
    assert calcules(departement, "TEL-MYSTERE") == {}
    departement.controles.update(fait_le=date(2022, 12, 15))
    assert calcules(departement, "TEL-MYSTERE", arrete=date(2022, 12, 14)) == {}
    assert calcules(departement, "TEL-MYSTERE") == {("2022", ENSEMBLE): (1, 1)}


def test_une_page_compte_si_sa_derniere_visite_est_sans_erreur(departement):
    service = factories.ServiceFactory(site__departement=departement)
    bonne, corrigee, fautive, oubliee = factories.PageInternetFactory.create_batch(
        4, departement=departement, service=service
    )
    factories.PageInternetFactory(departement=departement, service=service, retiree=True)
    commun = {"departement": departement, "fait_le": date(2022, 12, 2)}
    livree = grille(departement, "site_internet", unite="page")
    premier = factories.ControleFactory(questionnaire=livree, site=service.site, **commun)
    second = factories.ControleFactory(questionnaire=livree, **commun)
    relever(premier, "oui", jour=date(2022, 10, 3), objet=bonne.adresse)
    relever(premier, "non", jour=date(2022, 10, 3), objet=corrigee.adresse)
    relever(second, "oui", jour=date(2022, 11, 3), objet=corrigee.adresse)
    relever(premier, "oui", "non", jour=date(2022, 10, 3), objet=fautive.adresse)
    assert calcules(departement, "WEB-CONTROLE") == {("2022-T4", chez(service)): (2, 4)}
    assert oubliee.adresse not in {r.objet for r in premier.releves.all()}


# --- Les documents --------------------------------------------------------------------------------


def test_les_documents_se_lisent_au_dernier_jour_de_chaque_mois(departement):
    service = factories.ServiceFactory(site__departement=departement)
    commun = {"departement": departement, "service": service}
    factories.DocumentFactory(**commun, date_caducite=date(2022, 1, 31))
    factories.DocumentFactory(**commun, date_caducite=date(2023, 5, 1))
    factories.DocumentFactory(**commun, date_effet=date(2022, 2, 15), date_caducite=FIN)
    factories.DocumentFactory(
        **commun,
        etat="archive",
        motif="Périmé",
        date_archivage=date(2022, 3, 10),
        date_caducite=date(2022, 4, 1),
    )
    factories.DocumentFactory(**commun)  # sans date : n'entre pas dans le taux
    lus = calcules(departement, "DOC-A-JOUR", arrete=date(2022, 4, 15))
    assert {periode: valeur for (periode, _), valeur in lus.items()} == {
        "2022-01": (3, 3),  # caduc le lendemain seulement
        "2022-02": (3, 4),
        "2022-03": (2, 3),  # l'archivé n'y est plus
    }
    assert {lieu for _, lieu in lus} == {chez(service)}


# --- Les actions ----------------------------------------------------------------------------------


def test_un_report_ne_deplace_pas_l_echeance_d_origine(departement, referent):
    service = factories.ServiceFactory(site__departement=departement)
    commun = {"departement": departement, "service": service}
    tenue = factories.ActionFactory(**commun, date_echeance=date(2022, 6, 30))
    Action.objects.get(pk=tenue.pk).realiser(date(2022, 6, 30))
    reportee = factories.ActionFactory(**commun, date_echeance=date(2022, 5, 31))
    reportee.deplacer(date(2022, 11, 30), "attente des travaux", par=referent)
    Action.objects.get(pk=reportee.pk).realiser(date(2022, 10, 1))
    factories.ActionFactory(
        **commun, date_echeance=date(2022, 6, 1), etat="refusee", motif="Hors champ"
    )
    factories.ActionFactory(**commun, date_echeance=date(2022, 9, 1), etat="proposee")
    assert calcules(departement, "ACTIONS-ECHEANCE") == {("2022-T2", chez(service)): (1, 2)}


def test_une_echeance_qui_n_est_pas_passee_n_est_pas_encore_due(departement):
    factories.ActionFactory(departement=departement, date_echeance=date(2022, 6, 30))
    assert calcules(departement, "ACTIONS-ECHEANCE", arrete=date(2022, 6, 29)) == {}
    assert calcules(departement, "ACTIONS-ECHEANCE", arrete=date(2022, 6, 30)) == {
        ("2022-T2", ENSEMBLE): (0, 1)
    }


# --- Les formations -------------------------------------------------------------------------------


@pytest.fixture
def service(departement):
    return factories.ServiceFactory(site__departement=departement)


@pytest.fixture
def theme():
    return factories.ThemeFormationFactory(libelle="Accueil physique")


CAS_A_JOUR = {
    "échéance pas encore passée": ({"date_prise_de_poste": date(2022, 3, 1)}, (1, 1)),
    "échéance le dernier jour": ({"date_prise_de_poste": date(2021, 12, 31)}, (1, 1)),
    "échue la veille": ({"date_prise_de_poste": date(2021, 12, 30)}, (0, 1)),
    "formé avant": (
        {"date_prise_de_poste": date(2015, 1, 5), "formee_avant": date(2019, 6, 1)},
        (1, 1),
    ),
    "formé, mais après ce trimestre": (
        {"date_prise_de_poste": date(2015, 1, 5), "formee_avant": date(2023, 1, 2)},
        (0, 1),
    ),
    "parti la veille": (
        {"date_prise_de_poste": date(2022, 3, 1), "date_depart": date(2022, 12, 30)},
        None,
    ),
    "pas encore arrivé": ({"date_prise_de_poste": date(2023, 1, 1)}, None),
    "dispensé": (
        {
            "date_prise_de_poste": date(2015, 1, 5),
            "date_dispense": date(2020, 1, 1),
            "motif_dispense": "Équivalence",
        },
        (1, 1),
    ),
}


@pytest.mark.parametrize(("champs", "attendu"), CAS_A_JOUR.values(), ids=CAS_A_JOUR)
def test_un_agent_est_a_jour_au_dernier_jour_du_trimestre(
    departement, service, theme, champs, attendu
):
    factories.ObligationFormationFactory(agent__service=service, theme=theme, **champs)
    lieu = Lieu(service.site_id, service.pk, "Accueil physique")
    assert calcules(departement, "FORM-A-JOUR").get(("2022-T4", lieu)) == attendu
    avant_la_fin = calcules(departement, "FORM-A-JOUR", arrete=date(2022, 12, 30))
    assert ("2022-T4", lieu) not in avant_la_fin


def test_une_convention_compte_a_chaque_signature_et_zero_ensuite(departement, service):
    tutorat = factories.TutoratFactory(service=service)
    for rang, signee in enumerate((date(2022, 3, 8), date(2022, 8, 5), date(2022, 9, 30), None), 1):
        factories.PeriodeTutoratFactory(
            tutorat=tutorat,
            rang=rang,
            date_debut=signee or date(2022, 11, 2),
            date_fin=date(2023, 1, 1),
            date_signature=signee,
        )
    assert calcules(departement, "TUTO-CONVENTIONS") == {
        ("2022-T1", chez(service)): (1, None),
        ("2022-T2", chez(service)): (0, None),
        ("2022-T3", chez(service)): (2, None),
        ("2022-T4", chez(service)): (0, None),
    }
    # L'arrêté coupe le trimestre : la signature à venir ne compte pas, et rien n'y vaut zéro.
    arretees = calcules(departement, "TUTO-CONVENTIONS", arrete=date(2022, 9, 1))
    assert arretees["2022-T3", chez(service)] == (1, None)
    assert ("2022-T4", chez(service)) not in arretees


# --- Ensemble -------------------------------------------------------------------------------------


def test_chaque_departement_ne_compte_que_le_sien(departement, autre_departement, questionnaire):
    enquete_remplie(departement, questionnaire=questionnaire)
    factories.ActionFactory(departement=departement, date_echeance=date(2022, 6, 30))
    for code in ("SAT-GLOBALE", "ACTIONS-ECHEANCE"):
        assert calcules(departement, code)
        assert calcules(autre_departement, code) == {}


def test_les_periodes_sont_celles_de_l_indicateur(departement, questionnaire):
    enquete_remplie(departement, questionnaire=questionnaire)
    (valeur,) = calculer(departement, ["SAT-THEMES"], DEBUT, FIN, FIN)["SAT-THEMES"]
    assert valeur.periode == Periode.lire("2022")
