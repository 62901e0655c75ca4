"""Pas encore close, une enquête ne montre que son avancée : ni chiffre, ni texte, ni fichier."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from enquetes.models import Enquete, PublicationEnquete, SuiteDEnquete, Verbatim
from enquetes.resultats import comptes
from tests import factories
from tests.enquetes.resultats import enquete_remplie, repondre


@pytest.fixture
def ouverte(departement, settings):
    settings.ARRETE = date(2022, 9, 12)
    une = enquete_remplie(departement)
    repondre(une, 1, T1="Un texte de la journée")
    Verbatim.objects.relever([une.pk])
    Enquete.objects.update(etat="ouverte", close_le=None)
    return Enquete.objects.get()


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


def adresse(nom, *cles):
    return reverse(f"enquetes:{nom}", args=cles)


def test_la_page_dit_quand_les_resultats_se_liront(client, ouverte):
    html = client.get(adresse("resultats", ouverte.pk)).content.decode()
    assert "Les résultats se liront une fois l’enquête close" in html
    assert "30 sept" in html
    assert "A1" not in html and "répondant" not in html


def test_ni_classeur_ni_ventilation_par_l_adresse(client, ouverte):
    for suite in ("?export=xlsx", "?par=P1"):
        reponse = client.get(adresse("resultats", ouverte.pk) + suite)
        assert "se liront une fois" in reponse.content.decode()


@pytest.mark.parametrize("nom", ["croisement", "publier"])
def test_ni_croisement_ni_publication(client, ouverte, nom):
    assert client.get(adresse(nom, ouverte.pk)).status_code == 404
    assert client.post(adresse(nom, ouverte.pk)).status_code in (404, 405)


def test_aucun_texte_libre(client, ouverte):
    verbatim = Verbatim.objects.get()
    for suite in ("", "?export=csv", f"?enquete={ouverte.pk}"):
        reponse = client.get(adresse("verbatim_list") + suite)
        assert b"Un texte de la journ" not in reponse.content
    assert client.get(verbatim.get_absolute_url()).status_code == 404
    Enquete.objects.filter(pk=ouverte.pk).first().clore()
    assert "Un texte de la journée" in client.get(adresse("verbatim_list")).content.decode()


def test_aucune_suite_ne_se_propose_d_un_theme(client, ouverte):
    theme = ouverte.questionnaire.themes.get(cle="attente").pk
    reponse = client.post(adresse("suite_proposer", ouverte.pk, theme), follow=True)
    assert "pas close" in reponse.content.decode()
    assert not SuiteDEnquete.objects.exists()


def test_rien_ne_se_publie_par_une_autre_voie(ouverte):
    with pytest.raises(ValidationError, match="pas close"):
        PublicationEnquete.objects.publier(ouverte, {}, "", None)


def test_la_commande_ne_la_compte_pas(ouverte):
    factories.PointDeCollecteFactory(enquete=ouverte)
    code = ouverte.departement.code
    with pytest.raises(CommandError, match="qui soit close"):
        call_command("chiffres", "enquete", departement=code, enquete=ouverte.code)


def test_l_evolution_ne_se_lit_que_depuis_une_enquete_close(departement, ouverte):
    suivante = enquete_remplie(
        departement, date_ouverture=date(2023, 9, 1), date_cloture=date(2023, 9, 30)
    )
    assert comptes.precedente(suivante) is None
    ouverte.clore()
    assert comptes.precedente(suivante) == ouverte


def test_la_fiche_montre_l_avancee_et_non_le_lien_des_resultats(client, ouverte):
    html = client.get(ouverte.get_absolute_url()).content.decode()
    assert "Réponses reçues" in html and "61" in html
    assert adresse("resultats", ouverte.pk) not in html
    ouverte.clore()
    html = client.get(ouverte.get_absolute_url()).content.decode()
    assert adresse("resultats", ouverte.pk) in html
