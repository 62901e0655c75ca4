"""L'écran d'un engagement pour un service : lire, évaluer, coter, à plusieurs, campagne close."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagements.models import AutoEvaluation, AvisEngagement
from tests import factories

HTMX = {"HTTP_HX_REQUEST": "true"}


def adresse(acte, cellule):
    return reverse(f"engagements:{cellule._meta.model_name}_{acte}", args=[cellule.pk])


def reponse(version=0, **champs):
    return {
        "version": version,
        "avis": "conforme",
        "avancement": "fait",
        "commentaire": "",
        "motif": "",
    } | champs


def page_de(client, objet):
    return client.get(objet.get_absolute_url()).content.decode()


@pytest.fixture
def client(client_de, correspondant):
    return client_de(correspondant)


def test_l_ecran_montre_exigences_preuves_et_formulaires(client, avis):
    page = page_de(client, avis)
    assert "1. Nous vous informons" in page and "Accueil général" in page
    assert page.count('class="qp-saisie"') == 4  # trois exigences et l'engagement entier
    assert "Facultative" in page and "Preuves attendues" in page
    assert "1 sur 1" in page


def test_une_reponse_s_enregistre_sur_place(client, cellule, correspondant):
    donnees = reponse(avis="partiel", avancement="en_cours", commentaire="Affichage à refaire")
    page = client.post(adresse("update", cellule), donnees, **HTMX).content.decode()
    assert "Enregistré à" in page
    assert "<html" not in page
    assert 'value="1"' in page and page.count("hx-swap-oob") == 2
    assert "qp-avis--partiel" in page  # la synthèse de l'engagement suit
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.avancement, cellule.version) == ("partiel", "en_cours", 1)
    assert cellule.history.first().history_user == correspondant


def test_sans_javascript_on_revient_a_l_ecran(client, cellule, avis):
    retour = client.post(adresse("update", cellule), reponse())
    assert retour.url == f"{avis.get_absolute_url()}#autoevaluation-{cellule.pk}"
    page = client.get(retour.url).content.decode()
    assert "Exigence 1.1, Accueil général : enregistré." in page


def test_l_avis_de_l_engagement_se_forme_des_exigences_obligatoires(client, campagne, avis):
    for cellule in campagne.autoevaluations.filter(service=avis.service):
        facultative = cellule.exigence.facultative
        donnees = reponse(avis="non_conforme" if facultative else "conforme")
        client.post(adresse("update", cellule), donnees, **HTMX)
    assert avis.synthese().retenu == "conforme"


def test_reposter_la_meme_reponse_n_ecrit_rien(client, cellule):
    client.post(adresse("update", cellule), reponse(), **HTMX)
    client.post(adresse("update", cellule), reponse(version=1), **HTMX)
    cellule.refresh_from_db()
    assert cellule.version == 1
    assert cellule.history.count() == 2  # l'ouverture et la réponse


@pytest.mark.parametrize("motif", ["", "   "])
def test_non_applicable_demande_un_motif(client, cellule, motif):
    donnees = reponse(avis="non_applicable", motif=motif)
    page = client.post(adresse("update", cellule), donnees, **HTMX).content.decode()
    assert "Pas encore enregistré. Dites pourquoi ce n&#x27;est pas applicable." in page
    cellule.refresh_from_db()
    assert cellule.version == 0


def test_le_motif_se_garde_et_s_en_va_avec_le_non_applicable(client, cellule):
    donnees = reponse(avis="non_applicable", motif="Pas de public")
    client.post(adresse("update", cellule), donnees, **HTMX)
    cellule.refresh_from_db()
    assert cellule.motif == "Pas de public"
    client.post(adresse("update", cellule), reponse(version=1, motif="Pas de public"), **HTMX)
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.motif) == ("conforme", "")


def test_sans_javascript_un_refus_garde_la_saisie(client, cellule):
    donnees = reponse(avis="non_applicable", commentaire="Texte long à ne pas perdre")
    page = client.post(adresse("update", cellule), donnees).content.decode()
    assert "Texte long à ne pas perdre" in page
    assert "Dites pourquoi ce n&#x27;est pas applicable." in page
    assert page.count("<h1") == 1


# --- Deux personnes sur une cellule -----------------------------------------------------------


@pytest.fixture
def doublee(cellule, client_de, referent):
    """La référente a répondu pendant que le correspondant écrivait."""
    donnees = reponse(avis="non_conforme", commentaire="Vu sur place : rien d'affiché")
    client_de(referent).post(adresse("update", cellule), donnees, **HTMX)
    return cellule


def test_la_seconde_personne_est_prevenue_et_rien_n_est_ecrase(client, doublee, referent):
    page = client.post(adresse("update", doublee), reponse(), **HTMX).content.decode()
    assert "a changé pendant que vous écriviez" in page
    assert "Vu sur place : rien d&#x27;affiché" in page
    assert str(referent) in page
    assert "qp-avis--non_conforme" in page
    doublee.refresh_from_db()
    assert (doublee.avis, doublee.version) == ("non_conforme", 1)


def test_la_seconde_personne_peut_remplacer_en_connaissance_de_cause(client, doublee):
    page = client.post(adresse("update", doublee), reponse(), **HTMX).content.decode()
    assert 'name="version" value="1"' in page
    client.post(adresse("update", doublee), reponse(version=1), **HTMX)
    doublee.refresh_from_db()
    assert (doublee.avis, doublee.version) == ("conforme", 2)
    avis_successifs = [version.avis for version in doublee.history.all()]
    assert avis_successifs == ["conforme", "non_conforme", "non_evalue"]


def test_le_bouton_remplacer_l_emporte_sur_la_version_du_formulaire(client, doublee):
    """Sans JavaScript, le formulaire envoie sa version périmée puis celle du bouton."""
    donnees = reponse(version=[0, 1], commentaire="La mienne")
    client.post(adresse("update", doublee), donnees)
    doublee.refresh_from_db()
    assert doublee.commentaire == "La mienne"


def test_sans_javascript_le_conflit_montre_les_deux_reponses(client, doublee):
    donnees = reponse(commentaire="Ma réponse à moi")
    page = client.post(adresse("update", doublee), donnees).content.decode()
    assert "Ma réponse à moi" in page
    assert "Vu sur place : rien d&#x27;affiché" in page
    assert "Remplacer par ma saisie" in page


def test_deux_reponses_identiques_ne_font_pas_de_conflit(client, doublee):
    donnees = reponse(avis="non_conforme", commentaire="Vu sur place : rien d'affiché")
    page = client.post(adresse("update", doublee), donnees, **HTMX).content.decode()
    assert "Enregistré à" in page
    doublee.refresh_from_db()
    assert doublee.version == 1


def test_une_version_absente_ne_fait_pas_passer(client, doublee):
    donnees = reponse()
    del donnees["version"]
    page = client.post(adresse("update", doublee), donnees, **HTMX).content.decode()
    assert "a changé pendant que vous écriviez" in page
    doublee.refresh_from_db()
    assert doublee.avis == "non_conforme"


# --- Qui écrit quoi ---------------------------------------------------------------------------


def test_le_correspondant_n_ecrit_pas_chez_le_voisin(client, campagne, voisin):
    cellule = campagne.autoevaluations.filter(service=voisin).first()
    assert client.post(adresse("update", cellule), reponse(), **HTMX).status_code == 404
    assert client.get(cellule.get_absolute_url()).status_code == 404


def test_un_membre_du_copil_correspondant_d_un_service_lit_tout_et_n_ecrit_que_chez_lui(
    client_de, correspondant, campagne, service, voisin
):
    factories.DesignationFactory(agent=correspondant, fonction="membre_copil")
    client = client_de(correspondant)
    chez_lui = page_de(client, campagne.avisengagements.get(service=service))
    ailleurs = page_de(client, campagne.avisengagements.get(service=voisin))
    assert "<form" in chez_lui.split("<main")[1] and "qp-saisie" in chez_lui
    assert "qp-saisie" not in ailleurs and "Droit au séjour" in ailleurs
    cellule = campagne.autoevaluations.filter(service=voisin).first()
    assert client.post(adresse("update", cellule), reponse(), **HTMX).status_code == 404


def test_l_auditeur_lit_et_cote_a_part(client_de, auditeur, cellule, avis):
    client = client_de(auditeur)
    page = page_de(client, avis)
    assert page.count("Coter") == 3 and "Évaluer" not in page
    assert client.post(adresse("update", cellule), reponse(), **HTMX).status_code == 403
    donnees = {"version": 0, "cotation": "non_conforme"}
    retour = client.post(adresse("coter", cellule), donnees, **HTMX).content.decode()
    assert "Enregistré à" in retour
    cellule.refresh_from_db()
    assert (cellule.cotation, cellule.version_cotation) == ("non_conforme", 1)
    assert (cellule.avis, cellule.version) == ("non_evalue", 0)


def test_la_cotation_de_l_auditeur_ne_gene_pas_le_correspondant(
    client, client_de, auditeur, cellule
):
    donnees = {"version": 0, "cotation": "partiel"}
    client_de(auditeur).post(adresse("coter", cellule), donnees, **HTMX)
    page = client.post(adresse("update", cellule), reponse(), **HTMX).content.decode()
    assert "Enregistré à" in page
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.cotation) == ("conforme", "partiel")
    assert "Cotation de l’auditeur" in page_de(client, cellule)


def test_deux_auditeurs_ne_s_ecrasent_pas(client_de, auditeur, cellule):
    client = client_de(auditeur)
    client.post(adresse("coter", cellule), {"version": 0, "cotation": "partiel"}, **HTMX)
    donnees = {"version": 0, "cotation": "conforme"}
    page = client.post(adresse("coter", cellule), donnees, **HTMX).content.decode()
    assert "a changé pendant que vous écriviez" in page
    cellule.refresh_from_db()
    assert cellule.cotation == "partiel"


# --- Campagne close, historique, avis sur l'engagement ----------------------------------------


def test_une_campagne_close_ne_se_remplit_plus(client, campagne, cellule, avis):
    campagne.clore()
    page = page_de(client, avis)
    assert "Close, en lecture seule" in page and "qp-saisie" not in page
    refus = client.post(adresse("update", cellule), reponse(), **HTMX).content.decode()
    assert "La campagne est close" in refus
    cellule.refresh_from_db()
    assert cellule.version == 0


def test_une_campagne_close_pendant_la_saisie_le_dit_sans_rien_perdre(client, campagne, cellule):
    campagne.clore()
    donnees = reponse(commentaire="Tapé avant la clôture")
    page = client.post(adresse("update", cellule), donnees).content.decode()
    assert "La campagne est close : votre saisie n&#x27;est pas enregistrée." in page
    assert "Tapé avant la clôture" in page


def test_la_fiche_d_une_exigence_montre_son_historique(client, cellule, correspondant):
    client.post(adresse("update", cellule), reponse(), **HTMX)
    page = page_de(client, cellule)
    assert "« non évalué » → « conforme »" in page
    assert str(correspondant) in page


def test_l_avis_saisi_sur_l_engagement_est_retenu_puis_contredit(client, campagne, avis):
    page = client.post(adresse("update", avis), reponse(avis="conforme"), **HTMX)
    assert "Enregistré à" in page.content.decode()
    avis.refresh_from_db()
    assert avis.synthese().retenu == "conforme"
    cellules = campagne.autoevaluations.filter(service=avis.service)
    cellules.update(avis="non_conforme", version=1)
    assert "Divergence" in page_de(client, avis)


def test_un_avis_importe_puis_corrige_devient_saisi(client, avis):
    AvisEngagement.objects.filter(pk=avis.pk).update(avis="partiel", origine="importe")
    client.post(adresse("update", avis), reponse(avis="partiel", avancement="a_revoir"), **HTMX)
    avis.refresh_from_db()
    assert (avis.origine, avis.version) == ("importe", 0)
    client.post(adresse("update", avis), reponse(avis="conforme"), **HTMX)
    avis.refresh_from_db()
    assert (avis.origine, avis.version) == ("saisi", 1)


def test_sans_javascript_un_refus_sur_l_engagement_entier_garde_la_saisie(client, avis):
    donnees = reponse(avis="non_applicable", commentaire="À garder aussi")
    page = client.post(adresse("update", avis), donnees).content.decode()
    assert "À garder aussi" in page and "Dites pourquoi" in page


def test_une_exigence_retiree_du_referentiel_garde_sa_reponse_hors_de_l_avis(
    client, campagne, cellule, avis
):
    AutoEvaluation.objects.filter(campagne=campagne).update(avis="conforme", version=1)
    AutoEvaluation.objects.filter(pk=cellule.pk).update(avis="non_conforme")
    exigence = cellule.exigence
    exigence.retire = True
    exigence.save()
    campagne.aligner()
    assert "Retirée du référentiel" in page_de(client, avis)
    assert avis.synthese().calcule == "conforme"


def test_enregistrer_une_cellule_coute_peu_de_requetes(client, cellule):
    client.post(adresse("update", cellule), reponse(), **HTMX)
    with CaptureQueriesContext(connection) as capture:
        client.post(adresse("update", cellule), reponse(version=1, avis="partiel"), **HTMX)
    utiles = [r["sql"] for r in capture.captured_queries if "SAVEPOINT" not in r["sql"]]
    assert len(utiles) <= 8, "\n".join(utiles)
