"""La page d'accueil et le calendrier disent ce que les documents attendent."""

from datetime import date

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.usefixtures("au_31_decembre")


@pytest.fixture
def caduc(departement, service, fiche):
    return factories.DocumentFactory(
        departement=departement, service=service, type=fiche, date_caducite=date(2022, 12, 1)
    )


def accueil(client):
    return client.get(reverse("accueil")).content.decode()


def test_qui_tient_le_document_le_lit_a_l_accueil(client_de, correspondant, referent, caduc):
    for agent in (correspondant, referent):
        assert "document caduc" in accueil(client_de(agent))


def test_le_nombre_mene_aux_memes_lignes(client_de, correspondant, caduc, voisin):
    ailleurs = {"departement": caduc.departement, "service": voisin}
    factories.DocumentFactory(date_revue=date(2022, 12, 1), **ailleurs)
    mien = factories.DocumentFactory(
        departement=caduc.departement, service=caduc.service, date_revue=date(2022, 12, 1)
    )
    client = client_de(correspondant)
    adresse = f"{reverse('documents:document_list')}?situation=a_reviser&amp;a_ma_charge=true"
    assert adresse in accueil(client)
    page = client.get(adresse.replace("&amp;", "&"))
    assert [ligne.record for ligne in page.context["table"].rows] == [mien]


def test_un_agent_n_a_rien_a_tenir(client_de, agent, caduc):
    assert "caduc" not in accueil(client_de(agent))


def test_le_copil_lit_ce_qu_il_doit_approuver(client_de, creer_agent, caduc):
    caduc.approbation, caduc.etat = True, "en_relecture"
    caduc.save()
    factories.VersionDocumentFactory(document=caduc, numero=1)
    copil = creer_agent("copil", caduc.departement)
    assert "document à approuver" in accueil(client_de(copil))


def test_le_calendrier_porte_caducites_et_relectures(client_de, referent, caduc):
    caduc.date_revue = date(2022, 12, 15)
    caduc.save()
    page = client_de(referent).get(reverse("socle:agenda") + "?mois=2022-12").content.decode()
    assert "1 document en fin de validité" in page and "1 document à relire" in page
    jours = "caducite_du=2022-12-01&amp;caducite_au=2022-12-01"
    lien = f"/documents/?etat=en_vigueur&amp;a_ma_charge=true&amp;{jours}"
    assert lien in page
    liste = client_de(referent).get(lien.replace("&amp;", "&"))
    assert [ligne.record for ligne in liste.context["table"].rows] == [caduc]
