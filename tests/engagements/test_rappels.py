"""Ce que la démarche rappelle : actions, feuilles, livrables, preuves, étapes du label."""

from datetime import UTC, date, datetime

import pytest

from engagements.models import Action, Feuille, Labellisation, Livrable, MembreGroupe
from qualepref.socle.models import Designation, Rappel
from qualepref.socle.synthese import inscrire_les_rappels
from tests import factories
from tests.engagements.test_label import CYCLE

LUNDI = date(2022, 12, 5)
JEUDI = datetime(2022, 12, 1, 14, tzinfo=UTC)
Fonction = Designation.Fonction


@pytest.fixture(autouse=True)
def lundi(settings):
    settings.ARRETE = LUNDI


def rappels(agent, *genres, le=LUNDI):
    """Ce que l'agent voit après une passe, par genre et par date."""
    inscrire_les_rappels(departement=agent.departement, le=le)
    siens = Rappel.objects.de(agent).order_by("genre", "date_due")
    return [(r.genre, r.date_due) for r in siens if r.genre in genres]


# --- Actions --------------------------------------------------------------------------------------


@pytest.fixture
def action(departement, service):
    return factories.ActionFactory(
        departement=departement,
        service=service,
        etat=Action.Etat.EN_COURS,
        date_echeance=date(2022, 12, 15),
    )


PROCHE, RETARD = "actions-a-echeance", "actions-en-retard"


def test_une_action_va_a_qui_tient_la_fonction(action, correspondant, creer_agent, departement):
    action.fonction = Fonction.REFERENT_QUALITE
    action.save()
    tient = creer_agent("referent_qualite", departement)
    assert rappels(tient, PROCHE) == [(PROCHE, action.date_echeance)]
    assert rappels(correspondant, PROCHE) == []


def test_sans_titulaire_elle_va_aux_correspondants_puis_a_la_referente(
    action, correspondant, referent
):
    assert rappels(correspondant, PROCHE) == [(PROCHE, action.date_echeance)]
    assert rappels(referent, PROCHE) == []
    correspondant.designations.update(date_fin=date(2022, 12, 1))
    assert rappels(referent, PROCHE) == [(PROCHE, action.date_echeance)]


def test_un_titulaire_qui_n_ouvre_pas_le_plan_ne_garde_pas_le_rappel_pour_lui(
    action, correspondant, agent, service
):
    action.fonction = Fonction.FRAUDE
    action.save()
    factories.DesignationFactory(agent=agent, fonction=Fonction.FRAUDE, service=service)
    assert rappels(correspondant, PROCHE) == [(PROCHE, action.date_echeance)]
    assert rappels(agent, PROCHE) == []


def test_en_retard_la_referente_le_sait_aussi(action, correspondant, referent):
    action.date_echeance = date(2022, 11, 30)
    action.save()
    assert rappels(correspondant, PROCHE, RETARD) == [(RETARD, date(2022, 11, 30))]
    assert rappels(referent, PROCHE, RETARD) == [(RETARD, date(2022, 11, 30))]


def test_une_action_realisee_ou_deplacee_s_efface(action, correspondant, referent):
    rappels(correspondant, PROCHE)
    action.deplacer(date(2022, 12, 18), par=referent)
    assert not Rappel.objects.de(correspondant).exists()
    assert rappels(correspondant, PROCHE) == [(PROCHE, date(2022, 12, 18))]
    action.realiser()
    assert not Rappel.objects.de(correspondant).exists()


# --- Feuilles et livrables ------------------------------------------------------------------------

RENDUE, VIERGE = "feuilles-retournees", "feuilles-a-remplir"


@pytest.fixture
def feuille(campagne, service):
    campagne.date_fin = date(2022, 12, 16)
    campagne.save()
    return Feuille.objects.get(campagne=campagne, service=service)


def test_une_feuille_vierge_se_rappelle_avant_la_fin(feuille, correspondant):
    assert rappels(correspondant, VIERGE, le=date(2022, 11, 30)) == []
    assert rappels(correspondant, VIERGE) == [(VIERGE, date(2022, 12, 16))]


def test_une_feuille_rendue_se_dit_a_chaque_retour(feuille, correspondant, referent):
    feuille.soumettre(correspondant)
    feuille.retourner("Précisez l'avis 1.1.")
    Feuille.history.filter(id=feuille.pk).update(history_date=JEUDI)
    assert rappels(correspondant, RENDUE, VIERGE) == [(RENDUE, JEUDI.date())]
    feuille.note = "Précisez l'avis 1.1 et le 1.2."
    feuille.save()
    assert rappels(correspondant, RENDUE) == [(RENDUE, JEUDI.date())], "rien de neuf"
    feuille.soumettre(correspondant)
    assert not Rappel.objects.de(correspondant).filter(genre=RENDUE).exists()
    feuille.retourner("Il manque une preuve.")
    assert rappels(correspondant, RENDUE) == [(RENDUE, LUNDI)]


@pytest.fixture
def groupe(departement, agent):
    groupe = factories.GroupeTravailFactory(departement=departement)
    MembreGroupe.objects.create(groupe=groupe, agent=agent, date_debut=date(2022, 1, 1))
    return groupe


def test_une_feuille_confiee_va_aux_membres_du_groupe(feuille, groupe, agent, correspondant):
    feuille.remplie_par, feuille.groupe = Feuille.RempliePar.GROUPE, groupe
    feuille.save()
    assert rappels(agent, VIERGE) == [(VIERGE, date(2022, 12, 16))]
    assert rappels(correspondant, VIERGE) == []
    groupe.membres.update(date_fin=LUNDI)
    assert not Rappel.objects.de(agent).exists()


def test_un_livrable_se_rappelle_a_son_groupe_jusqu_a_sa_remise(groupe, agent):
    livrable = Livrable.objects.create(
        groupe=groupe, genre="autre", intitule="Fiche d'accueil", date_echeance=date(2022, 12, 10)
    )
    attendu = "livrables-attendus"
    assert rappels(agent, attendu) == [(attendu, date(2022, 12, 10))]
    livrable.etat, livrable.date_remise = Livrable.Etat.REMIS, LUNDI
    livrable.save()
    assert not Rappel.objects.de(agent).exists()


# --- Preuves, label -------------------------------------------------------------------------------

EXPIRE = "preuves-qui-expirent"


def test_une_preuve_en_usage_se_rappelle_avant_de_perimer(
    cellule, departement, service, correspondant, referent
):
    preuve = factories.PreuveFactory(
        departement=departement, service=service, valable_jusqu_au=date(2022, 12, 31)
    )
    assert rappels(correspondant, EXPIRE) == [], "aucune réponse ne la cite"
    preuve.autoevaluations.add(cellule)
    assert rappels(correspondant, EXPIRE) == [(EXPIRE, date(2022, 12, 31))]
    assert rappels(referent, EXPIRE) == []
    preuve.service = None
    preuve.save()
    assert rappels(referent, EXPIRE) == [(EXPIRE, date(2022, 12, 31))]


def test_une_campagne_close_ne_demande_plus_de_preuve(cellule, departement, referent):
    preuve = factories.PreuveFactory(departement=departement, valable_jusqu_au=date(2022, 12, 31))
    preuve.autoevaluations.add(cellule)
    rappels(referent, EXPIRE)
    cellule.campagne.clore()
    assert not Rappel.objects.de(referent).filter(genre=EXPIRE).exists()


def test_les_etapes_du_label_viennent_deux_mois_avant(referent, campagne):
    label = Labellisation.objects.get()
    label.etapes.create(genre="obtention", date=date(2021, 6, 30), realisee=True, chiffres=CYCLE)
    suivi = ("jalons-du-label", date(2022, 12, 30))
    assert rappels(referent, "jalons-du-label", le=date(2022, 10, 28)) == []
    assert suivi in rappels(referent, "jalons-du-label")
    label.etapes.create(genre="suivi", date=date(2022, 12, 1), realisee=True)
    assert suivi not in rappels(referent, "jalons-du-label")
