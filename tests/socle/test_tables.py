"""En-têtes, pages et filtres des listes, tels que les montre une page."""

import re

import pytest
from django.urls import reverse

from tests import factories

LISTE = "socle:agent_list"


@pytest.fixture
def page_de(client_de, referent):
    """Le texte d'une page de la liste des agents, pour des paramètres d'adresse."""

    def lire(parametres=""):
        reponse = client_de(referent).get(reverse(LISTE) + parametres)
        assert reponse.status_code == 200
        return reponse.content.decode()

    return lire


def test_un_tableau_dit_sa_legende_ses_colonnes_et_ses_lignes(page_de):
    page = page_de()
    assert "<caption>Agents qui ont un compte</caption>" in page
    assert 'tabindex="0" role="region" aria-label="Agents qui ont un compte"' in page
    assert page.count('<th scope="col"') == 5
    assert page.count('<th scope="row">') == 1


def test_l_en_tete_trie_dit_son_sens_et_propose_l_autre(page_de):
    page = page_de("?sort=-username&service=")
    assert page.count("aria-sort=") == 1
    entete = re.search(r'<th scope="col" aria-sort="descending">.*?</th>', page)[0]
    assert "fr-icon-arrow-down-line" in entete
    assert 'href="?sort=username&amp;service="' in entete
    assert ", trier par ordre croissant" in entete


def test_trier_ramene_a_la_premiere_page(page_de):
    assert 'href="?sort=last_name"' in page_de("?page=3")


def test_l_ordre_des_pages_est_total(client_de, referent):
    """Des lignes à égalité ne changent pas de page d'une requête à l'autre."""
    factories.AgentFactory.create_batch(30, departement=referent.departement, last_name="Même")
    client = client_de(referent)
    pages = [client.get(reverse(LISTE) + f"?sort=last_name&page={n}") for n in (1, 2)]
    tables = [page.context["table"] for page in pages]
    assert all(table.data.data.query.order_by[-1] == "pk" for table in tables)
    vus = [ligne.record.pk for table in tables for ligne in table.page.object_list]
    assert len(vus) == len(set(vus)) == 31


@pytest.mark.parametrize(
    ("demande", "lignes"), [("40", 40), ("100000", 100), ("-3", 1), ("0", 25), ("x", 25)]
)
def test_la_taille_de_page_est_bornee(demande, lignes, page_de, referent):
    factories.AgentFactory.create_batch(110, departement=referent.departement)
    assert page_de(f"?per_page={demande}").count('<th scope="row">') == lignes


@pytest.mark.parametrize("page", ["0", "-1", "9999", "x"])
def test_une_page_qui_n_existe_pas_montre_la_premiere_ou_la_derniere(page, page_de):
    assert page_de(f"?page={page}").count('<th scope="row">') == 1


def test_une_case_vide_se_dit_par_un_tiret(page_de):
    assert "<td>–</td>" in page_de()


def test_les_filtres_disent_oui_non_ou_indifferent(page_de):
    page = page_de("?is_active=true")
    assert '<option value="">Indifférent</option>' in page
    assert '<option value="true" selected>Oui</option>' in page
    assert "Inconnu" not in page
    assert "optionnel" not in page.lower()


def test_un_filtre_mal_saisi_se_dit_sous_son_champ(page_de):
    page = page_de("?service=999999")
    assert 'id="id_service-desc-error"' in page
    assert 'aria-describedby="id_service-desc-error"' in page
