"""La vie d'une action : ses passages, ce qui les empêche, ce qui en reste."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from engagements.models import Action, LotActions
from tests import factories

LE = date(2022, 12, 31)


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = LE


@pytest.fixture
def action(service):
    return factories.ActionFactory(
        departement=service.site.departement, service=service, date_echeance=date(2022, 6, 30)
    )


def dans(action, etat, **champs):
    """L'action telle qu'elle est en base, dans l'état donné."""
    Action.objects.filter(pk=action.pk).update(etat=etat, **champs)
    action.refresh_from_db()
    return action


def relire(action):
    return Action.objects.get(pk=action.pk)


def test_une_action_commence_se_realise_et_se_solde(action):
    action.commencer()
    action.realiser(date(2022, 11, 3))
    action.solder("Les usagers se repèrent mieux.")
    lue = relire(action)
    assert (lue.etat, lue.avancement, lue.date_realisation) == ("soldee", 100, date(2022, 11, 3))
    assert [h.etat for h in lue.history.all()] == ["soldee", "realisee", "en_cours", "a_faire"]


@pytest.mark.parametrize("depart", Action.Etat.values)
@pytest.mark.parametrize("arrivee", Action.Etat.values)
def test_seuls_les_passages_prevus_se_font(action, referent, depart, arrivee):
    motifs = {"refusee": "Sans moyens", "soldee": "", "a_faire": ""}
    dans(action, depart, motif=motifs.get(depart, ""), bilan="Fait" if depart == "soldee" else "")
    verbes = {
        "refusee": lambda: action.refuser("Sans moyens"),
        "en_cours": action.commencer,
        "realisee": action.realiser,
        "reportee": lambda: action.reporter("Budget", date(2023, 3, 31), par=referent),
        "abandonnee": lambda: action.abandonner("Sans objet"),
        "soldee": lambda: action.solder("Fait"),
    }
    if arrivee not in verbes:
        return
    permis = arrivee in Action.TRANSITIONS[depart] and (depart, arrivee) != ("realisee", "en_cours")
    if arrivee == "en_cours" and depart == "en_cours":
        permis = False
    if permis:
        verbes[arrivee]()
        assert relire(action).etat == arrivee
    else:
        with pytest.raises(ValidationError, match="ne peut pas devenir"):
            verbes[arrivee]()
        assert relire(action).etat == depart


@pytest.mark.parametrize(
    ("depart", "retour"),
    [
        ("refusee", "proposee"),
        ("reportee", "a_faire"),
        ("realisee", "en_cours"),
        ("soldee", "realisee"),
        ("abandonnee", "a_faire"),
    ],
)
def test_rouvrir_revient_d_un_pas(action, depart, retour):
    dans(action, depart, motif="Sans moyens", bilan="Fait")
    action.rouvrir()
    assert relire(action).etat == retour


def test_une_action_a_faire_n_a_rien_a_rouvrir(action):
    with pytest.raises(ValidationError, match="rien à rouvrir"):
        action.rouvrir()


@pytest.mark.parametrize(
    ("verbe", "etat", "dit"),
    [
        ("refuser", "proposee", "pourquoi l'action est refusée"),
        ("abandonner", "a_faire", "pourquoi l'action est abandonnée"),
        ("solder", "realisee", "avec son bilan"),
    ],
)
def test_un_motif_vide_est_refuse(action, verbe, etat, dit):
    dans(action, etat)
    with pytest.raises(ValidationError, match=dit):
        getattr(action, verbe)("  ")
    assert relire(action).etat == etat


def test_une_action_d_audit_se_solde_une_fois_son_efficacite_verifiee(action, referent):
    dans(action, "realisee", origine="audit_interne")
    with pytest.raises(ValidationError, match="efficacité"):
        action.solder("Procédure écrite")
    assert relire(action).etat == "realisee"
    action = relire(action)
    action.solder("Procédure écrite", efficacite="efficace", par=referent, le=LE)
    assert relire(action).efficacite_par == referent


@pytest.mark.parametrize(
    "champs",
    [
        {"etat": "refusee"},
        {"etat": "soldee"},
        {"etat": "soldee", "bilan": "Fait", "origine": "audit_externe"},
        {"avancement": 101},
    ],
)
def test_la_base_refuse_ce_que_les_regles_refusent(action, champs):
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(**champs)


def test_reporter_garde_l_ancienne_echeance(action, referent):
    action.reporter("Budget refusé", date(2023, 3, 31), par=referent)
    report = relire(action).reports.get()
    assert (report.ancienne, report.nouvelle) == (date(2022, 6, 30), date(2023, 3, 31))
    assert (report.motif, report.agent, report.date) == ("Budget refusé", referent, LE)
    assert not Action.objects.en_retard(date(2024, 1, 1)).exists()
    assert Action.objects.a_reprendre(date(2024, 1, 1)).exists()


def test_une_echeance_passee_ne_se_deplace_pas_sans_motif(action, referent):
    with pytest.raises(ValidationError, match="dites pourquoi"):
        action.deplacer(date(2023, 3, 31), par=referent)
    action = relire(action)
    assert not action.reports.exists()
    action.deplacer(date(2023, 3, 31), "Agent absent", par=referent)
    assert relire(action).etat == "a_faire"
    assert action.reports.get().ancienne == date(2022, 6, 30)


def test_une_echeance_a_venir_se_deplace_sans_motif_et_se_garde(action, referent):
    dans(action, "en_cours", date_echeance=date(2023, 1, 31))
    action.deplacer(date(2023, 2, 28), par=referent)
    assert action.reports.get().ancienne == date(2023, 1, 31)


def test_l_echeance_d_une_action_finie_ne_se_deplace_plus(action, referent):
    dans(action, "realisee")
    with pytest.raises(ValidationError, match="ne se déplace plus"):
        action.deplacer(date(2023, 3, 31), "Tard", par=referent)


def test_une_realisation_n_est_pas_dans_le_futur(action):
    with pytest.raises(ValidationError, match="futur"):
        action.realiser(date(2023, 1, 1))


def test_l_application_donne_le_numero_suivant_du_plan(departement, autre_departement):
    factories.ActionFactory(departement=departement, annee=2022, numero=58)
    factories.ActionFactory(departement=autre_departement, annee=2022, numero=99)
    nouvelle = Action.objects.inscrire(
        Action(departement=departement, annee=2022, intitule="Former les agents")
    )
    suivante = Action.objects.inscrire(
        Action(departement=departement, annee=2023, intitule="Former les agents")
    )
    assert (nouvelle.numero, suivante.numero) == (59, 1)


def test_en_retard_se_juge_a_une_date(action):
    assert Action.objects.en_retard(date(2022, 6, 30)).count() == 0
    assert Action.objects.en_retard(date(2022, 7, 1)).count() == 1
    assert action.est_en_retard() and not action.est_en_retard(date(2022, 6, 30))


def test_les_actions_incompletes_se_listent(action, departement):
    factories.ActionFactory(departement=departement, date_echeance=LE, fonction="chef_service")
    sans = factories.ActionFactory(departement=departement, responsable_lu="Adjointe")
    assert set(Action.objects.incompletes()) == {action, sans}


# --- Lots -----------------------------------------------------------------------------------------


def test_un_lot_valide_dit_qui_et_quand_et_accepte_les_propositions(departement, creer_agent):
    lot = factories.LotActionsFactory(departement=departement)
    proposee = factories.ActionFactory(departement=departement, etat="proposee", lot=lot)
    copil = creer_agent("copil", departement)
    lot.valider(par=copil)
    lot.refresh_from_db()
    assert (lot.date_validation, lot.valide_par) == (LE, copil)
    assert relire(proposee).etat == "a_faire"
    with pytest.raises(ValidationError, match="déjà validé, le 31/12/2022"):
        lot.valider(par=copil)


def test_un_lot_vide_ne_se_valide_pas(departement, referent):
    lot = factories.LotActionsFactory(departement=departement)
    with pytest.raises(ValidationError, match="aucune action"):
        lot.valider(par=referent)
    assert not LotActions.objects.a_valider().exists()
