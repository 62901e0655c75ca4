"""Le département de démonstration : complet, rejouable, fidèle aux chiffres de ses classeurs."""

from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils.timezone import localdate

from engagements.models import Action, Campagne, Decision, Feuille, Labellisation, LotActions
from enquetes.controles.calendrier import Situation
from enquetes.controles.ecarts import ecarts_de
from formations.models import Tutorat
from formations.referents import referents
from qualepref.socle.demonstration import Demonstration, SaisieRefusee, jouer, saisir
from qualepref.socle.forms import FermetureForm
from qualepref.socle.management.commands.demonstration import COMPTES, Command
from qualepref.socle.models import Agent, Departement, Rappel
from qualepref.socle.taches import lignes_pour
from qualepref.socle.temps import maintenant
from suivi.models import Signalement
from tests.attendus import attendus_de
from tests.rapports import chiffres

FIN_2022 = date(2022, 12, 31)


@pytest.fixture(scope="module")
def departement(django_db_setup, django_db_blocker):
    """Chargée une fois pour le module, défaite à la fin : à lire seulement."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as essai,
    ):
        essai.setattr(Command, "mot_de_passe", lambda commande: "essai-de-demonstration")
        call_command("demonstration", stdout=StringIO())
        yield Departement.objects.get(code="38")
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = FIN_2022


def comptes():
    return {modele._meta.label: modele._default_manager.count() for modele in apps.get_models()}


def test_rejouee_elle_n_ajoute_rien(departement, db):
    avant = comptes()
    assert jouer(Demonstration(departement, str)) == []
    assert comptes() == avant


@pytest.mark.parametrize("identifiant", [compte[0] for compte in COMPTES])
def test_chaque_role_a_quelque_chose_a_faire(departement, db, identifiant):
    assert lignes_pour(Agent.objects.get(username=identifiant))


def test_aucun_agent_n_a_de_nom(departement, db):
    assert set(Agent.objects.values_list("first_name", flat=True)) == {"Agent"}


def test_les_chiffres_de_l_auto_evaluation_sont_ceux_du_classeur(departement, db):
    attendus = attendus_de("autoevaluation-engagements")
    assert chiffres("autoevaluations", arrete=FIN_2022) == attendus["en_cours_compte_non_evalue"]


def test_les_chiffres_du_plan_sont_ceux_du_classeur(departement, db):
    lus, attendus = chiffres("actions", arrete=FIN_2022), attendus_de("plan-actions-2022")
    assert lus["par_etat"] == attendus["comptes"]["par_etat"]
    assert lus["par_service"] == attendus["comptes"]["par_service"]
    assert lus["en_retard"] == attendus["en_retard_au_31_12_2022"]
    assert lus["taux_realisation"] == attendus["taux_realisation"]


def test_les_formations_gardent_leurs_chiffres_et_montrent_chaque_etat(departement, db):
    attendus = attendus_de("tableau-formations-2022")
    lus = chiffres("formations", arrete=FIN_2022)
    assert lus == {cle: attendus[cle] for cle in ("par_theme", "total", "conventions_tutorat")}
    etats = set(departement.sessions_formation.values_list("etat", flat=True))
    assert etats == {"prevue", "validee", "annulee"}
    assert departement.sessions_formation.a_valider().count() == 1
    assert Tutorat.objects.a_signer().count() == 2
    assert Tutorat.objects.exclude(date_cloture=None).count() == 2
    assert departement.sensibilisations.comptees().count() == 2
    (referente,) = referents([departement.pk])
    assert referente.obligation.derniere_formation == date(2019, 4, 16)


def test_le_label_est_obtenu_et_son_perimetre_a_une_histoire(departement, db):
    label = Labellisation.objects.get()
    situation = label.situation()
    assert (situation.etat, situation.jusqu_au) == ("labellise", date(2025, 7, 11))
    perimetres = label.perimetres.all()
    assert perimetres.values("service__site").distinct().count() == 4
    assert perimetres.en_vigueur().values("service").distinct().count() == 8
    quittes = perimetres.filter(module__numero=7)
    assert set(quittes.values_list("date_sortie", "suivi_maintenu")) == {(date(2022, 3, 14), True)}
    assert Decision.objects.filter(choix="differe").count() == 1


def test_la_campagne_de_2022_suit_celle_de_2021(departement, db):
    ancienne = Campagne.objects.get(code="auto-2021")
    campagne = Campagne.objects.get(code="auto-2022")
    assert (ancienne.etat, campagne.etat, campagne.precedente) == ("close", "ouverte", ancienne)
    assert campagne.reponses_conditions.filter(reprise_de=ancienne).count() == 6
    etats = set(campagne.feuilles.values_list("etat", flat=True))
    assert etats == set(Feuille.Etat.values)
    soumise = campagne.feuilles.get(service__code="STD").history.first()
    assert soumise.history_user == Agent.objects.get(username="referente")


def test_un_lot_est_valide_l_autre_attend_le_comite(departement, db):
    valide, attend = LotActions.objects.order_by("date_copil")
    assert (valide.date_validation, attend.est_valide) == (date(2022, 12, 13), False)
    assert all(lot.actions.exists() for lot in (valide, attend))
    deplacees = Action.objects.exclude(reports=None)
    assert set(deplacees.values_list("etat", flat=True)) == {"reportee"}


def test_un_signalement_de_chaque_etat_sans_toucher_au_plan(departement, db):
    assert set(departement.signalements.values_list("etat", flat=True)) == set(
        Signalement.Etat.values
    )
    assert not departement.signalements.exclude(action=None).exists()
    depot = departement.signalements.get(etat="clos").history.last()
    assert depot.history_user is None  # l'historique ne dit pas l'auteur


@pytest.mark.parametrize("identifiant", ["referente", "correspondante"])
def test_chacun_a_des_rappels_a_lire(departement, db, identifiant):
    assert Rappel.objects.de(Agent.objects.get(username=identifiant)).non_lus().count() > 5


def test_les_morceaux_se_jouent_dans_l_ordre_des_etages():
    ordre = [app for app in settings.INSTALLED_APPS if (settings.RACINE / app / "apps.py").exists()]
    connus = ["engagements", "documents", "enquetes", "formations", "suivi", "pilotage"]
    assert ordre == [app for app in connus if app in ordre]


def test_une_saisie_refusee_arrete_la_demonstration(departement, db):
    with pytest.raises(SaisieRefusee, match="FermetureForm : {'site'"):
        saisir(FermetureForm({}, agent=Agent.objects.get(username="referente")))


def test_le_jour_joue_ne_deborde_pas(departement, db):
    demonstration = Demonstration(departement, str)
    with pytest.raises(KeyError), demonstration.le(date(2021, 6, 14)):
        assert settings.ARRETE == date(2021, 6, 14)
        demonstration.services("INCONNU")
    assert settings.ARRETE == FIN_2022


def test_ce_qui_s_ecrit_un_jour_fixe_en_est_date(departement, db):
    soumise = Feuille.objects.get(campagne__code="auto-2022", service__code="STD")
    assert localdate(soumise.date_soumission) == date(2022, 12, 15)
    assert maintenant().date() == FIN_2022


def test_les_controles_de_2022_se_lisent_dans_chaque_situation(departement, db):
    controles = departement.controles.all()
    situations = {une for une in Situation if controles.en_situation(une, FIN_2022).exists()}
    assert situations >= {Situation.FAIT, Situation.MANQUE, Situation.EN_COURS, Situation.A_FAIRE}
    sur_place = controles.faits().get(questionnaire__code="accueil_site")
    assert [(un.code, un.suite is None) for un in ecarts_de(sur_place)] == [
        ("AS-02", True),
        ("AS-04", False),
        ("AS-05", True),
    ]
    assert sur_place.releves.get().photos.count() == 2 and sur_place.envoye_le
    courriers = controles.exclude(echantillon=None).get(questionnaire__unite="une réponse")
    assert len(courriers.echantillon.references) > courriers.releves.clos().count() == 3
    pages = controles.exclude(echantillon=None).get(questionnaire__code="site_internet")
    assert len(pages.echantillon.references) == 10 and departement.pages_internet.count() == 12


def test_l_enquete_mystere_pretee_est_a_moitie_remplie(departement, db):
    (pret,) = departement.prets.all()
    avancees = [avancee for _, avancee in pret.avancees()]
    assert {avancee.clos for avancee in avancees} == {2}
    assert sum(avancee.non_aboutis for avancee in avancees) == 1
    assert sum(avancee.en_cours for avancee in avancees) == 1
