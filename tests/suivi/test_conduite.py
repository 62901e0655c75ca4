"""Les verbes d'une demande : ce que chaque acte écrit, et ce qui l'empêche."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from suivi.delais.bareme import calculer_echeances
from suivi.delais.recalcul import recalculer
from suivi.models import Demande, Fait, Situation
from tests import factories


def mars(jour):
    return date(2022, 3, jour)


@pytest.fixture(autouse=True)
def au_31_mars(settings, delais):
    settings.ARRETE = date(2022, 3, 31)


@pytest.fixture
def demande(service):
    """Un courriel arrivé le lundi 7 mars 2022 : dû en cinq jours ouvrés, le lundi 14."""
    return datee(service)


def datee(service, **champs):
    nouvelle = factories.DemandeFactory.build(
        departement=None,
        service=service,
        **{"canal": "courriel", "nature": "information_generale", "date_arrivee": mars(7)} | champs,
    )
    calculer_echeances([nouvelle])
    nouvelle.save()
    return nouvelle


def relue(demande):
    return Demande.objects.avec_situation(date(2022, 3, 31)).get(pk=demande.pk)


# --- Suspendre, reprendre, prolonger ------------------------------------------------------------


def test_une_suspension_retire_l_echeance_et_la_reprise_la_rend(demande):
    assert demande.date_echeance == mars(14)
    demande.suspendre("pièce manquante", mars(9))
    suspendue = relue(demande)
    assert (suspendue.date_echeance, suspendue.suspendue_le) == (None, mars(9))
    assert (suspendue.etat, suspendue.situation) == ("suspendue", Situation.ARRETEE)
    assert suspendue.est_ouverte
    suspendue.reprendre(mars(16))
    reprise = relue(demande)
    assert (reprise.date_echeance, reprise.suspendue_le, reprise.etat) == (mars(21), None, "recue")


def test_une_demande_suspendue_n_est_ni_en_retard_ni_comptee(demande):
    demande.suspendre("pièce manquante", mars(9))
    le = date(2022, 3, 31)
    assert not Demande.objects.en_retard(le).exists()
    assert not Demande.objects.comptees(le).exists()
    assert Demande.objects.ouvertes().count() == 1


def test_repondre_pendant_une_suspension_fixe_l_echeance(demande):
    demande.suspendre("pièce manquante", mars(9))
    demande.repondre(mars(25))
    repondue = relue(demande)
    assert repondue.suspendue_le is None
    assert repondue.date_echeance == date(2022, 3, 30)  # trois jours restaient après le 25
    assert repondue.situation == Situation.REPONDUE_A_TEMPS


def test_une_suspension_apres_l_echeance_ne_rachete_rien(demande):
    demande.suspendre("pièce manquante", mars(21))
    assert (demande.date_echeance, demande.etat) == (mars(14), "suspendue")
    assert relue(demande).situation == Situation.EN_RETARD


def test_une_prolongation_recule_l_echeance_et_se_motive(demande):
    demande.prolonger(3, "avis d'un autre service", mars(10))
    assert relue(demande).date_echeance == mars(17)
    with pytest.raises(ValidationError, match="demande un motif"):
        demande.prolonger(1, " ", mars(11))
    assert demande.faits.count() == 1


def test_sans_regle_en_vigueur_on_suspend_et_l_on_reprend_quand_meme(service):
    demande = factories.DemandeFactory(service=service)
    demande.suspendre("pièce manquante", mars(9))
    assert (demande.suspendue_le, demande.etat) == (mars(9), "suspendue")
    demande.reprendre(mars(16))
    assert (demande.suspendue_le, demande.date_echeance, demande.etat) == (None, None, "recue")


def test_reprendre_sans_suspension_se_refuse_et_n_inscrit_rien(demande):
    with pytest.raises(ValidationError, match="ne reprend rien"):
        demande.reprendre(mars(10))
    assert not demande.faits.exists()


@pytest.mark.parametrize(
    ("acte", "raison"),
    [
        (lambda d: d.suspendre("pièce", mars(4)), "avant l'arrivée"),
        (lambda d: d.suspendre("pièce", date(2022, 4, 2)), "dans le futur"),
        (lambda d: d.rouvrir("insuffisante", mars(9)), "pas close"),
    ],
)
def test_un_acte_impossible_dit_pourquoi(demande, acte, raison):
    with pytest.raises(ValidationError, match=raison):
        acte(demande)
    assert not Fait.objects.exists()


def test_le_recalcul_garde_les_suspensions(demande, service):
    demande.suspendre("pièce manquante", mars(9))
    demande.reprendre(mars(16))
    factories.FermetureFactory(site=service.site, jour=mars(17))
    assert recalculer(departement=service.site.departement) == 1
    assert relue(demande).date_echeance == mars(22)


def test_une_regle_qui_remet_a_zero_recompte_tout(service):
    factories.RegleDelaiFactory(
        locale=True,
        departement=service.site.departement,
        jours=5,
        unite="ouvres",
        reprise="remise_a_zero",
    )
    demande = datee(service)
    demande.suspendre("pièce manquante", mars(9))
    demande.reprendre(mars(16))
    assert demande.date_echeance == mars(23)


def test_une_attente_suspend_si_la_regle_le_dit(service):
    factories.RegleDelaiFactory(
        locale=True,
        departement=service.site.departement,
        jours=5,
        unite="ouvres",
        attente_suspend=True,
    )
    demande = datee(service)
    demande.faire_attendre(mars(9))
    assert (demande.date_echeance, demande.etat) == (None, "suspendue")
    demande.reprendre(mars(16))
    assert (demande.date_echeance, demande.etat) == (mars(21), "en_attente")


def test_l_heure_ne_compte_que_si_la_regle_ferme(service):
    sans = datee(service, heure_arrivee=time(18, 30))
    factories.RegleDelaiFactory(
        locale=True,
        departement=service.site.departement,
        jours=5,
        unite="ouvres",
        heure_limite=time(17),
    )
    avec = datee(service, heure_arrivee=time(18, 30), objet="Autre")
    avec.refresh_from_db()
    assert (sans.date_echeance, avec.date_echeance) == (mars(14), mars(15))


# --- Transférer ----------------------------------------------------------------------------------


@pytest.fixture
def autre(service):
    return factories.ServiceFactory(
        site=service.site, parent=service.parent, nom="Bureau des titres"
    )


def test_un_transfert_change_de_service_sans_toucher_au_delai(demande, service, autre, referent):
    demande.transferer(autre, mars(10), "de sa compétence", referent)
    transmise = relue(demande)
    assert (transmise.service, transmise.date_transmission) == (autre, mars(10))
    assert (transmise.date_echeance, transmise.etat) == (mars(14), "transmise")
    fait = transmise.faits.get()
    assert (fait.de_service, fait.vers_service, fait.agent) == (service, autre, referent)


def test_le_service_qui_a_transmis_lit_encore_et_n_agit_plus(demande, autre, correspondant):
    demande.transferer(autre, mars(10))
    siennes = Demande.objects.filter(pk=demande.pk)
    assert siennes.visibles_par(correspondant).exists()
    assert not siennes.visibles_par(correspondant, "suivi.change_demande").exists()
    assert not siennes.visibles_par(correspondant, "suivi.view_identite").exists()


def test_un_aller_retour_garde_la_premiere_date(demande, service, autre):
    demande.transferer(autre, mars(10))
    demande.transferer(service, mars(14))
    assert relue(demande).date_transmission == mars(10)
    assert demande.faits.transferts().count() == 2


def test_on_ne_transmet_ni_au_meme_service_ni_a_un_service_ferme_ni_ailleurs(
    demande, service, autre_departement
):
    ferme = factories.ServiceFactory(site=service.site, parent=service.parent, date_fin=mars(1))
    ailleurs = factories.ServiceFactory(site__departement=autre_departement)
    for vers, raison in (
        (service, "déjà au service"),
        (ferme, "fermé depuis le 01/03/2022"),
        (ailleurs, "pas un service de ce département"),
    ):
        with pytest.raises(ValidationError, match=raison):
            demande.transferer(vers, mars(10))
    assert relue(demande).service == service
    assert not Fait.objects.exists()


# --- Accuser, répondre, retirer, rouvrir ---------------------------------------------------------


def test_un_accuse_n_est_pas_une_reponse(demande):
    demande.accuser(mars(8))
    assert (demande.etat, demande.date_reponse) == ("accusee", None)
    with pytest.raises(ValidationError, match="déjà parti le 08/03/2022"):
        demande.accuser(mars(9))


@pytest.fixture
def en_isere(service):
    """Le profil qui compte l'accusé circonstancié pour traitement d'une réclamation."""
    service.site.departement.profil_delais = "isere-2022"
    service.site.departement.save()


def test_en_isere_l_accuse_vaut_traitement_d_une_reclamation(service, en_isere):
    demande = datee(service, registre="suggestions_reclamations", nature="reclamation")
    demande.accuser(mars(8))
    accusee = relue(demande)
    assert (accusee.etat, accusee.repondue_par_accuse, accusee.date_reponse) == (
        "repondue",
        True,
        None,
    )
    assert accusee.situation == Situation.ACCUSE_SEUL
    assert not Demande.objects.en_retard(mars(31)).exists()
    assert Demande.objects.echues(mars(31)).count() == 1  # le second taux la compte


def test_en_isere_la_reponse_sur_le_fond_se_date_ensuite(service, en_isere):
    demande = datee(service, registre="suggestions_reclamations", nature="reclamation")
    demande.accuser(mars(8))
    demande.repondre(mars(11))
    assert relue(demande).situation == Situation.REPONDUE_A_TEMPS


def test_en_isere_un_courriel_ordinaire_attend_toujours_sa_reponse(service, en_isere):
    demande = datee(service)
    demande.accuser(mars(8))
    assert (demande.etat, demande.repondue_par_accuse) == ("accusee", False)


def test_rouvrir_garde_la_reponse_annulee_et_le_delai_a_couru(demande):
    demande.repondre(mars(9))
    demande.rouvrir("réponse à côté", mars(21))
    rouverte = relue(demande)
    assert (rouverte.date_reponse, rouverte.etat) == (None, "recue")
    assert rouverte.situation == Situation.EN_RETARD
    assert [fait.genre for fait in rouverte.faits.all()] == ["repondue", "rouverte"]
    rouverte.repondre(mars(22))
    assert relue(demande).situation == Situation.REPONDUE_HORS_DELAI


def test_rouvrir_un_retrait_ne_compte_pas_le_temps_du_retrait(demande):
    demande.retirer(mars(9))
    demande.rouvrir("l'usager revient", mars(16))
    assert relue(demande).date_echeance == mars(21)


def test_rien_ne_se_fait_sur_une_demande_close(demande, autre):
    demande.repondre(mars(9))
    for acte in (
        lambda: demande.accuser(mars(10)),
        lambda: demande.suspendre("pièce", mars(10)),
        lambda: demande.transferer(autre, mars(10)),
        lambda: demande.repondre(mars(10)),
        lambda: demande.retirer(mars(10)),
    ):
        with pytest.raises(ValidationError, match="déjà répondue"):
            acte()


def test_un_acte_se_lit_dans_l_historique(demande):
    demande.suspendre("pièce manquante", mars(9))
    derniere = demande.history.first()
    assert (derniere.suspendue_le, derniere.date_echeance) == (mars(9), None)
