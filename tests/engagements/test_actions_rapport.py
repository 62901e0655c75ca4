"""Le document présenté au COPIL : PDF A3 en paysage, classeur, page ; et ses droits."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from engagements.models import Action
from engagements.rapports import RapportPlanActions
from qualepref.socle.models import Production
from qualepref.socle.rapport import rendre
from tests import factories

PAGE = reverse("socle:rapport_detail", args=["plan-d-actions"])
A3_PAYSAGE = (1190.55, 841.89)  # points


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = date(2022, 12, 31)


@pytest.fixture
def action(departement, service, referent):
    action = factories.ActionFactory(
        departement=departement,
        service=service,
        numero=1,
        intitule="Refaire la signalétique",
        date_echeance=date(2022, 6, 30),
        fonction="referent_qualite",
    )
    factories.ActionFactory(departement=departement, numero=2, etat="realisee", intitule="Former")
    return action


def donnees(agent, **choix):
    return RapportPlanActions().donnees(agent, **choix)


def test_le_pdf_est_un_a3_en_paysage(action, referent):
    fichier = rendre(RapportPlanActions(), donnees(referent, annee=2022), "pdf")
    with pikepdf.open(BytesIO(fichier.octets)) as pdf:
        boite = [float(cote) for cote in pdf.pages[0].mediabox]
    assert boite[2:] == pytest.approx(A3_PAYSAGE, abs=1)


def test_le_classeur_garde_dates_et_nombres(action, referent):
    fichier = rendre(RapportPlanActions(), donnees(referent), "xlsx")
    classeur = load_workbook(BytesIO(fichier.octets))
    lignes = list(classeur.worksheets[0].iter_rows(values_only=True))
    ligne = dict(zip(lignes[0], lignes[1], strict=True))
    assert ligne["Échéance"].date() == date(2022, 6, 30)
    assert (ligne["N°"], ligne["En retard"], ligne["Avancement (%)"]) == (1, "oui", 0)


def test_le_document_dit_la_synthese_et_le_titulaire(action, referent):
    lues = donnees(referent)
    assert lues["synthese"]["pct"] == 50.0
    assert (lues["synthese"]["en_retard"], lues["synthese"]["sans_responsable"]) == (1, 0)
    premiere = lues["services"][0]["lignes"][0]
    assert premiere["responsable"] == f"Référent qualité : {referent}"
    assert lues["services"][-1]["nom"] == "Sans service pilote"


def test_le_document_dit_l_efficacite_verifiee(action, referent):
    verdict = {"efficacite": "partielle", "efficacite_par": referent}
    Action.objects.update(bilan="Fait", date_efficacite=date(2022, 12, 1), **verdict)
    lue = RapportPlanActions().donnees(referent)["services"][0]["lignes"][0]["suite"]
    dit = f"Efficacité : en partie efficace (vérifié le 01/12/2022 par {referent})"
    assert lue == f"Fait · {dit}"


def test_le_document_d_un_lot_dit_sa_validation(action, referent, creer_agent, departement):
    lot = factories.LotActionsFactory(departement=departement, intitule="COPIL de décembre")
    action.lot = lot
    action.save()
    assert (
        "présenté au comité de pilotage du 15 décembre 2022"
        in donnees(referent, lot=lot)["soustitre"]
    )
    copil = creer_agent("copil", departement)
    lot.valider(par=copil)
    lues = donnees(referent, lot=lot)
    assert f"validé le 31 décembre 2022 par {copil}" in lues["soustitre"]
    assert lues["synthese"]["total"] == 1


def test_la_page_montre_le_plan_et_ses_formes(client_de, referent, action):
    lue = client_de(referent).get(PAGE, {"annee": 2022}).content.decode()
    assert "Refaire la signalétique" in lue and "Fabriquer le PDF" in lue
    assert client_de(referent).get(PAGE, {"annee": 2022, "forme": "xlsx"}).status_code == 200
    vide = client_de(referent).get(PAGE, {"annee": 2019}).content.decode()
    assert "Aucune action ne répond à ce choix" in vide
    assert client_de(referent).get(PAGE, {"annee": "x", "lot": "zz"}).status_code == 200


def test_le_correspondant_n_y_lit_que_ses_services(client_de, correspondant, action):
    lue = client_de(correspondant).get(PAGE, {"annee": 2022}).content.decode()
    assert "Refaire la signalétique" in lue and "Former" not in lue


def test_un_agent_n_ouvre_pas_le_plan(client_de, agent):
    assert client_de(agent).get(PAGE).status_code == 403


def test_sans_departement_il_faut_un_lot(db, client_de):
    technicien = factories.AgentFactory(departement=None, is_superuser=True)
    lue = client_de(technicien).get(PAGE, {"annee": 2022}).content.decode()
    assert "choisissez un lot" in lue


def test_le_pdf_se_fabrique_en_tache_de_fond(client_de, referent, action, departement):
    lot = factories.LotActionsFactory(departement=departement)
    Action.objects.filter(pk=action.pk).update(lot=lot)
    adresse = reverse("socle:rapport_fabriquer", args=["plan-d-actions"])
    client_de(referent).post(adresse, {"annee": "", "etat": "", "lot": lot.pk})
    production = Production.objects.get()
    production.produire()
    production.refresh_from_db()
    assert production.etat == Production.Etat.TERMINEE, production.erreur
    assert production.fichier.name.endswith(".pdf")
