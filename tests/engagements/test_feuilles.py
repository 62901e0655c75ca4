"""Les feuilles d'une campagne : confiées, soumises, rendues avec un mot, closes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from engagements.models import Feuille, GroupeTravail, MembreGroupe, Perimetre
from tests import factories

HTMX = {"HTTP_HX_REQUEST": "true"}
REPONSE = {"version": 0, "avis": "conforme", "avancement": "fait", "commentaire": "", "motif": ""}


def adresse(nom, objet):
    return reverse(f"engagements:{nom}", args=[objet.pk])


def ecrire(client, cellule, **champs):
    page = client.post(adresse("autoevaluation_update", cellule), REPONSE | champs, **HTMX)
    cellule.refresh_from_db()
    return page.content.decode() if page.status_code == 200 else page.status_code


@pytest.fixture
def feuille(campagne, service):
    return campagne.feuilles.get(service=service)


@pytest.fixture
def groupe(departement, campagne, agent, feuille):
    """Un groupe qui travaille l'engagement 1, dont l'agent est membre, et qui a la feuille."""
    groupe = GroupeTravail.objects.create(departement=departement, nom="Accueil et standard")
    groupe.engagements.set(campagne.modules()[0].engagements.all())
    MembreGroupe.objects.create(groupe=groupe, agent=agent, date_debut=date(2022, 1, 1))
    feuille.remplie_par, feuille.groupe = "groupe", groupe
    feuille.save()
    return groupe


# --- Une par service --------------------------------------------------------------------------


def test_aligner_ouvre_une_feuille_par_service(campagne, service, voisin):
    assert {f.service for f in campagne.feuilles.all()} == {service, voisin}
    campagne.aligner()
    assert campagne.feuilles.count() == 2
    assert Feuille.history.filter(history_type="+").count() == 2


def test_la_feuille_d_un_service_sorti_s_en_va_si_rien_n_y_est_fait(campagne, voisin):
    Perimetre.objects.filter(service=voisin).delete()
    campagne.aligner()
    assert not campagne.feuilles.filter(service=voisin).exists()


def test_la_feuille_d_un_service_disparu_reste_lisible(
    client_de, referent, campagne, feuille, service, cellule
):
    """Le service ferme et sort du périmètre : ce qu'il a répondu et sa feuille demeurent."""
    type(cellule).objects.filter(pk=cellule.pk).update(avis="conforme", version=1)
    feuille.soumettre(referent)
    Perimetre.objects.filter(service=service).delete()
    service.date_fin = date(2022, 11, 1)
    service.save()
    campagne.aligner()
    client = client_de(referent)
    assert client.get(feuille.get_absolute_url()).status_code == 200
    assert "Accueil général" in client.get(campagne.get_absolute_url()).content.decode()
    assert "Conforme" in client.get(cellule.get_absolute_url()).content.decode()


# --- Soumettre, rendre, clore -----------------------------------------------------------------


def test_soumise_la_feuille_se_verrouille_et_le_dit(client_de, correspondant, feuille, cellule):
    client = client_de(correspondant)
    page = client.post(adresse("feuille_soumettre", feuille), follow=True).content.decode()
    assert "La feuille est soumise au référent" in page and "Soumettre au référent" not in page
    feuille.refresh_from_db()
    assert (feuille.etat, feuille.soumise_par) == ("soumise", correspondant)
    assert "est soumise au référent : votre saisie n&#x27;est pas enregistrée" in ecrire(
        client, cellule
    )
    assert cellule.version == 0


def test_soumettre_se_confirme_et_dit_ce_qui_n_est_pas_evalue(
    client_de, correspondant, feuille, cellule
):
    client = client_de(correspondant)
    type(cellule).objects.filter(pk=cellule.pk).update(avis="conforme")
    page = client.get(adresse("feuille_soumettre", feuille)).content.decode()
    assert "2 exigences sur 3 ne sont pas évaluées" in page and "Soumettre quand même" in page
    feuille.refresh_from_db()
    assert feuille.etat == "a_remplir"
    feuille.soumettre(correspondant)
    page = client.get(adresse("feuille_soumettre", feuille)).content.decode()
    assert "il n’y a rien à soumettre" in page


def test_une_saisie_refusee_par_le_verrou_reste_sous_les_yeux(
    client_de, correspondant, feuille, cellule, avis
):
    feuille.soumettre(correspondant)
    client = client_de(correspondant)
    donnees = REPONSE | {"commentaire": "Tapé pendant la soumission"}
    page = client.post(adresse("autoevaluation_update", cellule), donnees).content.decode()
    assert "Tapé pendant la soumission" in page and "est soumise au référent" in page
    page = client.post(adresse("avisengagement_update", avis), donnees).content.decode()
    assert "Tapé pendant la soumission" in page and "est soumise au référent" in page


def test_verrouillee_la_feuille_se_lit_sans_formulaire(client_de, correspondant, feuille, avis):
    client = client_de(correspondant)
    assert "qp-saisie" in client.get(avis.get_absolute_url()).content.decode()
    feuille.soumettre(correspondant)
    page = client.get(avis.get_absolute_url()).content.decode()
    assert "qp-saisie" not in page and "soumise au référent" in page


def test_la_referente_rend_la_feuille_avec_un_mot(
    client_de, referent, correspondant, feuille, cellule
):
    feuille.soumettre(correspondant)
    client = client_de(referent)
    vide = client.post(adresse("feuille_retourner", feuille), {"note": "  "}).content.decode()
    assert "obligatoire" in vide
    retour = client.post(
        adresse("feuille_retourner", feuille), {"note": "Revoir l'affichage du hall"}, follow=True
    )
    assert "Revoir l&#x27;affichage du hall" in retour.content.decode()
    chez_lui = client_de(correspondant)
    assert "Mot du référent" in chez_lui.get(feuille.get_absolute_url()).content.decode()
    assert "Enregistré à" in ecrire(chez_lui, cellule)


def test_une_feuille_close_se_rouvre_avec_un_mot(client_de, referent, correspondant, feuille):
    feuille.soumettre(correspondant)
    client = client_de(referent)
    page = client.post(adresse("feuille_clore", feuille), follow=True).content.decode()
    assert "La feuille est close." in page and "Rouvrir" in page
    client.post(adresse("feuille_retourner", feuille), {"note": "Une preuve a changé"})
    feuille.refresh_from_db()
    assert feuille.etat == "retournee"
    assert [v.etat for v in feuille.history.all()] == ["retournee", "close", "soumise", "a_remplir"]


@pytest.mark.parametrize(
    ("etat", "acte"),
    [("a_remplir", "clore"), ("retournee", "clore"), ("soumise", "soumettre"), ("close", "clore")],
)
def test_un_acte_hors_de_son_tour_est_refuse(feuille, correspondant, etat, acte):
    Feuille.objects.filter(pk=feuille.pk).update(etat=etat, note="À revoir")
    feuille.refresh_from_db()
    arguments = [correspondant] if acte == "soumettre" else []
    with pytest.raises(ValidationError, match="ne peut pas être"):
        getattr(feuille, acte)(*arguments)


def test_campagne_close_la_feuille_ne_bouge_plus(client_de, correspondant, campagne, feuille):
    campagne.clore()
    client = client_de(correspondant)
    page = client.post(adresse("feuille_soumettre", feuille), follow=True).content.decode()
    assert "La campagne est close : cette feuille ne change plus." in page


def test_on_ne_rend_pas_une_feuille_qui_n_est_pas_soumise(client_de, referent, feuille):
    page = client_de(referent).post(adresse("feuille_retourner", feuille), {"note": "Revoir"})
    assert "ne peut pas être retournée" in page.content.decode()


def test_l_auditeur_cote_meme_une_feuille_soumise_ou_close(
    client_de, auditeur, correspondant, feuille, cellule
):
    feuille.soumettre(correspondant)
    feuille.clore()
    client = client_de(auditeur)
    donnees = {"version": 0, "cotation": "partiel"}
    page = client.post(adresse("autoevaluation_coter", cellule), donnees, **HTMX)
    assert "Enregistré à" in page.content.decode()
    cellule.refresh_from_db()
    assert cellule.cotation == "partiel"


# --- Qui remplit ------------------------------------------------------------------------------


def test_la_referente_confie_des_feuilles(client_de, referent, campagne, groupe, feuille, voisin):
    client = client_de(referent)
    autre = campagne.feuilles.get(service=voisin)
    donnees = {"feuilles": [autre.pk], "remplie_par": "groupe", "groupe": groupe.pk}
    page = client.post(adresse("campagne_affecter", campagne), donnees, follow=True)
    assert "Les feuilles sont confiées." in page.content.decode()
    autre.refresh_from_db()
    assert autre.qui_remplit == "Accueil et standard"
    donnees = {"feuilles": [autre.pk, feuille.pk], "remplie_par": "referent", "groupe": groupe.pk}
    client.post(adresse("campagne_affecter", campagne), donnees)
    assert set(campagne.feuilles.values_list("remplie_par", "groupe")) == {("referent", None)}


def test_confier_a_un_groupe_demande_un_groupe_qui_a_des_engagements(
    client_de, referent, campagne, groupe, feuille, departement
):
    client = client_de(referent)
    donnees = {"feuilles": [feuille.pk], "remplie_par": "groupe"}
    page = client.post(adresse("campagne_affecter", campagne), donnees).content.decode()
    assert "Choisissez le groupe" in page
    vide = GroupeTravail.objects.create(departement=departement, nom="Sans engagement")
    page = client.post(adresse("campagne_affecter", campagne), donnees | {"groupe": vide.pk})
    assert "aucun engagement du référentiel" in page.content.decode()


def test_un_membre_du_groupe_ecrit_dans_les_cellules_de_ses_engagements(
    client_de, agent, groupe, feuille, cellule, avis
):
    client = client_de(agent)
    page = client.get(feuille.get_absolute_url()).content.decode()
    assert "Nous vous informons" in page and "Soumettre au référent" in page
    assert "qp-saisie" in client.get(avis.get_absolute_url()).content.decode()
    assert "Enregistré à" in ecrire(client, cellule)
    assert cellule.history.first().history_user == agent
    client.post(adresse("feuille_soumettre", feuille))
    feuille.refresh_from_db()
    assert feuille.etat == "soumise"


def test_un_membre_n_ecrit_pas_sur_un_engagement_d_un_autre_groupe(
    client_de, agent, groupe, campagne, service, feuille
):
    module = campagne.modules()[0]
    factories.ExigenceFactory(
        engagement__module=module, engagement__numero=2, referentiel=campagne.referentiel
    )
    campagne.aligner()
    autre = campagne.autoevaluations.get(service=service, exigence__engagement__numero=2)
    client = client_de(agent)
    assert ecrire(client, autre) == 404
    assert "Promesse 2" not in client.get(feuille.get_absolute_url()).content.decode()


def test_un_membre_n_ecrit_pas_dans_un_service_confie_a_d_autres(
    client_de, agent, groupe, campagne, voisin
):
    ailleurs = campagne.autoevaluations.filter(service=voisin).first()
    assert ecrire(client_de(agent), ailleurs) == 404
    assert client_de(agent).get(campagne.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "changement",
    [{"role": "associe"}, {"date_fin": date(2022, 2, 1)}, {"date_debut": date(2099, 1, 1)}],
)
def test_un_associe_ou_un_ancien_membre_n_ecrit_pas(client_de, agent, groupe, cellule, changement):
    MembreGroupe.objects.filter(agent=agent).update(**changement)
    assert ecrire(client_de(agent), cellule) == 403


def test_un_groupe_dissous_ne_remplit_plus(client_de, agent, groupe, cellule):
    GroupeTravail.objects.filter(pk=groupe.pk).update(
        date_creation=date(2022, 1, 1), date_fin=date(2022, 6, 1)
    )
    assert ecrire(client_de(agent), cellule) == 403


def test_un_agent_hors_du_groupe_n_y_accede_pas(client_de, creer_agent, departement, groupe, avis):
    etranger = client_de(creer_agent("agent", departement))
    assert etranger.get(avis.get_absolute_url()).status_code == 403


def test_le_correspondant_ecrit_encore_dans_la_feuille_confiee_a_un_groupe(
    client_de, correspondant, groupe, cellule
):
    assert "Enregistré à" in ecrire(client_de(correspondant), cellule)


# --- À faire ----------------------------------------------------------------------------------


def a_faire(client):
    return client.get(reverse("accueil")).content.decode()


def test_chacun_voit_les_feuilles_qui_l_attendent(
    client_de, correspondant, referent, agent, feuille
):
    chez_lui, referente = client_de(correspondant), client_de(referent)
    attendue = "feuille à remplir et à soumettre\u00a0: Accueil général"
    assert attendue in a_faire(chez_lui)
    assert "feuille" not in a_faire(client_de(agent))
    feuille.soumettre(correspondant)
    assert attendue not in a_faire(chez_lui)
    assert "feuille soumise à relire\u00a0: Accueil général" in a_faire(referente)
    feuille.retourner("Revoir 1.1")
    assert "feuille rendue, à revoir\u00a0: Accueil général" in a_faire(chez_lui)


def test_un_membre_de_groupe_voit_la_feuille_confiee(client_de, agent, correspondant, groupe):
    assert "feuille à remplir et à soumettre" in a_faire(client_de(agent))
    assert "feuille à remplir et à soumettre" not in a_faire(client_de(correspondant))


def test_un_service_ferme_ne_repond_plus_et_la_referente_le_voit(
    client_de, referent, correspondant, campagne, service, cellule
):
    service.date_fin = campagne.date_debut
    service.save()
    feuille = campagne.feuilles.get(service=service)
    page = client_de(correspondant).get(feuille.get_absolute_url()).content.decode()
    assert "Le service est fermé depuis le" in page and "Soumettre au référent" not in page
    adresse_ = reverse("engagements:autoevaluation_update", args=[cellule.pk])
    donnees = {"version": 0, "avis": "conforme", "avancement": "fait", "commentaire": ""}
    reponse = client_de(correspondant).post(adresse_, donnees).content.decode()
    assert "votre saisie n&#x27;est pas enregistrée" in reponse
    cellule.refresh_from_db()
    assert cellule.version == 0
    assert "service fermé encore dans le périmètre" in a_faire(client_de(referent))
    assert "feuille à remplir" not in a_faire(client_de(correspondant))


def test_la_page_des_feuilles_dit_qui_remplit_et_ou_on_en_est(
    client_de, referent, campagne, groupe, service
):
    campagne.autoevaluations.filter(service=service, exigence__code="1.1").update(avis="conforme")
    page = client_de(referent).get(adresse("campagne_feuilles", campagne)).content.decode()
    assert "Accueil et standard" in page and "Le correspondant du service" in page
    assert "À désigner" in page
    assert "1 sur 3" in page and "0 sur 3" in page
