"""Un service qui ferme : ouvert jusqu'à ce jour-là, pour les formulaires comme pour les actes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from qualepref.socle.models import Service
from suivi import actes_groupes
from suivi.affectation import affecter
from suivi.forms.conduite import TransfererForm
from suivi.forms.demandes import DemandeForm
from tests import factories

LUNDI = date(2022, 3, 7)
VEILLE, JOUR, LENDEMAIN = date(2022, 3, 14), date(2022, 3, 15), date(2022, 3, 16)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = JOUR


@pytest.fixture
def demande(service):
    return factories.DemandeFactory(
        departement=service.site.departement, service=service, date_arrivee=LUNDI
    )


@pytest.fixture
def qui_ferme(service):
    """Fabrique un service qui ferme ce jour-là."""

    def fabriquer(le):
        return factories.ServiceFactory(site=service.site, parent=service.parent, date_fin=le)

    return fabriquer


def formulaires(agent, demande, le):
    """Ce que proposent la fiche et l'acte groupé, pour un transfert de ce jour-là."""
    saisie = {"le": le.isoformat()}
    seul = TransfererForm(saisie, instance=demande, agent=agent)
    groupe = actes_groupes.TransfererForm(saisie, agent=agent)
    return [set(formulaire.fields["vers"].queryset) for formulaire in (seul, groupe)]


@pytest.mark.parametrize("le", [VEILLE, JOUR])
@pytest.mark.parametrize("ferme_le", [VEILLE, JOUR, LENDEMAIN])
def test_les_formulaires_et_le_verbe_disent_la_meme_chose(
    referent, demande, qui_ferme, le, ferme_le
):
    vers, ouvert = qui_ferme(ferme_le), le < ferme_le
    assert [vers in proposes for proposes in formulaires(referent, demande, le)] == [ouvert] * 2
    assert vers.est_ouvert(le) is ouvert
    if ouvert:
        demande.transferer(vers, le)
        assert demande.service == vers
        return
    with pytest.raises(ValidationError, match="fermé depuis le"):
        demande.transferer(vers, le)


def test_sans_jour_lisible_c_est_aujourd_hui(referent, demande, qui_ferme):
    ferme, ouvert = qui_ferme(JOUR), qui_ferme(LENDEMAIN)
    for saisie in (None, {"le": "demain"}, {"le": ""}):
        choix = TransfererForm(saisie, instance=demande, agent=referent).fields["vers"].queryset
        assert ouvert in choix and ferme not in choix


def test_un_transfert_passe_se_note_vers_un_service_ferme_depuis(
    client_de, referent, demande, qui_ferme
):
    vers = qui_ferme(JOUR)
    adresse = reverse("suivi:demande_transferer", args=[demande.pk])
    client_de(referent).post(adresse, {"le": VEILLE.isoformat(), "vers": vers.pk})
    demande.refresh_from_db()
    assert demande.service == vers


def test_un_transfert_au_jour_de_la_fermeture_est_refuse_sans_rien_perdre(
    client_de, referent, demande, qui_ferme
):
    vers = qui_ferme(JOUR)
    adresse = reverse("suivi:demande_transferer", args=[demande.pk])
    saisie = {"le": JOUR.isoformat(), "vers": vers.pk, "motif": "sa compétence"}
    page = client_de(referent).post(adresse, saisie)
    assert page.context["form"].errors["vers"]
    assert page.context["form"]["motif"].value() == "sa compétence"
    demande.refresh_from_db()
    assert demande.service != vers


def test_on_inscrit_et_on_affecte_a_un_service_jusqu_a_sa_fermeture(referent, service, qui_ferme):
    ouvert, ferme = qui_ferme(LENDEMAIN), qui_ferme(JOUR)
    choix = DemandeForm(agent=referent).fields["service"].queryset
    assert ouvert in choix and ferme not in choix
    a_la_racine = factories.DemandeFactory(
        departement=service.site.departement, service=service.parent, date_arrivee=LUNDI
    )
    with pytest.raises(ValidationError, match="service ouvert"):
        affecter(demande=a_la_racine, vers=ferme)
    affecter(demande=a_la_racine, vers=ouvert)
    assert a_la_racine.service == ouvert


def test_la_saisie_rapide_s_arrete_le_jour_de_la_fermeture(client_de, referent, qui_ferme):
    for ferme_le, refuse in ((LENDEMAIN, False), (JOUR, True)):
        lot = factories.LotSaisieFactory(service=qui_ferme(ferme_le))
        page = client_de(referent).post(reverse("suivi:saisie", args=[lot.pk]), {})
        assert ("Ce service est fermé" in page.content.decode()) is refuse


def test_l_organisation_montre_le_service_jusqu_a_sa_fermeture(client_de, referent, qui_ferme):
    ouvert, ferme = qui_ferme(LENDEMAIN), qui_ferme(JOUR)
    page = client_de(referent).get(reverse("socle:organisation")).content.decode()
    assert ouvert.get_absolute_url() in page and "ferme le 16/03/2022" in page
    assert ferme.get_absolute_url() not in page


def test_celui_que_la_fiche_a_deja_reste_propose(referent, qui_ferme):
    ferme = qui_ferme(JOUR)
    demande = factories.DemandeFactory(departement=ferme.site.departement, service=ferme)
    assert ferme in DemandeForm(agent=referent, instance=demande).fields["service"].queryset
    assert ferme in Service.objects.employables(garder=ferme.pk)
