"""Un indicateur suspendu : ni manque, ni écart, et le mot partout ; cas limites de l'énoncé."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from pilotage.dessins import dessin
from pilotage.lignes import ligne
from pilotage.models import Indicateur, SuspensionIndicateur
from pilotage.releves import fraicheurs
from pilotage.tableaux import donnees_du_tableau, series_pour, synthese
from qualepref.socle.periodes import Periode
from tests import factories

FIN_2022 = date(2022, 12, 31)
T4 = Periode.lire("2022-T4")


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = FIN_2022


@pytest.fixture
def decroche(indicateurs):
    return Indicateur.objects.get(code="TEL-DECROCHE")


def lue(departement, indicateur, arrete=FIN_2022):
    series = series_pour(departement, T4, arrete, [indicateur])
    return ligne(series, indicateur, T4)


def mesurer(indicateur, site, mois, numerateur, denominateur=100):
    return factories.MesureFactory(
        indicateur=indicateur,
        departement=site.departement,
        site=site,
        mois=mois,
        numerateur=numerateur,
        denominateur=denominateur,
    )


def rien(indicateur, site):
    """Un département vide."""


def denominateur_nul(indicateur, site):
    for mois in ("2022-10", "2022-11", "2022-12"):
        mesurer(indicateur, site, mois, 0, 0)


def trimestre_suspendu(indicateur, site):
    mesurer(indicateur, site, "2022-10", 1)  # 1 % : mauvais s'il comptait
    factories.SuspensionIndicateurFactory(indicateur=indicateur, departement=site.departement)


def trimestre_suspendu_pour_tous(indicateur, site):
    mesurer(indicateur, site, "2022-10", 1)
    factories.PeriodeSuspendueFactory(
        departement=site.departement, date_debut=date(2022, 10, 1), date_fin=FIN_2022
    )


def site_ferme(indicateur, site):
    """Un site fermé à l'automne : l'autre fait seul le chiffre."""
    mesurer(indicateur, site, "2022-10", 90)
    ferme = factories.SiteFactory(departement=site.departement)
    mesurer(indicateur, ferme, "2022-10", 1)
    factories.SuspensionIndicateurFactory(
        indicateur=indicateur, departement=site.departement, site=ferme, motif="site fermé"
    )


def cible_changee(indicateur, site):
    mesurer(indicateur, site, "2022-10", 90)
    factories.CibleIndicateurFactory(
        indicateur=indicateur,
        departement=site.departement,
        date_effet=date(2022, 12, 1),
        cible=Decimal("0.95"),
    )


@pytest.mark.parametrize(
    ("decor", "situation", "valeur"),
    [
        (rien, "en_attente", None),
        (denominateur_nul, "sans_effectif", None),
        (trimestre_suspendu, "suspendu", None),
        (trimestre_suspendu_pour_tous, "suspendu", None),
        (site_ferme, "atteint", 0.9),
        (cible_changee, "non_atteint", 0.9),
    ],
)
def test_un_cas_limite_se_dit_en_mots_et_jamais_en_zero(decroche, site, decor, situation, valeur):
    decor(decroche, site)
    une = lue(site.departement, decroche)
    assert (une["situation"], une["chiffre"]["valeur"]) == (situation, valeur)
    assert synthese([une])["non_atteint"] == (situation == "non_atteint")
    series = series_pour(site.departement, T4, FIN_2022, [decroche])
    assert donnees_du_tableau(series, T4)["familles"]


def test_sans_donnee_passe_le_delai_se_dit_non_mesure(decroche, departement):
    assert lue(departement, decroche, date(2023, 6, 1))["situation"] == "non_mesure"


def test_la_suspension_ne_touche_que_son_indicateur_et_se_voit_sur_le_graphique(decroche, site):
    autre = Indicateur.objects.get(code="WEB-VISITES")
    for indicateur in (decroche, autre):
        mesurer(indicateur, site, "2022-09", 88)
        mesurer(indicateur, site, "2022-10", 88)
    factories.SuspensionIndicateurFactory(indicateur=decroche, departement=site.departement)
    une = lue(site.departement, decroche)
    assert une["serie"]["neutres"] == [9, 10, 11]
    cellules = [li["cellules"] for li in dessin(une).tableau["lignes"]]
    assert cellules[-3:] == [["suspendu"]] * 3
    assert lue(site.departement, autre)["chiffre"]["valeur"] == 88
    series = series_pour(site.departement, T4, FIN_2022, [decroche])
    (dite,) = donnees_du_tableau(series, T4)["suspensions"]
    assert dite["lieu"] == "Taux d'appels décrochés"
    sus = fraicheurs(site.departement, [decroche, autre], FIN_2022)
    assert [sus[un.pk].mot for un in (decroche, autre)] == ["suspendu", "périmé"]


def test_la_referente_suspend_un_indicateur(client_de, referent, decroche, site):
    client = client_de(referent)
    adresse = reverse("pilotage:suspensionindicateur_create", args=[decroche.pk])
    saisie = {"date_debut": "2022-10-01", "date_fin": "2022-09-01", "motif": "Travaux"}
    assert "La fin de la période précède son début" in client.post(adresse, saisie).content.decode()
    client.post(adresse, saisie | {"date_fin": "2022-12-31"})
    suspension = SuspensionIndicateur.objects.get()
    fiche = client.get(decroche.get_absolute_url()).content.decode()
    assert "Du 01/10/2022 au 31/12/2022, tout le département : Travaux" in fiche
    client.post(reverse("pilotage:suspensionindicateur_delete", args=[suspension.pk]))
    assert not SuspensionIndicateur.objects.exists()
