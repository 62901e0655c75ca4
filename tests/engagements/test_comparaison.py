"""Deux campagnes côte à côte : la règle, puis la page."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from engagements import comparaison
from engagements.cotation import (
    CONFORME,
    NON_APPLICABLE,
    NON_CONFORME,
    NON_EVALUE,
    PARTIEL,
)
from engagements.models import Perimetre
from tests import factories

AVIS = (NON_CONFORME, PARTIEL, CONFORME, NON_EVALUE, NON_APPLICABLE)


@pytest.mark.parametrize(
    ("avant", "apres", "sens"),
    [
        (NON_CONFORME, PARTIEL, "hausse"),
        (NON_CONFORME, CONFORME, "hausse"),
        (PARTIEL, CONFORME, "hausse"),
        (CONFORME, PARTIEL, "baisse"),
        (CONFORME, NON_CONFORME, "baisse"),
        (PARTIEL, NON_CONFORME, "baisse"),
        (NON_EVALUE, CONFORME, "evalue"),
        (NON_EVALUE, NON_CONFORME, "evalue"),
        (CONFORME, NON_EVALUE, "a_revoir"),
        (CONFORME, NON_APPLICABLE, "ecarte"),
        (NON_EVALUE, NON_APPLICABLE, "ecarte"),
        (NON_APPLICABLE, CONFORME, "revenu"),
        (NON_APPLICABLE, NON_EVALUE, "revenu"),
        (None, CONFORME, "entre"),
        (CONFORME, None, "sorti"),
        *((avis, avis, "stable") for avis in AVIS),
    ],
)
def test_chaque_changement_a_son_sens(avant, apres, sens):
    assert comparaison.sens(avant, apres) == sens


def test_tout_sens_se_dit_en_mots():
    sens = {comparaison.sens(a, b) for a in (*AVIS, None) for b in (*AVIS, None) if a or b}
    assert sens == set(comparaison.SENS)


def test_une_hausse_lue_a_l_envers_est_une_baisse():
    inverse = {"hausse": "baisse", "baisse": "hausse", "stable": "stable"}
    for avant in comparaison.ECHELLE:
        for apres in comparaison.ECHELLE:
            dans_un_sens = comparaison.sens(avant, apres)
            assert comparaison.sens(apres, avant) == inverse[dans_un_sens]


# --- La page ----------------------------------------------------------------------------------


@pytest.fixture
def suivante(campagne, service, voisin):
    """L'accueil passe de partiel à conforme, le séjour de conforme à non conforme."""
    suivante = factories.CampagneFactory(
        departement=campagne.departement,
        referentiel=campagne.referentiel,
        intitule="Auto-évaluation 2023",
        precedente=campagne,
    )
    suivante.aligner()
    for de, lieu, avis in (
        (campagne, service, PARTIEL),
        (campagne, voisin, CONFORME),
        (suivante, service, CONFORME),
        (suivante, voisin, NON_CONFORME),
    ):
        de.autoevaluations.filter(service=lieu).update(avis=avis, version=1)
    return suivante


def lire(client, campagne, suite=""):
    url = reverse("engagements:campagne_comparer", args=[campagne.pk])
    return client.get(url + suite)


def tableau(reponse):
    return reponse.content.decode().split("Engagement par engagement")[1].split("<tbody>")[1]


def test_la_page_dit_ce_qui_monte_et_ce_qui_baisse(client_de, referent, suivante):
    reponse = lire(client_de(referent), suivante)
    page = reponse.content.decode()
    assert "Auto-évaluation 2022" in page and "Auto-évaluation 2023" in page
    assert "<strong>1</strong> en hausse" in page and "<strong>1</strong> en baisse" in page
    lignes = tableau(reponse)
    assert "Accueil général" in lignes and "En hausse" in lignes and "En baisse" in lignes


def test_la_page_se_filtre(client_de, referent, suivante, service):
    client = client_de(referent)
    hausses = tableau(lire(client, suivante, "?sens=hausse"))
    assert "Accueil général" in hausses and "Droit au séjour" not in hausses
    assert "Droit au séjour" not in tableau(lire(client, suivante, f"?service={service.pk}"))
    assert "Aucune ligne ne correspond" in lire(client, suivante, "?sens=ecarte").content.decode()


def test_un_service_entre_et_un_service_sorti_se_disent(
    client_de, referent, suivante, voisin, service, site
):
    neuf = factories.ServiceFactory(site=site, parent=site.services.get(parent=None), nom="Titres")
    premier = Perimetre.objects.first()
    factories.PerimetreFactory(
        service=neuf, module=premier.module, labellisation=premier.labellisation
    )
    suivante.aligner()
    suivante.autoevaluations.filter(service=voisin).delete()
    suivante.avisengagements.filter(service=voisin).delete()
    lignes = tableau(lire(client_de(referent), suivante))
    assert "Entré dans le périmètre" in lignes and "Sorti du périmètre" in lignes
    assert lignes.count("non demandé") == 2


def test_l_export_a_les_mots(client_de, referent, suivante):
    contenu = lire(client_de(referent), suivante, "?export=xlsx&sens=baisse").content
    lignes = list(load_workbook(BytesIO(contenu)).active.iter_rows(values_only=True))
    assert lignes[0][-3:] == ("Avant", "Après", "Évolution")
    assert lignes[1][-3:] == ("conforme", "non conforme", "en baisse")
    assert len(lignes) == 2


def test_un_correspondant_ne_compare_que_ses_services(client_de, correspondant, suivante):
    page = lire(client_de(correspondant), suivante).content.decode()
    assert "Accueil général" in page and "Droit au séjour" not in page


def test_sans_autre_campagne_la_page_le_dit(client_de, referent, campagne):
    page = lire(client_de(referent), campagne).content.decode()
    assert "Aucune autre campagne" in page


def test_on_choisit_l_autre_campagne(client_de, referent, campagne, suivante):
    page = lire(client_de(referent), campagne, f"?avec={suivante.pk}").content.decode()
    assert "<strong>1</strong> en baisse" in page
    ailleurs = factories.CampagneFactory(referentiel=campagne.referentiel)
    page = lire(client_de(referent), campagne, f"?avec={ailleurs.pk}").content.decode()
    assert ailleurs.intitule not in page


@pytest.mark.parametrize("suite", ["?avec=abc", "?avec=" + "9" * 40, "?avec=0", "?service=²"])
def test_une_adresse_trafiquee_reste_une_page(client_de, referent, suivante, suite):
    assert lire(client_de(referent), suivante, suite).status_code == 200


def test_comparer_coute_autant_pour_deux_services_que_pour_douze(
    client_de, referent, suivante, site
):
    client = client_de(referent)
    lire(client, suivante)
    peu = requetes(client, suivante)
    premier = Perimetre.objects.first()
    for service in factories.ServiceFactory.create_batch(
        10, site=site, parent=site.services.get(parent=None)
    ):
        factories.PerimetreFactory(
            service=service, module=premier.module, labellisation=premier.labellisation
        )
    suivante.aligner()
    suivante.precedente.aligner()
    assert requetes(client, suivante) == peu


def requetes(client, campagne):
    with CaptureQueriesContext(connection) as capture:
        lire(client, campagne)
    return len(capture)
