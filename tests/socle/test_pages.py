import re

import pytest
from django.urls import reverse

from qualepref.socle.models import Agent, Designation, Journal, Service
from qualepref.socle.taches import accorder
from tests import factories

PAGES = [
    "accueil",
    "socle:organisation",
    "socle:agent_list",
    "socle:designation_list",
    "socle:fermeture_list",
    "socle:periodesuspendue_list",
    "socle:production_list",
    "socle:journal_list",
    "socle:site_create",
    "socle:service_create",
    "socle:agent_create",
    "socle:designation_create",
    "socle:fermeture_create",
    "socle:periodesuspendue_create",
    "socle:mot_de_passe",
]


@pytest.mark.parametrize("nom", PAGES)
def test_le_referent_ouvre_chaque_page_du_socle(client_de, referent, service, nom):
    reponse = client_de(referent).get(reverse(nom))
    assert reponse.status_code == 200
    assert reponse.content.decode().count("<h1") == 1


def test_sans_connexion_on_arrive_a_la_page_de_connexion(client, db):
    reponse = client.get(reverse("socle:organisation"))
    assert reponse.status_code == 302
    assert reponse.url.startswith(reverse("socle:connexion"))


def test_un_agent_voit_l_organisation_mais_pas_les_comptes(client_de, agent, service):
    client = client_de(agent)
    assert "Accueil général" in client.get(reverse("socle:organisation")).content.decode()
    assert client.get(reverse("socle:agent_list")).status_code == 403


def test_le_service_d_un_autre_departement_est_introuvable(client_de, referent, autre_service):
    assert client_de(referent).get(autre_service.get_absolute_url()).status_code == 404


def test_un_correspondant_ne_voit_que_ses_designations(client_de, correspondant, site):
    ailleurs = factories.ServiceFactory(site=site, parent=site.services.get(parent=None))
    sienne = correspondant.designations.get()
    autre = factories.DesignationFactory(
        agent=factories.AgentFactory(departement=site.departement),
        fonction=Designation.Fonction.CORRESPONDANT_QUALITE,
        site=site,
        service=ailleurs,
    )
    client = client_de(correspondant)
    assert client.get(sienne.get_absolute_url()).status_code == 200
    assert client.get(autre.get_absolute_url()).status_code == 404


def test_le_service_cree_par_un_formulaire_garde_sa_trace(client_de, referent, service):
    client = client_de(referent)
    donnees = {
        "site": service.site_id,
        "parent": service.parent_id,
        "code": "NOUV",
        "nom": "Nouveau bureau",
        "autres_noms": "Bureau neuf\n\n BN ",
    }
    reponse = client.post(reverse("socle:service_create"), donnees)
    nouveau = Service.objects.get(code="NOUV")
    assert reponse.url == nouveau.get_absolute_url()
    assert nouveau.alias == ["Bureau neuf", "BN"]
    assert nouveau.history.get().history_user == referent
    donnees["nom"] = "Bureau rénové"
    client.post(reverse("socle:service_update", args=[nouveau.pk]), donnees)
    page = client.get(nouveau.get_absolute_url()).content.decode()
    assert "« Nouveau bureau » → « Bureau rénové »" in page


def test_un_site_ajoute_a_l_ecran_recoit_ses_services(client_de, referent, service):
    """Sans service racine, aucun bureau ne pourrait s'y rattacher."""
    client = client_de(referent)
    annexe = {"nom": "Annexe sud", "code": "ANX", "type": "annexe"}
    assert client.post(reverse("socle:site_create"), annexe).status_code == 302
    racine = Service.objects.get(site__code="ANX")
    assert (racine.nom, racine.code, racine.parent) == ("Annexe sud", "ANX", None)
    bureau = {"site": racine.site_id, "parent": racine.pk, "code": "ACC", "nom": "Accueil"}
    assert client.post(reverse("socle:service_create"), bureau).status_code == 302
    client.post(reverse("socle:site_update", args=[racine.site_id]), annexe | {"nom": "Annexe"})
    racine.refresh_from_db()
    assert (racine.nom, str(racine.site)) == ("Annexe", "Annexe")
    doublon = client.post(reverse("socle:site_create"), annexe | {"nom": "ANNEXE", "code": "B"})
    assert "porte déjà ce nom" in doublon.content.decode()
    doublon = client.post(reverse("socle:site_create"), annexe | {"nom": "Autre"})
    assert "Ce code de site est déjà pris dans le département." in doublon.content.decode()


@pytest.mark.parametrize(
    ("nombre", "dit"), [(1, "action proposée, à accepter"), (2, "actions proposées, à accepter")]
)
def test_ce_qu_il_y_a_a_faire_s_accorde_avec_son_nombre(nombre, dit):
    assert accorder("action(s) proposée(s), à accepter", nombre) == dit


def test_un_service_ne_se_rattache_pas_a_lui_meme(client_de, referent, service):
    donnees = {"site": service.site_id, "parent": service.pk, "code": "AG", "nom": "AG"}
    reponse = client_de(referent).post(reverse("socle:service_update", args=[service.pk]), donnees)
    assert "ne peut pas être rattaché à lui-même" in reponse.content.decode()


def test_un_service_employe_ne_se_supprime_pas_et_la_page_le_dit(client_de, referent, service):
    factories.AgentFactory(departement=service.site.departement, service=service)
    reponse = client_de(referent).post(
        reverse("socle:service_delete", args=[service.pk]), follow=True
    )
    assert reponse.status_code == 200
    assert Service.objects.filter(pk=service.pk).exists()
    page = reponse.content.decode()
    assert "ne peut pas être supprimé" in page and "Fermez-le plutôt" in page and "agents" in page


def test_le_referent_ne_se_nomme_pas_administrateur(client_de, referent):
    donnees = {"agent": referent.pk, "fonction": "administrateur", "date_debut": "2022-01-01"}
    reponse = client_de(referent).post(reverse("socle:designation_create"), donnees)
    assert reponse.status_code == 200
    assert not Designation.objects.filter(fonction="administrateur").exists()


def test_un_auditeur_est_designe_jusqu_a_une_date(client_de, referent):
    donnees = {"agent": referent.pk, "fonction": "auditeur_externe", "date_debut": "2022-01-01"}
    reponse = client_de(referent).post(reverse("socle:designation_create"), donnees)
    assert "jusqu&#x27;à une date" in reponse.content.decode()


def test_une_designation_finie_ne_donne_plus_de_droit(client_de, referent):
    referent.designations.update(date_fin="2021-12-31")
    assert client_de(referent).get(reverse("socle:agent_list")).status_code == 403


def test_le_nouveau_compte_est_du_departement_de_qui_le_cree(client_de, referent):
    donnees = {
        "username": "agent-neuf",
        "first_name": "Agent",
        "last_name": "Neuf",
        "is_active": "on",
        "mot_de_passe": "pluie-de-novembre-42",
    }
    client_de(referent).post(reverse("socle:agent_create"), donnees)
    neuf = Agent.objects.get(username="agent-neuf")
    assert neuf.departement == referent.departement
    assert neuf.check_password("pluie-de-novembre-42")


def test_un_mot_de_passe_trop_court_est_refuse(client_de, referent):
    donnees = {"username": "x", "is_active": "on", "mot_de_passe": "court"}
    reponse = client_de(referent).post(reverse("socle:agent_create"), donnees)
    assert "trop court" in reponse.content.decode()
    assert not Agent.objects.filter(username="x").exists()


def test_cinq_echecs_bloquent_le_compte(client, referent):
    adresse = reverse("socle:connexion")
    mauvais = {"username": referent.username, "password": "non"}
    for _ in range(4):
        assert client.post(adresse, mauvais).status_code == 200
    assert client.post(adresse, mauvais).status_code == 429
    bon = {"username": referent.username, "password": "un-mot-de-passe-assez-long"}
    reponse = client.post(adresse, bon)
    assert reponse.status_code == 429
    assert "trente minutes" in reponse.content.decode()
    assert Journal.objects.filter(genre=Journal.Genre.ECHEC_CONNEXION).count() >= 5


def test_la_connexion_est_consignee(client, referent):
    bon = {"username": referent.username, "password": "un-mot-de-passe-assez-long"}
    assert client.post(reverse("socle:connexion"), bon).url == reverse("accueil")
    assert Journal.objects.filter(agent=referent, genre=Journal.Genre.CONNEXION).exists()


def test_le_journal_ne_se_change_ni_ne_s_efface(referent):
    ligne = Journal.objects.consigner(referent, Journal.Genre.EXPORT)
    for geste in (
        ligne.save,
        ligne.delete,
        Journal.objects.all().delete,
        lambda: Journal.objects.update(genre="export"),
    ):
        with pytest.raises(Exception, match="journal ne s"):
            geste()


def test_l_export_suit_les_filtres_et_laisse_une_trace(client_de, referent, service):
    factories.AgentFactory(departement=referent.departement, service=service, username="=1+1")
    factories.AgentFactory(departement=referent.departement, username="ailleurs")
    adresse = reverse("socle:agent_list") + f"?service={service.pk}&export=xlsx"
    reponse = client_de(referent).get(adresse)
    feuille = lire_feuille(reponse.content)
    assert [ligne[0] for ligne in feuille[1:]] == ["=1+1"]
    assert Journal.objects.get(genre=Journal.Genre.EXPORT).details["liste"] == "agents"


def test_un_filtre_mal_saisi_vide_la_liste_et_n_exporte_rien(client_de, referent):
    adresse = reverse("socle:agent_list") + "?service=zzz"
    for suite in ("", "&export=xlsx"):
        reponse = client_de(referent).get(adresse + suite)
        assert reponse.headers["Content-Type"].startswith("text/html")
        assert reponse.context["table"].paginator.count == 0
        page = reponse.content.decode()
        assert "Un filtre n’est pas valable" in page and "Exporter" not in page
    assert not Journal.objects.filter(genre=Journal.Genre.EXPORT).exists()


def test_les_agents_se_cherchent_par_leur_nom(client_de, referent):
    champs = {"departement": referent.departement, "first_name": "Zoé"}
    zoe = factories.AgentFactory(last_name="Martin", username="zm1", **champs)
    factories.AgentFactory(last_name="Durand", username="zd1", **champs)
    liste = client_de(referent).get(reverse("socle:agent_list") + "?q=mart+zo")
    assert [*liste.context["table"].data] == [zoe]


def lire_feuille(octets):
    from io import BytesIO

    from openpyxl import load_workbook

    feuille = load_workbook(BytesIO(octets)).active
    assert all(case.data_type != "f" for ligne in feuille.iter_rows() for case in ligne)
    return [[case.value for case in ligne] for ligne in feuille.iter_rows()]


@pytest.mark.parametrize("adresse", ["/deconnexion/", "/productions/1/relancer/"])
def test_l_adresse_d_un_acte_ouverte_comme_une_page_s_explique(client_de, referent, adresse):
    reponse = client_de(referent).get(adresse)
    assert reponse.status_code == 405
    assert reponse["Allow"]
    assert "par le bouton d’une page" in reponse.content.decode()


def test_l_administration_se_refuse_par_une_page_de_l_application(client_de, client, referent):
    refus = client_de(referent).get(reverse("admin:index"), follow=True)
    assert refus.status_code == 403
    assert "Vos rôles ne donnent pas accès" in refus.content.decode()
    connexion = client.get(reverse("admin:index"), follow=True)
    assert connexion.redirect_chain[-1][0] == f"{reverse('socle:connexion')}?next=/administration/"


def test_une_date_impossible_dit_pourquoi(client_de, referent, service):
    donnees = {"site": service.site_id, "jour": "31/02/2022", "motif": "Pont"}
    page = client_de(referent).post(reverse("socle:fermeture_create"), donnees).content.decode()
    assert "février n&#x27;a que 28" in page


@pytest.mark.parametrize(("role", "modifie"), [("referent", True), ("correspondant", False)])
def test_une_periode_ne_mene_a_sa_saisie_que_pour_qui_la_modifie(
    request, client_de, site, role, modifie
):
    factories.PeriodeSuspendueFactory(departement=site.departement, motif="crise")
    client = client_de(request.getfixturevalue(role))
    page = client.get(reverse("socle:periodesuspendue_list")).content.decode()
    liens = re.findall(r'<a href="([^"]+)">crise', page)
    assert "crise" in page and bool(liens) is modifie
    assert all(client.get(lien).status_code == 200 for lien in liens)
