"""Les lieux d'un site : halls, panneaux, guichets ; ouverts jusqu'au jour de leur fermeture."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from qualepref.socle.models import Lieu
from suivi.forms.depots import PointDeDepotForm
from tests import factories

LISTE, AJOUTER = reverse("socle:lieu_list"), reverse("socle:lieu_create")
LUNDI = date(2022, 3, 7)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = LUNDI


def modifier(lieu):
    return reverse("socle:lieu_update", args=[lieu.pk])


def test_on_ajoute_un_lieu_et_il_parait_a_la_liste(client_de, referent, site):
    reponse = client_de(referent).post(AJOUTER, {"site": site.pk, "nom": "Hall"}, follow=True)
    assert reponse.redirect_chain[-1][0] == LISTE
    assert "Le lieu est ajouté." in reponse.content.decode()
    assert [lieu.nom for lieu in reponse.context["table"].data] == ["Hall"]


def test_le_meme_nom_sur_le_meme_site_est_refuse_en_francais(client_de, referent, site):
    factories.LieuFactory(site=site, nom="Hall")
    page = client_de(referent).post(AJOUTER, {"site": site.pk, "nom": "HALL"})
    assert "Un lieu ouvert du site porte déjà ce nom." in page.content.decode()
    assert page.context["form"]["nom"].value() == "HALL"
    assert Lieu.objects.count() == 1


def test_renommer_comme_un_autre_est_refuse_de_meme(client_de, referent, site):
    factories.LieuFactory(site=site, nom="Hall")
    autre = factories.LieuFactory(site=site, nom="Guichet 1")
    page = client_de(referent).post(modifier(autre), {"nom": "hall", "date_fin": ""})
    assert "Un lieu ouvert du site porte déjà ce nom." in page.content.decode()


def test_un_nom_se_reprend_une_fois_le_lieu_ferme_ou_sur_un_autre_site(site):
    factories.LieuFactory(site=site, nom="Hall", date_fin=LUNDI)
    factories.LieuFactory(site=site, nom="Hall")
    factories.LieuFactory(site=factories.SiteFactory(departement=site.departement), nom="Hall")
    with pytest.raises(IntegrityError):
        factories.LieuFactory(site=site, nom="hall")


def test_fermer_un_lieu_le_garde_a_la_liste(client_de, referent, site):
    lieu = factories.LieuFactory(site=site, nom="Guichet 1")
    client = client_de(referent)
    client.post(modifier(lieu), {"nom": "Guichet 1", "date_fin": "2022-03-31"})
    lieu.refresh_from_db()
    assert (lieu.date_fin, lieu.site) == (date(2022, 3, 31), site)
    assert lieu in client.get(LISTE).context["object_list"]
    assert lieu.history.count() == 2


def test_ferme_le_est_le_premier_jour_ferme(site):
    lieu = factories.LieuFactory(site=site, date_fin=LUNDI)
    assert list(Lieu.objects.ouverts(date(2022, 3, 6))) == [lieu]
    assert list(Lieu.objects.ouverts()) == []
    assert list(Lieu.objects.fermes(LUNDI)) == [lieu]


def test_la_liste_se_filtre_par_site_et_par_ouverture(client_de, referent, site):
    autre = factories.SiteFactory(departement=site.departement)
    ouvert, ferme = (
        factories.LieuFactory(site=site),
        factories.LieuFactory(site=site, date_fin=LUNDI),
    )
    ailleurs = factories.LieuFactory(site=autre)
    client = client_de(referent)

    def lus(**filtres):
        return set(client.get(LISTE, filtres).context["object_list"])

    assert lus() == {ouvert, ferme, ailleurs}
    assert lus(ouvert="true") == {ouvert, ailleurs}
    assert lus(ouvert="false") == {ferme}
    assert lus(site=autre.pk) == {ailleurs}


def test_qui_lit_seulement_ne_trouve_ni_lien_ni_bouton(client_de, correspondant, referent, site):
    lieu = factories.LieuFactory(site=site, nom="Hall")
    lecture = client_de(correspondant).get(LISTE).content.decode()
    assert "Hall" in lecture and modifier(lieu) not in lecture and AJOUTER not in lecture
    ecriture = client_de(referent).get(LISTE).content.decode()
    assert modifier(lieu) in ecriture and AJOUTER in ecriture


def test_un_site_d_un_autre_departement_ne_se_choisit_pas(client_de, referent, autre_service):
    page = client_de(referent).post(AJOUTER, {"site": autre_service.site_id, "nom": "Hall"})
    assert page.context["form"].errors["site"] and not Lieu.objects.exists()


@pytest.mark.parametrize("faute", ["31/02/2022", "demain", "99999-01-01"])
def test_une_fermeture_illisible_se_dit_et_garde_la_saisie(client_de, referent, site, faute):
    lieu = factories.LieuFactory(site=site, nom="Hall")
    page = client_de(referent).post(modifier(lieu), {"nom": "Grand hall", "date_fin": faute})
    assert page.status_code == 200 and page.context["form"].errors["date_fin"]
    assert page.context["form"]["nom"].value() == "Grand hall"


def test_un_formulaire_ne_propose_qu_un_lieu_ouvert_ou_deja_dit(referent, service):
    ouvert = factories.LieuFactory(site=service.site)
    ferme = factories.LieuFactory(site=service.site, date_fin=LUNDI)
    point = factories.PointDeDepotFactory(service=service, lieu=ferme)
    neuf = PointDeDepotForm(agent=referent).fields["lieu"].queryset
    garde = PointDeDepotForm(agent=referent, instance=point).fields["lieu"].queryset
    assert (set(neuf), set(garde)) == ({ouvert}, {ouvert, ferme})


def test_l_export_ne_donne_que_le_nom(client_de, referent, site):
    factories.LieuFactory(site=site, nom="=Hall")
    reponse = client_de(referent).get(f"{LISTE}?export=xlsx")
    assert reponse.status_code == 200 and "spreadsheetml" in reponse["Content-Type"]
