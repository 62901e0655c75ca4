"""Retrouver un service ou un site d'après ce qu'un classeur en écrit."""

import pytest

from qualepref.socle.lecture.annuaire import Annuaire, LieuInconnu, meme_service
from tests import factories

ASILE = "Bureau asile, éloignement et contentieux"


@pytest.fixture
def annuaire(departement):
    """Une préfecture, deux sous-préfectures, et un accueil sur deux sites."""
    for code, nom, type_site, services in (
        (
            "PREF",
            "Préfecture",
            "prefecture",
            ["Accueil", "Bureau asile, éloignement et contentieux"],
        ),
        ("SPA", "Sous-préfecture d'Arles", "sous_prefecture", ["Accueil"]),
        ("SPX", "Sous-préfecture d'Aix-en-Provence", "sous_prefecture", []),
    ):
        site = factories.SiteFactory(departement=departement, code=code, nom=nom, type=type_site)
        racine = factories.ServiceFactory(site=site, parent=None, code=code, nom=nom)
        for nom_du_service in services:
            factories.ServiceFactory(site=site, parent=racine, nom=nom_du_service)
    return Annuaire(departement)


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("Sous-préfecture d'Arles", "SPA"),
        ("SP Arles", "SPA"),
        ("S/P d'ARLES", "SPA"),
        ("sous préf. Arles", "SPA"),
        ("Arles", "SPA"),
        ("Arles 2022", "SPA"),
        ("SP Aix-en-Provence", "SPX"),
        ("Préfecture", "PREF"),
        ("Préf.", "PREF"),
        ("Préfecture d'Arles", None),
        ("Aix", None),
        ("SP Istres", None),
        ("", None),
    ],
)
def test_le_site_nomme(annuaire, ecrit, code):
    site = annuaire.site(ecrit)
    assert (site and site.code) == code


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("Aix", "SPX"),
        ("SP Aix", "SPX"),
        ("Sous-préfecture d'Arle", "SPA"),
        ("Préfecture de Marseille", "PREF"),
        ("Préfecture d'Arles", None),
        ("Sous-préfecture de Gap", None),
        ("Annexe de la préfecture", None),
        ("Mairie", None),
        ("", None),
    ],
)
def test_le_site_nomme_a_peu_pres(annuaire, ecrit, code):
    site = annuaire.site_approchant(ecrit)
    assert (site and site.code) == code


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("Statistiques SP Arles", "SPA"),
        ("Tél. Aix", "SPX"),
        ("Appels de la préfecture 2022", "PREF"),
        ("Arles et Aix", None),
        ("Préfecture et sous-préfectures", None),
        ("Téléphonie 2022", None),
    ],
)
def test_le_site_cite_parmi_d_autres_mots(annuaire, texte, code):
    site = annuaire.site_cite(texte)
    assert (site and site.code) == code


@pytest.mark.parametrize(
    ("service", "site", "feuille", "trouve"),
    [
        ("Accueil", "SP Arles", "2022", "Accueil, Sous-préfecture d'Arles"),
        ("", "", "Accueil", None),
        ("", "SP Arles", "Accueil", "Accueil, Sous-préfecture d'Arles"),
        ("", "SP Aix-en-Provence", "Accueil", "Sous-préfecture d'Aix-en-Provence"),
        ("", "", "SP Arles", "Sous-préfecture d'Arles"),
        ("Arles", "", "2022", "Sous-préfecture d'Arles"),
        ("", "", "Bureau asile, éloignement et co", ASILE),
        ("", "SP Istres", "Bureau asile, éloignement et co", None),
        ("", "", "2022", None),
    ],
)
def test_le_service_d_une_ligne(annuaire, service, site, feuille, trouve):
    if trouve is None:
        with pytest.raises(LieuInconnu):
            annuaire.situer(service, site, feuille)
    else:
        lu, _ = annuaire.situer(service, site, feuille)
        assert trouve in (lu.nom, f"{lu.nom}, {lu.site.nom}")


def test_un_site_qui_contredit_le_service_se_signale(annuaire):
    for site, dit in (("Préfecture", ""), ("SP Arles", "n'est pas de"), ("SP Istres", "inconnu")):
        service, remarque = annuaire.situer(ASILE, site, "2022")
        assert service.nom == ASILE
        assert dit in remarque and bool(dit) == bool(remarque)


def test_le_site_demande_ne_cache_pas_le_service_que_nomme_la_feuille(annuaire):
    arles = annuaire.site("Arles")
    assert annuaire.situer("", "", "Accueil", arles)[0].site == arles
    assert annuaire.situer("", "", "Accueil", arles)[0].nom == "Accueil"
    assert annuaire.situer("", "", "Feuil1", arles)[0] == annuaire.racine(arles)


@pytest.mark.parametrize(
    ("un", "autre", "pareils"),
    [
        ("bureau du droit au sejour", "droit au sejour", True),
        ("cert permis de conduire", "cert pc", True),
        ("cert civ", "cert pc", False),
        ("droit au sejour 2", "droit au sejour", False),
        ("bureau", "service", False),
        ("pc", "permis de conduire", False),
        ("accueil", "accueil general", False),
    ],
)
def test_deux_ecritures_d_un_meme_service(un, autre, pareils):
    assert meme_service(un, autre) is pareils
    assert meme_service(autre, un) is pareils


def test_un_nom_porte_par_deux_sites_demande_lequel(service):
    jumeau = factories.SiteFactory(departement=service.site.departement, nom="SP Vienne")
    racine = factories.ServiceFactory(site=jumeau, parent=None, code="SPV", nom="SP Vienne")
    autre = factories.ServiceFactory(site=jumeau, parent=racine, nom="Accueil général")
    annuaire = Annuaire(service.site.departement)
    with pytest.raises(LieuInconnu, match="plusieurs sites"):
        annuaire.service("ACCUEIL GENERAL")
    assert annuaire.service("accueil général", jumeau) == (autre, False)


def test_un_service_inconnu_propose_les_plus_proches(service):
    with pytest.raises(LieuInconnu, match="Accueil général"):
        Annuaire(service.site.departement).service("Acueil generale")
