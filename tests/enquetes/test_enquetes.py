"""Le référent prépare une enquête, dit où on y répond, l'ouvre et la clôt."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enquetes.affiche import adresse_publique, feuille_de
from enquetes.models import Enquete, Mode, PointDeCollecte
from qualepref.socle.models import Journal, Production
from qualepref.socle.sorties.qr import qr_code
from tests import factories


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = date(2022, 9, 12)
    settings.ADRESSE = "https://qualite.exemple.fr"


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


@pytest.fixture
def questionnaire(departement):
    cree = factories.QuestionnaireFactory(departement=departement, langues=["fr", "en"])
    factories.QuestionFactory(questionnaire=cree)
    return cree


@pytest.fixture
def saisie(questionnaire):
    return {
        "questionnaire": questionnaire.pk,
        "intitule": "Satisfaction de l'accueil",
        "date_ouverture": "2022-10-01",
        "date_cloture": "2022-10-31",
        "une_question_par_ecran": "on",
    }


@pytest.fixture
def enquete(departement, questionnaire):
    return factories.EnqueteFactory(departement=departement, questionnaire=questionnaire)


def url(nom, *args):
    return reverse(f"enquetes:{nom}", args=args)


def texte(reponse):
    return " ".join(reponse.content.decode().split())


# --- Créer, modifier, supprimer ------------------------------------------------------------------


def test_une_enquete_se_prepare_et_recoit_un_code(client, saisie, departement):
    client.post(url("enquete_create"), saisie)
    creee = Enquete.objects.get()
    assert (creee.code, creee.etat) == ("satisfaction-de-l-accueil-2022", "preparee")
    client.post(url("enquete_create"), saisie)
    codes = set(Enquete.objects.values_list("code", flat=True))
    assert codes == {"satisfaction-de-l-accueil-2022", "satisfaction-de-l-accueil-2022-2"}


@pytest.mark.parametrize(
    "change, phrase",
    [
        ({"date_cloture": "2022-09-30"}, "Le dernier jour précède le premier."),
        ({"date_cloture": "2022-09-01"}, "Ce jour est passé"),
        ({"intitule": ""}, "Ce champ est obligatoire."),
        ({"code": "deja"}, "Une autre enquête porte ce code."),
    ],
)
def test_une_saisie_fautive_se_dit_et_rien_ne_se_perd(client, saisie, departement, change, phrase):
    factories.EnqueteFactory(departement=departement, code="deja")
    reponse = client.post(url("enquete_create"), saisie | {"notice": "Gardée"} | change)
    assert reponse.status_code == 200
    assert phrase in texte(reponse)
    assert "Gardée" in texte(reponse)
    assert Enquete.objects.count() == 1


def test_les_questionnaires_offerts_sont_les_livres_et_les_siens(client, questionnaire):
    livre = factories.QuestionnaireFactory(departement=None)
    etranger = factories.QuestionnaireFactory()
    grille = factories.QuestionnaireFactory(departement=None, nature="grille")
    choix = client.get(url("enquete_create")).context["form"].fields["questionnaire"].queryset
    assert {livre, questionnaire} <= set(choix)
    assert not {etranger, grille} & set(choix)


def test_l_invitation_s_ecrit_dans_chaque_langue_du_questionnaire(client, enquete, saisie):
    page = client.get(url("enquete_update", enquete.pk))
    assert "English" in texte(page)
    dites = {"invitation_fr": "Venez !", "invitation_en": "Come!", "code": enquete.code}
    client.post(url("enquete_update", enquete.pk), saisie | dites)
    enquete.refresh_from_db()
    assert enquete.invitation == {"fr": "Venez !", "en": "Come!"}


def test_ouverte_elle_garde_son_questionnaire_close_elle_ne_change_plus(client, enquete, saisie):
    autre = factories.QuestionnaireFactory(departement=enquete.departement)
    enquete.ouvrir()
    client.post(url("enquete_update", enquete.pk), saisie | {"questionnaire": autre.pk})
    enquete.refresh_from_db()
    assert enquete.questionnaire != autre
    assert (enquete.date_ouverture, enquete.date_cloture) == (date(2022, 9, 1), date(2022, 10, 31))
    enquete.clore()
    client.post(url("enquete_update", enquete.pk), {"intitule": "Autre", "notice": "Trop tard"})
    enquete.refresh_from_db()
    assert (enquete.intitule, enquete.notice) == ("Autre", "")


def test_repondue_elle_ne_se_supprime_pas(client, enquete):
    factories.PointDeCollecteFactory(enquete=enquete)
    factories.ReponseEnqueteFactory(enquete=enquete)
    reponse = client.post(url("enquete_delete", enquete.pk), follow=True)
    assert "On y a déjà répondu" in texte(reponse)
    assert Enquete.objects.exists()


def test_sans_reponse_elle_se_supprime_avec_ses_points(client, enquete):
    factories.PointDeCollecteFactory(enquete=enquete)
    client.post(url("enquete_delete", enquete.pk))
    assert not Enquete.objects.exists()
    assert not PointDeCollecte.objects.exists()


def test_elle_s_ouvre_et_se_clot_par_la_page(client, enquete):
    client.post(url("enquete_ouvrir", enquete.pk))
    enquete.refresh_from_db()
    assert enquete.etat == "ouverte"
    client.post(url("enquete_clore", enquete.pk))
    enquete.refresh_from_db()
    assert enquete.etat == "close"
    refus = client.post(url("enquete_ouvrir", enquete.pk), follow=True)
    assert "elle ne peut pas passer" in texte(refus)


# --- Points de collecte --------------------------------------------------------------------------


def test_les_points_s_ajoutent_en_nombre_sans_doubler(client, enquete, site):
    autre = factories.SiteFactory(departement=enquete.departement)
    voulus = {"modes": ["code_qr", "papier"], "sites": [site.pk, autre.pk], "cible": 50}
    client.post(url("pointdecollecte_create", enquete.pk), voulus)
    assert enquete.points.count() == 4
    assert set(enquete.points.values_list("cible", flat=True)) == {50}
    assert len(set(enquete.points.values_list("code", flat=True))) == 4
    voulus |= {"modes": ["code_qr", "lien"], "partout": "on"}
    client.post(url("pointdecollecte_create", enquete.pk), voulus)
    assert enquete.points.count() == 8
    assert enquete.points.filter(site=None).count() == 2


@pytest.mark.parametrize(
    "voulus, phrase",
    [
        ({"modes": ["papier"]}, "Cochez un site au moins"),
        ({"partout": "on"}, "Ce champ est obligatoire."),
        ({"modes": ["fichier"], "partout": "on"}, "fichier"),
        ({"modes": ["papier"], "partout": "on", "cible": "-3"}, "supérieure ou égale à 1"),
    ],
)
def test_des_points_mal_dits_se_disent(client, enquete, voulus, phrase):
    reponse = client.post(url("pointdecollecte_create", enquete.pk), voulus)
    assert phrase in texte(reponse)
    assert not enquete.points.exists()


def test_le_site_d_un_autre_departement_n_est_pas_offert(client, enquete, autre_service):
    voulus = {"modes": ["papier"], "sites": [autre_service.site.pk]}
    assert client.post(url("pointdecollecte_create", enquete.pk), voulus).status_code == 200
    assert not enquete.points.exists()


def test_un_point_se_regle_se_ferme_et_se_rouvre(client, enquete, site):
    point = factories.PointDeCollecteFactory(enquete=enquete, site=site)
    lieu = factories.LieuFactory(site=site)
    reglage = {"lieu": lieu.pk, "cible": 30, "plafond_du_jour": 90}
    client.post(url("pointdecollecte_update", point.pk), reglage)
    point.refresh_from_db()
    assert (point.lieu, point.cible, point.plafond_du_jour) == (lieu, 30, 90)
    client.post(url("pointdecollecte_fermer", point.pk))
    assert PointDeCollecte.objects.ouverts().count() == 0
    client.post(url("pointdecollecte_rouvrir", point.pk))
    assert PointDeCollecte.objects.ouverts().count() == 1


def test_deux_points_ne_prennent_pas_le_meme_lieu(client, enquete, site):
    lieu = factories.LieuFactory(site=site)
    factories.PointDeCollecteFactory(enquete=enquete, site=site, lieu=lieu)
    autre = factories.PointDeCollecteFactory(enquete=enquete, site=site)
    reglage = {"lieu": lieu.pk, "plafond_du_jour": 90}
    reponse = client.post(url("pointdecollecte_update", autre.pk), reglage)
    assert "Ce point de collecte existe déjà." in texte(reponse)


def test_une_enquete_close_ne_change_plus_ses_points(client, enquete, site):
    point = factories.PointDeCollecteFactory(enquete=enquete, site=site)
    enquete.ouvrir()
    enquete.clore()
    voulus = {"modes": ["papier"], "partout": "on"}
    assert "close" in texte(client.post(url("pointdecollecte_create", enquete.pk), voulus))
    refus = client.post(url("pointdecollecte_fermer", point.pk), follow=True)
    assert "ses points ne changent plus" in texte(refus)
    assert enquete.points.filter(ferme=False).count() == 1


# --- La page et les affiches ---------------------------------------------------------------------


def test_la_page_dit_l_avancee_de_chaque_site_contre_sa_cible(client, enquete, site):
    point = factories.PointDeCollecteFactory(enquete=enquete, site=site, cible=10)
    for _ in range(4):
        factories.ReponseEnqueteFactory(enquete=enquete, site=site, point=point)
    partout = factories.PointDeCollecteFactory(enquete=enquete, site=None, mode=Mode.LIEN)
    # Le site que dit l'usager ne remplit pas la cible d'un point qui n'en est pas.
    factories.ReponseEnqueteFactory(enquete=enquete, site=site, point=partout)
    contexte = client.get(url("enquete_detail", enquete.pk)).context
    lignes = [(ligne.lieu, ligne.recues, ligne.reste) for ligne in contexte["lignes"]]
    assert lignes == [("Préfecture", 4, 6), ("Sans site", 1, None)]
    assert (contexte["total"].recues, contexte["total"].cible) == (5, 10)


def test_la_page_fait_autant_de_requetes_pour_un_point_que_pour_vingt(client, enquete, site):
    factories.PointDeCollecteFactory(enquete=enquete, site=site)
    adresse = url("enquete_detail", enquete.pk)
    client.get(adresse)
    with CaptureQueriesContext(connection) as une:
        client.get(adresse)
    factories.PointDeCollecteFactory.create_batch(20, enquete=enquete)
    with CaptureQueriesContext(connection) as vingt:
        client.get(adresse)
    assert len(vingt) == len(une)


def test_l_affiche_est_une_page_a4_dont_le_qr_mene_au_point(client, enquete, site):
    point = factories.PointDeCollecteFactory(enquete=enquete, site=site, mode=Mode.CODE_QR)
    reponse = client.get(url("pointdecollecte_pdf", point.pk))
    with pikepdf.open(BytesIO(reponse.content)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
    assert adresse_publique(point) == f"https://qualite.exemple.fr/e/{point.code}/"
    assert feuille_de(point)["code"] == qr_code(adresse_publique(point))
    assert Journal.objects.filter(genre=Journal.Genre.TELECHARGEMENT).exists()


def test_le_lien_d_une_tablette_ouvre_la_tablette(enquete, site):
    point = factories.PointDeCollecteFactory(enquete=enquete, site=site, mode=Mode.TABLETTE)
    assert point.chemin_public == f"/e/{point.code}/tablette/"


def test_un_point_de_papier_n_a_pas_d_affiche(client, enquete):
    point = factories.PointDeCollecteFactory(enquete=enquete, mode=Mode.PAPIER)
    assert client.get(url("pointdecollecte_pdf", point.pk)).status_code == 404


def test_la_planche_a_une_page_par_point_public_ouvert(client, enquete):
    for mode in (Mode.CODE_QR, Mode.TABLETTE, Mode.PAPIER):
        factories.PointDeCollecteFactory(enquete=enquete, mode=mode)
    factories.PointDeCollecteFactory(enquete=enquete, mode=Mode.LIEN, ferme=True)
    client.post(url("enquete_affiches", enquete.pk))
    production = Production.objects.get()
    production.produire()
    production.refresh_from_db()
    with production.fichier.open() as fichier, pikepdf.open(fichier) as pdf:
        assert len(pdf.pages) == 2


def test_une_planche_sans_point_se_refuse_en_une_phrase(client, enquete):
    client.post(url("enquete_affiches", enquete.pk))
    production = Production.objects.get()
    production.produire()
    production.refresh_from_db()
    assert production.erreur == "Cette enquête n'a plus de point ouvert au public."
