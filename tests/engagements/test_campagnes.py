"""Campagnes : la grille, l'ouverture, la clôture, l'alignement sur le périmètre."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagements.models import AutoEvaluation, AvisEngagement, Campagne, Perimetre
from tests import factories

Avis = AutoEvaluation.Avis


def page_de(client, objet):
    return client.get(objet.get_absolute_url()).content.decode()


def evaluer(campagne, service, **avis_par_code):
    for code, avis in avis_par_code.items():
        cellules = campagne.autoevaluations.filter(service=service)
        cellules.filter(exigence__code=code.replace("_", ".")[1:]).update(avis=avis, version=1)


def test_la_grille_montre_les_avis_et_les_taux(client_de, referent, campagne, service, voisin):
    evaluer(campagne, service, e1_1="conforme", e1_2="conforme", e1_3="non_conforme")
    evaluer(campagne, voisin, e1_1="conforme", e1_2="partiel")
    page = page_de(client_de(referent), campagne)
    assert page.count("qp-avis--conforme") == 1
    assert page.count("qp-avis--partiel") == 2  # le service, et l'ensemble
    assert "Accueil général" in page and "Droit au séjour" in page
    assert "0</strong> tenu sur 1" in page
    assert "1 partiel, 0 non conforme, 0 non évalué" in page


def test_la_grille_se_lit_avec_des_en_tetes(client_de, referent, campagne):
    page = page_de(client_de(referent), campagne)
    assert 'tabindex="0"' in page and 'role="region"' in page
    assert 'scope="row"' in page and 'scope="rowgroup"' in page and "<caption" in page


def test_un_correspondant_ne_voit_que_ses_services(client_de, correspondant, campagne):
    page = page_de(client_de(correspondant), campagne)
    assert "Accueil général" in page
    assert "Droit au séjour" not in page
    assert "dans 1 service." in page


def test_un_module_engage_sans_contenu_se_dit_non_retrouve(client_de, referent, campagne, service):
    perimetre = Perimetre.objects.get(service=service)
    vide = factories.ModuleFactory(referentiel=campagne.referentiel, numero=7)
    factories.PerimetreFactory(service=service, module=vide, labellisation=perimetre.labellisation)
    page = page_de(client_de(referent), campagne)
    assert "Contenu non retrouvé" in page and "Hors de tout taux" in page


def test_une_divergence_se_voit_dans_la_grille(client_de, referent, campagne, service):
    evaluer(campagne, service, e1_1="conforme", e1_2="conforme")
    campagne.avisengagements.filter(service=service).update(avis="non_conforme")
    assert page_de(client_de(referent), campagne).count("Diverge</span>") == 1


def requetes_de_la_grille(client, campagne):
    with CaptureQueriesContext(connection) as capture:
        assert client.get(campagne.get_absolute_url()).status_code == 200
    return [requete["sql"] for requete in capture.captured_queries]


def test_la_grille_fait_autant_de_requetes_quel_que_soit_le_nombre_de_services(
    client_de, referent, campagne, site
):
    client = client_de(referent)
    client.get(campagne.get_absolute_url())  # droits et gabarits en mémoire
    deux = requetes_de_la_grille(client, campagne)
    premier = Perimetre.objects.first()
    for service in factories.ServiceFactory.create_batch(
        20, site=site, parent=site.services.get(parent=None)
    ):
        factories.PerimetreFactory(
            service=service, module=premier.module, labellisation=premier.labellisation
        )
    factories.ExigenceFactory.create_batch(5, engagement__module=premier.module)
    campagne.aligner()
    beaucoup = requetes_de_la_grille(client, campagne)
    assert len(beaucoup) == len(deux), "\n".join(beaucoup)
    assert len(deux) <= 12, "\n".join(deux)


def test_aligner_cree_une_cellule_par_exigence_et_par_service(campagne):
    assert campagne.autoevaluations.count() == 6
    assert campagne.avisengagements.count() == 2
    assert AutoEvaluation.history.filter(history_type="+").count() == 6
    campagne.aligner()
    assert campagne.autoevaluations.count() == 6


def test_un_service_qui_sort_du_perimetre_garde_ce_qu_il_a_repondu(
    client_de, referent, campagne, voisin
):
    evaluer(campagne, voisin, e1_1="conforme")
    Perimetre.objects.filter(service=voisin).delete()
    campagne.aligner()
    restantes = campagne.autoevaluations.filter(service=voisin)
    assert [cellule.exigence.code for cellule in restantes] == ["1.1"]
    client = client_de(referent)
    assert client.get(restantes.get().get_absolute_url()).status_code == 200
    assert "Droit au séjour" in page_de(client, campagne)


def test_une_exigence_cotee_par_l_auditeur_n_est_pas_vierge(campagne, voisin):
    cellules = campagne.autoevaluations.filter(service=voisin, exigence__code="1.1")
    cellules.update(cotation="conforme", version_cotation=1)
    Perimetre.objects.filter(service=voisin).delete()
    campagne.aligner()
    assert campagne.autoevaluations.filter(service=voisin).count() == 1


def test_le_referent_ouvre_une_campagne_par_la_page(client_de, referent, campagne):
    donnees = {
        "intitule": "État des lieux 2023",
        "code": "edl-2023",
        "genre": "etat_des_lieux",
        "referentiel": campagne.referentiel_id,
        "date_debut": "2023-01-01",
        "date_fin": "2023-03-31",
    }
    client = client_de(referent)
    reponse = client.post(reverse("engagements:campagne_create"), donnees)
    nouvelle = Campagne.objects.get(code="edl-2023")
    assert reponse.url == nouvelle.get_absolute_url()
    assert nouvelle.autoevaluations.count() == 6
    encore = client.post(reverse("engagements:campagne_create"), donnees)
    assert "Ce code de campagne est déjà pris." in encore.content.decode()
    donnees |= {"code": "autre", "date_fin": "2022-01-01"}
    inversee = client.post(reverse("engagements:campagne_create"), donnees)
    assert "La fin de la campagne précède son début." in inversee.content.decode()


def test_on_n_ouvre_que_sur_un_referentiel_dont_le_perimetre_est_saisi(
    client_de, referent, campagne
):
    ailleurs = factories.LabellisationFactory()
    page = client_de(referent).get(reverse("engagements:campagne_create")).content.decode()
    assert str(campagne.referentiel) in page
    assert str(ailleurs.referentiel) not in page


def test_clore_puis_rouvrir(client_de, referent, campagne):
    client = client_de(referent)
    page = client.post(reverse("engagements:campagne_clore", args=[campagne.pk]), follow=True)
    assert "Close, en lecture seule" in page.content.decode()
    encore = client.post(reverse("engagements:campagne_clore", args=[campagne.pk]), follow=True)
    assert "Cette campagne est déjà close." in encore.content.decode()
    client.post(reverse("engagements:campagne_rouvrir", args=[campagne.pk]))
    campagne.refresh_from_db()
    assert campagne.est_ouverte
    assert [v.etat for v in campagne.history.all()] == ["ouverte", "close", "ouverte"]


def test_la_liste_des_campagnes_dit_leur_avancement(client_de, referent, campagne, service):
    evaluer(campagne, service, e1_1="conforme", e1_2="partiel")
    page = client_de(referent).get(reverse("engagements:campagne_list")).content.decode()
    assert "2 sur 6" in page and "Auto-évaluation 2022" in page


def test_un_avis_non_applicable_sans_motif_est_refuse_par_la_base(cellule):
    with pytest.raises(Exception, match="autoevaluation_motif"):
        AutoEvaluation.objects.filter(pk=cellule.pk).update(avis=Avis.NON_APPLICABLE)


def test_un_avis_d_engagement_non_applicable_sans_motif_est_refuse_par_la_base(avis):
    with pytest.raises(Exception, match="avisengagement_motif"):
        AvisEngagement.objects.filter(pk=avis.pk).update(avis=Avis.NON_APPLICABLE)
