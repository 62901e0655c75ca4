"""Recevable ou hors champ : une décision, un seul endroit, et les chiffres qui la suivent."""

import re
from datetime import date
from html import unescape

import pytest
from django.conf import settings as reglages
from django.core.exceptions import ValidationError
from django.urls import reverse

from engagements.models import Action
from qualepref.socle import chargement
from suivi.chargeurs import charger_delais
from suivi.comptes.comptages import comptages
from suivi.models import CategorieReclamation, Demande, ObjetReclamation, Qualification
from suivi.rangement import ranger, themes_a_ranger
from tests import factories

LUNDI = date(2022, 3, 7)
DELAIS = reglages.RACINE / "suivi" / "referentiels" / "delais.yaml"


@pytest.fixture
def reclamation(delais, service):
    return factories.DemandeFactory(
        departement=service.site.departement,
        service=service,
        registre="suggestions_reclamations",
        nature="reclamation",
        theme="RDV",
    )


@pytest.fixture
def attente(delais):
    return ObjetReclamation.objects.get(cle="temps_attente")


@pytest.fixture
def titres(delais):
    return ObjetReclamation.objects.get(cle="delai_titres")


def texte(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


def examiner(client, demande, **saisie):
    adresse = reverse("suivi:demande_examiner", args=[demande.pk])
    return client.post(adresse, {"verdict": "inconnu"} | saisie, follow=True)


# --- Les objets viennent de delais.yaml -----------------------------------------------------------


def test_sept_objets_deux_proposes_et_cinq_exclusions_se_chargent(delais):
    objets = ObjetReclamation.objects.pour(None)
    assert objets.recevables().filter(statut="confirmé").count() == 7
    proposes = objets.recevables().filter(statut="proposé").values_list("cle", flat=True)
    assert set(proposes) == {"rendez_vous", "courtoisie"}
    assert objets.exclusions().count() == 5
    assert objets.get(cle="temps_attente").exigence == "7.3"


def test_deux_chargements_ne_changent_rien(delais):
    avant = list(ObjetReclamation.objects.values())
    assert chargement.charger(DELAIS).inchangees
    assert list(ObjetReclamation.objects.values()) == avant


def test_un_objet_ote_du_fichier_ne_se_propose_plus_mais_reste(delais, reclamation, attente):
    Qualification.objects.de(reclamation).declarer_recevable(attente)
    donnees = chargement.lire(DELAIS)
    objets = donnees["recevabilite"]["objets"]
    donnees["recevabilite"]["objets"] = [o for o in objets if o["cle"] != "temps_attente"]
    chargement.ranger(donnees, charger_delais)
    attente.refresh_from_db()
    assert not attente.actif
    proposes = ObjetReclamation.objects.proposes_a(reclamation.departement)
    assert attente not in proposes
    assert attente in ObjetReclamation.objects.proposes_a(reclamation.departement, attente.pk)


# --- La décision ----------------------------------------------------------------------------------


def test_declarer_recevable_dit_oui_et_propose_l_engagement(reclamation, attente):
    exigence = factories.ExigenceFactory(code="7.3")
    Qualification.objects.de(reclamation).declarer_recevable(attente)
    reclamation.refresh_from_db()
    assert reclamation.qualite_accueil == "oui"
    assert reclamation.qualification.objet == attente
    assert reclamation.qualification.engagement == exigence.engagement


def test_hors_champ_demande_une_exclusion_et_un_motif(reclamation, attente, titres):
    qualification = Qualification.objects.de(reclamation)
    for exclusion, motif in ((None, "Titre"), (attente, "Titre"), (titres, "  ")):
        with pytest.raises(ValidationError):
            qualification.classer_hors_champ(exclusion, motif)
    qualification.classer_hors_champ(titres, "Passeport en fabrication", "transmise")
    reclamation.refresh_from_db()
    assert (reclamation.qualite_accueil, qualification.exclusion) == ("non", titres)


def test_une_decision_se_revoit_et_l_histoire_dit_qui(
    client_de, referent, reclamation, attente, titres
):
    client = client_de(referent)
    examiner(client, reclamation, verdict="oui", objet=attente.pk)
    version = reclamation.qualification.history.first().pk
    hors = {"exclusion": titres.pk, "motif": "Titre en fabrication", "suite": "informee"}
    page = texte(examiner(client, reclamation, verdict="non", version=version, **hors))
    assert "Hors champ : Délai de délivrance d'un titre" in page
    assert "Titre en fabrication" in page and "Auteur informé" in page
    assert f"par {referent}" in page
    histoire = reclamation.qualification.history
    assert [ligne.history_user for ligne in histoire.all()] == [referent, referent]


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        ({"verdict": "oui"}, "Choisissez l'objet recevable"),
        ({"verdict": "non"}, "Choisissez pourquoi elle est hors champ"),
        ({"verdict": "peut-être"}, "Sélectionnez un choix valide"),
    ],
)
def test_une_decision_incomplete_garde_la_saisie(client_de, referent, reclamation, saisie, message):
    page = examiner(client_de(referent), reclamation, motif="À garder", **saisie)
    assert message in texte(page)
    assert "À garder" in page.content.decode()
    assert not Qualification.objects.exists()


def test_deux_personnes_examinent_la_meme_demande(client_de, referent, reclamation, attente):
    client = client_de(referent)
    Qualification.objects.de(reclamation).declarer_recevable(attente)
    page = examiner(client, reclamation, verdict="inconnu", version="")
    assert "Quelqu'un a examiné cette demande" in texte(page)
    reclamation.refresh_from_db()
    assert reclamation.qualite_accueil == "oui"


def test_le_taux_d_accueil_suit_la_decision_les_volumes_non(reclamation, attente, titres):
    def accueil():
        lignes = comptages(reclamation.departement, LUNDI, LUNDI, date(2022, 12, 31))
        une = next(ligne for ligne in lignes if ligne.code == "RECL-ACCUEIL")
        return une.numerateur, une.denominateur, une.recues

    qualification = Qualification.objects.de(reclamation)
    qualification.declarer_recevable(attente)
    assert accueil() == (1, 1, 1)
    qualification.classer_hors_champ(titres, "Titre en fabrication")
    assert accueil() == (0, 1, 1)


def test_saisir_un_objet_a_la_creation_declare_recevable(
    client_de, referent, delais, service, attente
):
    saisie = {
        **{"registre": "suggestions_reclamations", "service": service.pk, "canal": "guichet"},
        **{"nature": "reclamation", "objet": "Trop d'attente", "date_arrivee": "2022-03-07"},
        **{"nom": "Usager 0001", "porte_sur": attente.pk},
    }
    client_de(referent).post(reverse("suivi:demande_create"), saisie)
    demande = Demande.objects.get()
    assert (demande.qualite_accueil, demande.qualification.objet) == ("oui", attente)


# --- Les objets du département --------------------------------------------------------------------


def test_la_referente_ajoute_un_objet_pour_son_departement_seul(
    client_de, referent, delais, autre_departement
):
    saisie = {"libelle": "Stationnement", "genre": "recevable", "actif": "on"}
    client = client_de(referent)
    client.post(reverse("suivi:objetreclamation_create"), saisie)
    objet = ObjetReclamation.objects.get(departement=referent.departement)
    assert objet in ObjetReclamation.objects.proposes_a(referent.departement)
    assert objet not in ObjetReclamation.objects.proposes_a(autre_departement)
    refus = client.post(reverse("suivi:objetreclamation_create"), saisie)
    assert "est déjà un objet de votre département" in texte(refus)


def test_un_objet_propose_s_ecarte_et_se_reprend_un_objet_confirme_non(
    client_de, referent, delais, attente, autre_departement
):
    propose, client = ObjetReclamation.objects.get(cle="courtoisie"), client_de(referent)
    client.post(reverse("suivi:objetreclamation_ecarter", args=[propose.pk]))
    assert propose not in ObjetReclamation.objects.proposes_a(referent.departement)
    assert propose in ObjetReclamation.objects.proposes_a(autre_departement)
    assert "Écarté" in texte(client.get(reverse("suivi:objetreclamation_list")))
    client.post(reverse("suivi:objetreclamation_retenir", args=[propose.pk]))
    assert propose in ObjetReclamation.objects.proposes_a(referent.departement)
    refus = client.post(reverse("suivi:objetreclamation_ecarter", args=[attente.pk]), follow=True)
    assert "reste proposé à tous les départements" in texte(refus)


def test_un_objet_qui_sert_ne_se_supprime_pas(client_de, referent, reclamation):
    objet = factories.ObjetReclamationFactory(departement=referent.departement)
    Qualification.objects.de(reclamation).declarer_recevable(objet)
    adresse = reverse("suivi:objetreclamation_delete", args=[objet.pk])
    assert "ne peut pas être supprimé" in texte(client_de(referent).post(adresse, follow=True))
    assert ObjetReclamation.objects.filter(pk=objet.pk).exists()


# --- Les catégories -------------------------------------------------------------------------------


def test_les_themes_ecrits_se_rangent_d_un_geste(client_de, referent, reclamation, service):
    lieu = {"departement": referent.departement, "service": service}
    factories.DemandeFactory(**lieu, registre="suggestions_reclamations", theme="rendez-vous")
    factories.DemandeFactory(**lieu, theme="Hors registre")
    assert themes_a_ranger(referent.departement) == [("RDV", 1), ("rendez-vous", 1)]
    saisie = {"themes": ["RDV", "rendez-vous"], "libelle": "Rendez-vous"}
    page = client_de(referent).post(reverse("suivi:categoriereclamation_list"), saisie, follow=True)
    assert "Réclamations rangées : 2." in texte(page)
    categorie = CategorieReclamation.objects.get()
    assert categorie.libelle == "Rendez-vous"
    assert categorie.qualifications.count() == 2
    assert themes_a_ranger(referent.departement) == []
    reclamation.refresh_from_db()
    assert reclamation.qualite_accueil == "inconnu"
    assert reclamation.qualification.history.get().history_user == referent


def test_ranger_deux_fois_ne_refait_rien(referent, reclamation):
    assert ranger(agent=referent, themes=["RDV"], libelle="Rendez-vous") == 1
    assert ranger(agent=referent, themes=["RDV"], libelle="rendez-vous") == 0
    assert CategorieReclamation.objects.count() == 1


def test_fusionner_deux_categories_garde_ce_qu_elles_rangent(client_de, referent, reclamation):
    ranger(agent=referent, themes=["RDV"], libelle="RDV")
    ancienne = CategorieReclamation.objects.get()
    autre = factories.CategorieReclamationFactory(departement=referent.departement)
    adresse = reverse("suivi:categoriereclamation_fusionner", args=[ancienne.pk])
    client = client_de(referent)
    client.post(adresse, {"autre": autre.pk})
    assert CategorieReclamation.objects.get() == autre
    assert reclamation.qualification.categorie == autre
    assert client.get(reclamation.get_absolute_url()).status_code == 200


def test_un_nom_deja_pris_renvoie_a_la_fusion(client_de, referent, departement):
    factories.CategorieReclamationFactory(departement=departement, libelle="Attente")
    autre = factories.CategorieReclamationFactory(departement=departement)
    adresse = reverse("suivi:categoriereclamation_update", args=[autre.pk])
    page = client_de(referent).post(adresse, {"libelle": "attente"})
    assert "« Attente » existe déjà : fusionnez-les plutôt" in texte(page)


# --- L'action qui en naît -------------------------------------------------------------------------


def test_une_reclamation_propose_une_action_une_seule_fois(
    client_de, referent, reclamation, attente
):
    engagement = factories.EngagementFactory()
    Qualification.objects.de(reclamation).declarer_recevable(attente, engagement=engagement)
    client, adresse = client_de(referent), reverse("suivi:demande_proposer", args=[reclamation.pk])
    version = reclamation.qualification.history.first().pk
    saisie = {"intitule": "Ouvrir un second guichet", "version": version}
    client.post(adresse, saisie)
    action = Action.objects.get()
    assert (action.origine, list(action.engagements.all())) == ("reclamation", [engagement])
    assert "Ouvrir un second guichet" in texte(client.get(reclamation.get_absolute_url()))
    reclamation.qualification.refresh_from_db()
    saisie["version"] = reclamation.qualification.history.first().pk
    assert "Une action est déjà proposée" in texte(client.post(adresse, saisie))
    assert Action.objects.count() == 1
