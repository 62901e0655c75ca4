"""Le dossier de candidature : ce qu'il dit, dans toutes ses formes, et à qui."""

import json
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from engagements.models import Labellisation, Perimetre
from engagements.rapports import DossierCandidature
from qualepref.socle.models import Designation
from qualepref.socle.rapport import rendre
from tests import factories


@pytest.fixture(autouse=True)
def le_15_novembre_2022(settings):
    settings.ARRETE = date(2022, 11, 15)


@pytest.fixture
def labellisation(campagne, service, voisin, creer_agent):
    """Deux services dont un restreint et dispensé, une décision, un module quitté, une équipe."""
    labellisation = Labellisation.objects.get()
    engagement = campagne.referentiel.modules.get().engagements.get()
    Perimetre.objects.filter(service=voisin).update(restriction="points numériques uniquement")
    optionnel = factories.EngagementFactory(
        module=engagement.module, numero=2, intitule="Un accueil le samedi", facultatif=True
    )
    factories.DecisionFactory(
        labellisation=labellisation,
        engagement=optionnel,
        choix="differe",
        differe_jusqu_au=date(2023, 6, 30),
        motif="travaux du hall",
    )
    factories.DispenseFactory(
        perimetre=Perimetre.objects.get(service=voisin), engagement=engagement, motif="sans public"
    )
    septieme = factories.ModuleFactory(
        referentiel=campagne.referentiel, numero=7, intitule="Communication d'urgence"
    )
    factories.PerimetreFactory(
        service=service,
        module=septieme,
        labellisation=labellisation,
        date_sortie=date(2022, 3, 15),
        motif_sortie="audit trop proche",
        suivi_maintenu=True,
    )
    creer_agent("correspondant", service.site.departement, service, last_name="du service")
    factories.EtapeFactory(labellisation=labellisation)
    campagne.aligner()
    campagne.autoevaluations.filter(service=service).update(avis="conforme", version=1)
    return labellisation


@pytest.fixture
def donnees(labellisation):
    return DossierCandidature().donnees(None, labellisation)


def tableau(donnees, legende):
    tableaux = [t for partie in donnees["parties"] for t in partie["tableaux"]]
    (trouve,) = [t for t in tableaux if t["legende"] == legende]
    return trouve


def test_le_perimetre_dit_sites_services_et_restrictions(donnees, site):
    lignes = tableau(donnees, "Module 1, Contenu du module 1")["lignes"]
    assert [str(site), "Droit au séjour", "Métier", "points numériques uniquement"] in [
        ligne[:4] for ligne in lignes
    ]
    assert "2 services engagés sur 1 site, 1 module." in donnees["parties"][0]["paragraphes"]


def test_un_module_quitte_se_lit_a_part(donnees, site):
    lignes = tableau(donnees, "Module 7, suivi hors label")["lignes"]
    assert [ligne[1:] for ligne in lignes] == [
        ["Accueil général", date(2022, 1, 1), date(2022, 3, 15), "audit trop proche"]
    ]


def test_les_engagements_disent_s_ils_sont_retenus_et_tenus(donnees):
    lignes = tableau(donnees, "Engagements du module 1")["lignes"]
    assert lignes == [
        [1, "Nous vous informons", "Retenu", "Conforme"],
        [2, "Un accueil le samedi", "Différé jusqu'au 30/06/2023", "Non applicable"],
    ]
    assert "Module 1 : complet, 1 sur 1." in [
        texte for partie in donnees["parties"] for texte in partie["paragraphes"]
    ]


def test_un_module_sans_contenu_le_dit(labellisation, service):
    module = factories.ModuleFactory(referentiel=labellisation.referentiel, numero=4)
    factories.PerimetreFactory(service=service, module=module, labellisation=labellisation)
    dossier = DossierCandidature().donnees(None, labellisation)
    vide = tableau(dossier, "Engagements du module 4")
    assert not vide["lignes"] and vide["note"].startswith("Contenu non retrouvé")


def test_les_decisions_et_les_dispenses_portent_leur_motif(donnees):
    assert tableau(donnees, "Décisions de 2022")["lignes"] == [
        [
            "2. Un accueil le samedi",
            "Différé",
            date(2023, 6, 30),
            date(2022, 1, 15),
            "travaux du hall",
        ]
    ]
    assert tableau(donnees, "Dispenses")["lignes"] == [
        ["Droit au séjour", "1. Nous vous informons", "sans public"]
    ]


def test_l_organisation_dit_qui_suit_et_ce_qui_reste_a_designer(labellisation, referent):
    dossier = DossierCandidature().donnees(None, labellisation)
    conduite = tableau(dossier, "Conduite de la démarche")["lignes"]
    assert ["Référent qualité", str(referent)] in [ligne[:2] for ligne in conduite]
    correspondants = tableau(dossier, "Correspondants des services engagés")["lignes"]
    assert [ligne[1:3] for ligne in correspondants] == [
        ["Accueil général", "Agent du service"],
        ["Droit au séjour", "À désigner"],
    ]


def test_un_dossier_se_lit_a_une_date_passee(labellisation):
    Designation.objects.all().delete()
    dossier = DossierCandidature().donnees(None, labellisation, date(2022, 2, 1))
    assert dossier["soustitre"] == "Arrêté au 1er février 2022"
    assert tableau(dossier, "Module 7, Communication d'urgence")["lignes"]


def test_les_avis_peuvent_etre_ceux_d_une_campagne_finie(client_de, referent, labellisation):
    """Ouvrir la campagne suivante ne doit pas vider le dossier de ses avis."""
    finie = labellisation.referentiel.campagnes.get()
    neuve = factories.CampagneFactory(
        departement=finie.departement,
        referentiel=finie.referentiel,
        code="auto-2023",
        intitule="Auto-évaluation 2023",
        date_debut=date(2022, 11, 10),
        date_fin=date(2023, 6, 30),
    )
    neuve.aligner()
    client = client_de(referent)
    adresse = reverse("socle:rapport_detail", args=["dossier-de-candidature"])
    page = client.get(adresse, {"labellisation": labellisation.pk}).content.decode()
    assert "Avis de la campagne « Auto-évaluation 2023 »" in page.replace("\u00a0", " ")
    choix = {"labellisation": labellisation.pk, "campagne": finie.pk}
    page = client.get(adresse, choix).content.decode()
    assert f"Avis de la campagne « {finie} »" in page.replace("\u00a0", " ")
    autre = factories.CampagneFactory(departement=finie.departement, code="ailleurs")
    page = client.get(adresse, choix | {"campagne": autre.pk}).content.decode()
    assert "Cette campagne suit un autre référentiel." in page


def test_la_page_les_fichiers_et_le_pdf(client_de, referent, labellisation):
    client = client_de(referent)
    adresse = reverse("socle:rapport_detail", args=["dossier-de-candidature"])
    choix = {"labellisation": labellisation.pk}
    page = client.get(adresse, choix).content.decode()
    assert "Dossier de candidature" in page and "30 juin 2023" in page
    assert page.count("<h1") == 1 and "style=" not in page
    donnees = json.loads(client.get(adresse, choix | {"forme": "json"}).content)
    assert donnees["parties"][0]["titre"] == "Périmètre"
    classeur = load_workbook(BytesIO(client.get(adresse, choix | {"forme": "xlsx"}).content))
    assert "Décisions de 2022" in classeur.sheetnames
    assert classeur["Décisions de 2022"]["C2"].value.date() == date(2023, 6, 30)
    assert client.get(adresse, choix | {"forme": "html"}).status_code == 200


def test_le_pdf_est_accessible(donnees):
    fichier = rendre(DossierCandidature(), donnees, "pdf")
    assert fichier.nom.startswith("candidature-") and fichier.nom.endswith("-2022-11-15.pdf")
    with pikepdf.open(BytesIO(fichier.octets)) as pdf:
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang).startswith("fr")


def test_le_dossier_d_un_autre_departement_est_introuvable(
    client_de, creer_agent, autre_departement, labellisation, agent
):
    adresse = reverse("socle:rapport_detail", args=["dossier-de-candidature"])
    choix = {"labellisation": labellisation.pk}
    ailleurs = client_de(creer_agent("referent_qualite", autre_departement))
    assert "Un accueil le samedi" not in ailleurs.get(adresse, choix).content.decode()
    assert client_de(agent).get(adresse, choix).status_code == 403
