"""Ouvrir une campagne : sa portée, et ce qu'elle reprend de la précédente."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagements.models import AutoEvaluation, Campagne, Feuille, GroupeTravail, Perimetre, Preuve
from engagements.ouverture import reprendre
from tests import factories

CREER = reverse("engagements:campagne_create")


def donnees(campagne, **champs):
    return {
        "intitule": "Auto-évaluation 2023",
        "code": "auto-2023",
        "genre": "autoevaluation",
        "referentiel": campagne.referentiel_id,
        "date_debut": "2023-10-01",
        "date_fin": "2023-12-31",
    } | champs


@pytest.fixture
def remplie(campagne, service, departement):
    """L'an dernier : un avis, un commentaire, une preuve, un groupe qui remplit."""
    cellule = campagne.autoevaluations.get(service=service, exigence__code="1.1")
    cellule.avis, cellule.avancement, cellule.version = "partiel", "fait", 1
    cellule.commentaire = "Affichage à refaire"
    cellule.save()
    avis = campagne.avisengagements.get(service=service)
    avis.avis, avis.commentaire, avis.version = "partiel", "Dans l'ensemble", 1
    avis.save()
    preuve = Preuve.objects.create(departement=departement, intitule="Charte affichée")
    preuve.autoevaluations.add(cellule)
    preuve.avisengagements.add(avis)
    groupe = GroupeTravail.objects.create(departement=departement, nom="Accueil")
    campagne.feuilles.filter(service=service).update(remplie_par="groupe", groupe=groupe)
    return campagne


def ouvrir(client_de, agent, campagne, **champs):
    reponse = client_de(agent).post(CREER, donnees(campagne, **champs))
    assert reponse.status_code == 302, reponse.content.decode()
    return Campagne.objects.get(code="auto-2023")


def test_textes_et_preuves_se_reprennent_l_avis_non(client_de, referent, remplie, service):
    neuve = ouvrir(client_de, referent, remplie, precedente=remplie.pk)
    cellule = neuve.autoevaluations.get(service=service, exigence__code="1.1")
    assert (cellule.avis, cellule.avancement, cellule.version) == ("non_evalue", "a_revoir", 0)
    assert cellule.commentaire == "Affichage à refaire"
    assert neuve.avisengagements.get(service=service).commentaire == "Dans l'ensemble"
    assert set(neuve.autoevaluations.values_list("avancement", flat=True)) == {"a_revoir"}
    preuve = Preuve.objects.get()
    assert (preuve.autoevaluations.count(), preuve.avisengagements.count()) == (2, 2)
    assert cellule in preuve.autoevaluations.all()
    assert "Repris de" in cellule.history.first().history_change_reason


def test_qui_remplit_se_reprend_sauf_un_groupe_dissous(client_de, referent, remplie, service):
    neuve = ouvrir(client_de, referent, remplie, precedente=remplie.pk)
    assert neuve.feuilles.get(service=service).qui_remplit == "Accueil"
    assert set(neuve.feuilles.values_list("etat", flat=True)) == {"a_remplir"}
    GroupeTravail.objects.update(date_creation=date(2022, 1, 1), date_fin=date(2023, 1, 1))
    Feuille.objects.filter(campagne=neuve).update(remplie_par="correspondant", groupe=None)
    reprendre(neuve)
    assert neuve.feuilles.get(service=service).remplie_par == "correspondant"


def test_rejouee_la_reprise_n_ecrase_rien(client_de, referent, remplie, service):
    neuve = ouvrir(client_de, referent, remplie, precedente=remplie.pk)
    cellules = neuve.autoevaluations.filter(service=service, exigence__code="1.1")
    cellules.update(commentaire="Récrit depuis", version=1)
    reprendre(neuve)
    assert cellules.get().commentaire == "Récrit depuis"
    assert Preuve.objects.get().autoevaluations.count() == 2


def test_une_ouverture_qui_echoue_ne_laisse_pas_de_campagne(
    client_de, referent, remplie, monkeypatch
):
    def panne(campagne):
        raise OSError("coupure")

    monkeypatch.setattr("engagements.forms.campagne.reprendre", panne)
    with pytest.raises(OSError, match="coupure"):
        client_de(referent).post(CREER, donnees(remplie, precedente=remplie.pk))
    assert Campagne.objects.get() == remplie


def test_la_precedente_reste_comme_elle_est(client_de, referent, remplie, service):
    ouvrir(client_de, referent, remplie, precedente=remplie.pk)
    cellule = remplie.autoevaluations.get(service=service, exigence__code="1.1")
    assert (cellule.avis, cellule.commentaire) == ("partiel", "Affichage à refaire")


def test_la_page_propose_la_portee_de_la_precedente(client_de, referent, remplie, site):
    remplie.sites_vises.add(site)
    page = client_de(referent).get(f"{CREER}?d_apres={remplie.pk}").content.decode()
    assert f'value="{remplie.pk}" selected' in page
    assert f'value="{site.pk}" id="id_sites_vises_0" checked' in page or "checked" in page


@pytest.mark.parametrize("cle", ["", "abc", "0", "9" * 30, "²"])
def test_une_campagne_de_depart_introuvable_est_ignoree(client_de, referent, cle):
    assert client_de(referent).get(f"{CREER}?d_apres={cle}").status_code == 200


def test_celle_d_un_autre_departement_ne_se_reprend_pas(client_de, referent, campagne):
    ailleurs = factories.CampagneFactory(referentiel=campagne.referentiel)
    page = client_de(referent).post(CREER, donnees(campagne, precedente=ailleurs.pk))
    assert "Sélectionnez un choix valide" in page.content.decode()


def test_celle_d_un_autre_referentiel_est_refusee(client_de, referent, campagne, departement):
    autre = factories.CampagneFactory(departement=departement)
    page = client_de(referent).post(CREER, donnees(campagne, precedente=autre.pk))
    assert "suit un autre référentiel" in page.content.decode()


def test_la_portee_borne_les_cellules(client_de, referent, campagne, departement):
    perimetre = Perimetre.objects.first()
    ailleurs = factories.ServiceFactory(site__departement=departement)
    factories.PerimetreFactory(
        service=ailleurs, module=perimetre.module, labellisation=perimetre.labellisation
    )
    neuve = ouvrir(client_de, referent, campagne, sites_vises=[ailleurs.site_id])
    assert set(neuve.autoevaluations.values_list("service", flat=True)) == {ailleurs.pk}
    assert [feuille.service for feuille in neuve.feuilles.all()] == [ailleurs]


def test_la_portee_borne_les_modules(client_de, referent, campagne, service):
    perimetre = Perimetre.objects.get(service=service)
    second = factories.EngagementFactory(module__referentiel=campagne.referentiel, module__numero=2)
    factories.PerimetreFactory(
        service=service, module=second.module, labellisation=perimetre.labellisation
    )
    neuve = ouvrir(client_de, referent, campagne, modules_vises=[second.module_id])
    assert [module.numero for module in neuve.modules()] == [2]
    assert set(neuve.avisengagements.values_list("engagement", flat=True)) == {second.pk}


def test_un_module_d_un_autre_referentiel_est_refuse(client_de, referent, campagne, service):
    autre = factories.PerimetreFactory(service=service)
    page = client_de(referent).post(CREER, donnees(campagne, modules_vises=[autre.module_id]))
    assert "est d&#x27;un autre référentiel" in page.content.decode()


def test_changer_la_portee_d_une_campagne_ouverte(client_de, referent, campagne, service):
    """Les cellules vierges sorties de la portée s'en vont, ce qui est répondu reste."""
    cellule = campagne.autoevaluations.get(service=service, exigence__code="1.1")
    AutoEvaluation.objects.filter(pk=cellule.pk).update(avis="conforme", version=1)
    vide = factories.SiteFactory(departement=campagne.departement)
    url = reverse("engagements:campagne_update", args=[campagne.pk])
    champs = donnees(campagne, code=campagne.code, sites_vises=[vide.pk])
    assert client_de(referent).post(url, champs).status_code == 302
    assert list(campagne.autoevaluations.all()) == [cellule]


def test_reprendre_coute_peu_de_requetes_quel_que_soit_le_nombre(remplie, site, departement):
    neuve = factories.CampagneFactory(
        departement=departement, referentiel=remplie.referentiel, precedente=remplie
    )
    neuve.aligner()
    remplie.autoevaluations.update(commentaire="Texte")
    remplie.avisengagements.update(commentaire="Texte")
    peu = requetes(neuve)
    perimetre = Perimetre.objects.first()
    for service in factories.ServiceFactory.create_batch(
        10, site=site, parent=site.services.first()
    ):
        factories.PerimetreFactory(
            service=service, module=perimetre.module, labellisation=perimetre.labellisation
        )
    remplie.aligner()
    remplie.autoevaluations.update(commentaire="Texte")
    neuve.aligner()
    assert requetes(neuve) <= peu


def requetes(campagne):
    with CaptureQueriesContext(connection) as capture:
        reprendre(campagne)
    return len(capture)


def test_donner_un_avis_vaut_relecture(client_de, referent, cellule):
    url = reverse("engagements:autoevaluation_update", args=[cellule.pk])
    client = client_de(referent)
    envoi = {"version": 0, "avis": "conforme", "avancement": "a_revoir"}
    page = client.post(url, envoi, HTTP_HX_REQUEST="true").content.decode()
    cellule.refresh_from_db()
    assert cellule.avancement == "fait"
    assert '<option value="fait" selected>' in page
    client.post(url, envoi | {"version": 1, "avancement": "a_revoir"})
    cellule.refresh_from_db()
    assert cellule.avancement == "a_revoir"  # remis à la main, sans changer l'avis


# --- Réponses d'applicabilité -------------------------------------------------------------------


@pytest.fixture
def vocal(remplie, site):
    """L'an dernier, le site a dit n'avoir pas de serveur vocal, dont dépend l'engagement."""
    question = factories.ConditionFactory(referentiel=remplie.referentiel, question="Un SVI ?")
    remplie.referentiel.modules.get().engagements.update(condition=question)
    remplie.reponses_conditions.create(
        condition=question, site=site, reponse=False, motif="Standard commun"
    )
    return question


def test_les_reponses_d_applicabilite_se_reprennent_a_revoir(client_de, referent, remplie, vocal):
    neuve = ouvrir(client_de, referent, remplie, precedente=remplie.pk)
    reponse = neuve.reponses_conditions.get()
    assert (reponse.reponse, reponse.motif, reponse.reprise_de) == (
        False,
        "Standard commun",
        remplie,
    )
    assert "Repris de" in reponse.history.get().history_change_reason
    assert set(neuve.autoevaluations.values_list("avis", "imposee")) == {("non_applicable", True)}
    client = client_de(referent)
    lues = client.get(reverse("engagements:campagne_applicabilite", args=[neuve.pk]))
    assert "Reprise, à revoir" in lues.content.decode()
    accueil = client.get("/").content.decode()
    assert "réponse d&#x27;applicabilité reprise, à revoir" in accueil.replace("\xa0", " ")


def test_enregistrer_la_page_confirme_les_reponses_reprises(
    client_de, referent, remplie, vocal, site
):
    neuve = ouvrir(client_de, referent, remplie, precedente=remplie.pk)
    adresse = reverse("engagements:campagne_repondre", args=[neuve.pk])
    client = client_de(referent)
    assert f"Repris de « {remplie} »" in client.get(adresse).content.decode()
    cle = f"{vocal.pk}-{site.pk}"
    client.post(adresse, {f"r-{cle}": "non", f"p-{cle}": "Standard commun"})
    reponse = neuve.reponses_conditions.get()
    assert (reponse.reprise_de, reponse.history.count()) == (None, 2)
    assert "Repris de" not in client.get(adresse).content.decode()
    client.post(adresse, {f"r-{cle}": "non", f"p-{cle}": "Standard commun"})
    assert reponse.history.count() == 2  # rien n'a changé


def test_une_reponse_deja_donnee_n_est_pas_ecrasee(client_de, referent, remplie, vocal, site):
    neuve = ouvrir(client_de, referent, remplie, precedente=remplie.pk)
    neuve.reponses_conditions.update(reponse=True, reprise_de=None)
    reprendre(neuve)
    assert list(neuve.reponses_conditions.values_list("reponse", "reprise_de")) == [(True, None)]


def test_ni_question_retiree_ni_site_hors_de_la_portee(client_de, referent, remplie, vocal, site):
    ailleurs = factories.SiteFactory(departement=remplie.departement)
    remplie.reponses_conditions.create(condition=vocal, site=ailleurs, reponse=True)
    retiree = factories.ConditionFactory(referentiel=remplie.referentiel, retire=True)
    remplie.reponses_conditions.create(condition=retiree, site=site, reponse=True)
    neuve = ouvrir(client_de, referent, remplie, precedente=remplie.pk)
    assert list(neuve.reponses_conditions.values_list("condition", "site")) == [(vocal.pk, site.pk)]
