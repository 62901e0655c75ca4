"""Un classeur importé de nouveau, après que la demande a vécu dans l'application."""

from datetime import date

import pytest

from suivi.models import Demande
from tests import factories
from tests.suivi.test_imports import LIGNE, accueil, importer_lignes


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = date(2022, 12, 31)


@pytest.fixture
def importee(delais, service):
    """La demande d'une ligne sans réponse, arrivée le 7 mars 2022."""
    importer_lignes(service.site.departement, accueil([*LIGNE[:6], "en cours"]))
    return Demande.objects.get()


def test_une_demande_transmise_reste_au_service_qui_la_tient(importee, service):
    titres = factories.ServiceFactory(site=service.site, parent=service.parent, nom="Titres")
    importee.transferer(titres, date(2022, 3, 8))
    rapport = importer_lignes(service.site.departement, accueil(LIGNE))
    reprise = Demande.objects.get()
    assert (reprise.service, reprise.etat) == (titres, "repondue")
    assert [faute.code for faute in rapport.avertissements] == ["demande_transmise"]


def test_la_reponse_d_un_classeur_rend_son_echeance_a_une_demande_suspendue(importee, service):
    importee.suspendre("pièce manquante", date(2022, 3, 8))
    importer_lignes(service.site.departement, accueil(LIGNE))
    reprise = Demande.objects.get()
    assert (reprise.suspendue_le, reprise.date_reponse) == (None, date(2022, 3, 9))
    assert reprise.date_echeance is not None


def test_une_reponse_que_les_faits_dementent_n_arrete_ni_l_import_ni_la_fiche(
    importee, service, client_de, referent
):
    importee.suspendre("pièce manquante", date(2022, 3, 8))
    importee.reprendre(date(2022, 3, 21))
    echeance = importee.date_echeance
    importer_lignes(service.site.departement, accueil(LIGNE))
    reprise = Demande.objects.get()
    assert (reprise.date_reponse, reprise.date_echeance) == (date(2022, 3, 9), echeance)
    page = client_de(referent).get(reprise.get_absolute_url()).content.decode()
    assert "À vérifier : La reprise du 21/03/2022 vient après la réponse du 09/03/2022" in page


def test_un_lot_mis_a_jour_se_redate_en_un_nombre_constant_de_requetes(
    delais, service, django_assert_max_num_queries
):
    lignes = [[rang, *LIGNE[1:4], f"Objet {rang}", *LIGNE[5:]] for rang in range(1, 40)]
    importer_lignes(service.site.departement, accueil(*lignes))
    autres = [[*ligne[:3], "Autre", *ligne[4:]] for ligne in lignes]
    with django_assert_max_num_queries(40):
        importer_lignes(service.site.departement, accueil(*autres))
    assert set(Demande.objects.values_list("regle", flat=True)) == {"def-courriel-repli"}
