"""Désigner un agent, créer un compte : ce qui se refuse, et pourquoi."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qualepref.socle.models import Agent, Designation
from tests import factories

PDF = b"%PDF-1.7 une lettre"


@pytest.fixture
def designer(client_de, referent, agent):
    """Désigne l'agent par le formulaire ; rend la page."""

    def designer(**champs):
        donnees = {"agent": agent.pk, "date_debut": "2022-01-01"} | champs
        reponse = client_de(referent).post(reverse("socle:designation_create"), donnees)
        return reponse.content.decode()

    return designer


@pytest.mark.parametrize("fonction", ["correspondant_qualite", "chef_service"])
def test_un_correspondant_se_designe_pour_un_lieu(designer, agent, service, fonction):
    assert "dites le service, ou le site" in designer(fonction=fonction)
    assert not agent.designations.exists()
    designer(fonction=fonction, service=service.pk)
    assert agent.designations.get().site == service.site


def test_le_formulaire_dit_ce_que_vaut_un_lieu_vide(client_de, referent):
    page = client_de(referent).get(reverse("socle:designation_create")).content.decode()
    assert "Vide : tout le département" in page


def test_la_meme_designation_ne_s_enregistre_pas_deux_fois(designer, agent, service):
    champs = {"fonction": "correspondant_qualite", "service": service.pk}
    designer(**champs, date_fin="2022-06-30")
    assert "tient déjà cette fonction" in designer(**champs, date_debut="2022-03-01")
    assert agent.designations.count() == 1
    designer(**champs, date_debut="2022-07-01")
    assert agent.designations.count() == 2


def test_deux_domaines_d_appui_se_tiennent_au_meme_endroit(designer, agent, service):
    for domaine in ("fraude", "statistiques"):
        designer(fonction="appui_technique", domaine=domaine, service=service.pk)
    assert agent.designations.count() == 2


@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("lettre.exe", b"MZ", "type de fichier n&#x27;est pas accepté"),
        ("lettre.pdf", b"MZ", "pas celui d&#x27;un fichier pdf"),
        ("lettre.png", PDF, "pas celui d&#x27;un fichier png"),
        ("lettre.docx", b"", "vide"),
    ],
)
def test_une_lettre_d_un_autre_type_est_refusee(designer, agent, nom, contenu, phrase):
    lettre = SimpleUploadedFile(nom, contenu)
    assert phrase in designer(fonction="referent_telephonie", lettre_mission=lettre)
    assert not agent.designations.exists()


def test_une_lettre_en_pdf_est_gardee(designer, agent):
    lettre = SimpleUploadedFile("Lettre.PDF", PDF)
    designer(fonction="referent_telephonie", lettre_mission=lettre)
    assert agent.designations.get().lettre_mission.read() == PDF


def test_deux_identifiants_ne_different_pas_que_par_leurs_majuscules(client_de, referent):
    adresse = reverse("socle:agent_create")
    donnees = {"username": "zmartin", "is_active": "on", "mot_de_passe": "pluie-de-novembre-42"}
    client_de(referent).post(adresse, donnees)
    page = client_de(referent).post(adresse, donnees | {"username": "ZMartin"}).content.decode()
    assert "aux majuscules près" in page
    assert Agent.objects.filter(username__iexact="zmartin").count() == 1


# --- La page d'organisation -----------------------------------------------------------------------


def test_un_service_qui_n_a_qu_un_appui_reste_a_designer(client_de, referent, service):
    factories.DesignationFactory(
        agent=referent,
        fonction=Designation.Fonction.APPUI_TECHNIQUE,
        site=service.site,
        service=service,
    )
    page = client_de(referent).get(reverse("socle:organisation")).content.decode()
    assert page.count("à désigner") == 1


def test_un_correspondant_n_a_de_lien_que_vers_ce_qu_il_peut_ouvrir(
    client_de, correspondant, referent
):
    demarche = referent.designations.get().get_absolute_url()
    organisation = reverse("socle:organisation")
    assert demarche in client_de(referent).get(organisation).content.decode()
    assert demarche not in client_de(correspondant).get(organisation).content.decode()


@pytest.fixture
def parti(departement):
    """Un auditeur externe dont les dates sont passées, et qui n'a rien tenu d'autre."""
    parti = factories.AgentFactory(departement=departement)
    factories.DesignationFactory(agent=parti, **DATES_PASSEES, fonction="auditeur_externe")
    return parti


DATES_PASSEES = {"date_debut": date(2020, 3, 1), "date_fin": date(2020, 3, 31)}


def test_un_auditeur_externe_hors_de_ses_dates_n_a_plus_aucun_role(client_de, parti, service):
    document = factories.DocumentFactory(departement=parti.departement, service=service)
    client = client_de(parti)
    assert parti.roles == parti.libelles_roles == []
    assert parti.portee("socle.view_service").est_vide
    assert not type(document).objects.visibles_par(parti).exists()
    assert client.get(reverse("accueil")).status_code == 200
    for adresse in ("documents:document_list", "documents:mes_corrections", "socle:organisation"):
        assert client.get(reverse(adresse)).status_code == 403


@pytest.mark.parametrize(
    ("autre", "roles"),
    [
        ({"fonction": "auditeur_externe", "date_fin": date(2099, 1, 1)}, ["auditeur", "agent"]),
        (DATES_PASSEES | {"fonction": "auditeur_interne"}, ["agent"]),
        (DATES_PASSEES | {"fonction": "appui_technique"}, ["agent"]),
    ],
)
def test_dans_ses_dates_ou_s_il_est_de_la_maison_il_garde_ses_roles(parti, autre, roles):
    factories.DesignationFactory(agent=parti, **autre)
    assert Agent.objects.get(pk=parti.pk).roles == roles


def test_les_roles_se_lisent_en_une_requete(parti, django_assert_num_queries):
    factories.DesignationFactory.create_batch(3, agent=parti, **DATES_PASSEES)
    neuf = Agent.objects.get(pk=parti.pk)
    with django_assert_num_queries(1):
        assert neuf.roles == ["agent"] and neuf.libelles_roles and neuf.est_du_departement
