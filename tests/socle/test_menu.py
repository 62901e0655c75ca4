"""Le menu : à chacun ses pages, par sections, celle où il se trouve dépliée."""

import pytest
from django.urls import reverse

from qualepref.accueil import MENU, PEU_DE_PAGES, menu_pour
from qualepref.socle.droits import ROLES


def sections(menu):
    return {section["libelle"]: section for section in menu if section["libelle"]}


def adresses(menu):
    return [lien["url"] for section in menu for lien in section["liens"]]


@pytest.mark.parametrize("role", ROLES)
def test_chaque_page_du_menu_s_ouvre(role, client_de, creer_agent, departement, service):
    agent = creer_agent(role, departement, service)
    client = client_de(agent)
    offertes = adresses(menu_pour(agent, "/"))
    statuts = {adresse: client.get(adresse).status_code for adresse in offertes}
    assert set(statuts.values()) == {200}, statuts


@pytest.mark.parametrize("role", ROLES)
def test_une_page_tue_au_menu_serait_refusee(role, client_de, creer_agent, departement, service):
    agent = creer_agent(role, departement, service)
    client = client_de(agent)
    toutes = {reverse(url) for _, pages in MENU for _, url, _ in pages}
    tues = toutes - set(adresses(menu_pour(agent, "/")))
    assert {client.get(adresse).status_code for adresse in tues} <= {403}


def test_la_section_ou_l_on_se_trouve_est_seule_depliee(referent):
    fiche = reverse("suivi:demande_detail", args=[1])
    dans = sections(menu_pour(referent, fiche))
    assert [libelle for libelle, section in dans.items() if section["active"]] == ["Demandes"]


def test_une_page_plus_precise_l_emporte(referent):
    menu = menu_pour(referent, reverse("suivi:lotsaisie_create"))
    actifs = [lien["libelle"] for section in menu for lien in section["liens"] if lien["active"]]
    assert actifs == ["Saisie rapide"]


def test_les_reglages_sont_ensemble_et_passent_apres_le_travail(referent):
    libelles = list(sections(menu_pour(referent, "/")))
    assert libelles.index("Demandes") < libelles.index("Pilotage") < libelles.index("Réglages")
    assert len(sections(menu_pour(referent, "/"))["Réglages"]["liens"]) >= 5


def test_un_menu_court_se_lit_sans_rien_deplier(creer_agent, departement, service):
    menu = menu_pour(creer_agent("agent", departement, service), "/")
    assert len(adresses(menu)) <= PEU_DE_PAGES
    assert not sections(menu)


def test_une_section_d_une_seule_page_est_cette_page(correspondant):
    menu = menu_pour(correspondant, "/")
    seules = [section for section in menu if len(section["liens"]) == 1]
    assert seules and not any(section["libelle"] for section in seules)


def test_la_page_dit_la_section_ouverte_et_les_autres_repliees(client_de, referent):
    page = client_de(referent).get(reverse("suivi:demande_list")).content.decode()
    assert page.count('aria-expanded="true" aria-current="true"') == 1
    assert '<button class="fr-sidemenu__btn" type="button"' in page
