"""Deux services d'un même site n'ont jamais le même nom : les classeurs ne sauraient où aller."""

import pytest
from django.urls import reverse

from qualepref.socle.lecture.annuaire import Annuaire, LieuInconnu
from qualepref.socle.models import Service
from tests import factories


@pytest.fixture
def creer(client_de, referent, service):
    def creer(**saisie):
        parent = service.site.services.get(parent=None)
        donnees = {"site": service.site.pk, "parent": parent.pk, "code": "N1", "nom": "Neuf"}
        return client_de(referent).post(reverse("socle:service_create"), donnees | saisie)

    return creer


@pytest.mark.parametrize(
    "saisie",
    [
        {"nom": "accueil  GENERAL"},
        {"nom": "Hall"},
        {"code": "ag"},
        {"autres_noms": "Cabinet\nAccueil général"},
        {"autres_noms": "hall"},
        {"autres_noms": "Préfecture"},
    ],
)
def test_un_nom_deja_pris_sur_le_site_est_refuse(creer, service, saisie):
    Service.objects.filter(pk=service.pk).update(alias=["Hall"])
    page = creer(**saisie)
    dit = page.content.decode().replace("&#x27;", "'")
    assert "désigne déjà le service" in dit or "déjà pris sur ce site" in dit
    assert not Service.objects.filter(code__iexact="N1").exists()


def test_le_meme_nom_sur_un_autre_site_est_permis(creer, service):
    autre = factories.SiteFactory(departement=service.site.departement, code="SPV", nom="SP Vienne")
    racine = factories.ServiceFactory(site=autre, parent=None, code="SPV", nom="SP Vienne")
    creer(
        site=autre.pk, parent=racine.pk, nom="Accueil général", autres_noms="Hall\nhall\n Guichet"
    )
    cree = Service.objects.get(code="N1")
    assert (cree.nom, cree.alias) == ("Accueil général", ["Hall", "Guichet"])


def test_modifier_un_service_ne_lui_refuse_pas_ses_propres_noms(client_de, referent, service):
    adresse = reverse("socle:service_update", args=[service.pk])
    saisie = {"site": service.site.pk, "parent": service.parent_id, "code": "AG"}
    saisie |= {"nom": "Accueil général", "autres_noms": "Accueil général\nHall"}
    assert client_de(referent).post(adresse, saisie).status_code == 302


def test_le_nom_exact_prime_sur_l_autre_nom_d_un_voisin(service):
    voisin = factories.ServiceFactory(
        site=service.site,
        parent=service.parent,
        code="CAB",
        nom="Cabinet",
        alias=["Accueil général"],
    )
    annuaire = Annuaire(service.site.departement)
    assert annuaire.service("Accueil general") == (service, False)
    assert annuaire.situer("Accueil général", "", "2022")[0] == service
    assert annuaire.service("Cabinet") == (voisin, False)


def test_un_autre_nom_donne_a_deux_services_d_un_site_se_dit(service):
    Service.objects.filter(pk=service.pk).update(alias=["Hall"])
    factories.ServiceFactory(
        site=service.site, parent=service.parent, nom="Cabinet", alias=["Hall"]
    )
    with pytest.raises(LieuInconnu, match="peut être « Accueil général », « Cabinet »"):
        Annuaire(service.site.departement).service("hall")
