"""La liste des indicateurs et le tableau de bord montrent la même étincelle, à qui peut la lire."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from pilotage.tableaux import donnees_du_tableau, series_pour
from tests import factories

pytestmark = pytest.mark.django_db
LISTE = "pilotage:indicateur_list"


@pytest.fixture
def tableau(departement, site):
    """Dix mois mesurés sur douze : un trou en novembre, décembre suspendu."""
    indicateur = factories.IndicateurFactory(code="TEL-DECROCHE")
    for mois in range(1, 11):
        factories.MesureFactory(
            indicateur=indicateur,
            departement=departement,
            site=site,
            mois=f"2022-{mois:02}",
            numerateur=80 + mois,
        )
    factories.PeriodeSuspendueFactory(
        departement=departement,
        site=None,
        date_debut=date(2022, 12, 1),
        date_fin=date(2022, 12, 31),
    )
    tableau = factories.TableauDeBordFactory(departement=departement, trimestre="2022-T4")
    series = series_pour(departement, tableau.periode, date(2022, 12, 31))
    tableau.garder(donnees_du_tableau(series, tableau.periode))
    return tableau


def test_la_liste_montre_les_douze_mois_du_dernier_tableau(tableau, client_de, referent):
    client = client_de(referent)
    page = client.get(reverse(LISTE)).content.decode().replace("\u00a0", " ")
    assert "Douze mois, au 2022-T4" in page
    assert "de 81,0 % à 90,0 %" in page
    assert 'aria-hidden="true"' in page and 'class="neutre"' in page
    assert "non mesuré, suspendu ; cible" in page
    du_tableau = client.get(tableau.get_absolute_url()).content.decode().replace("\u00a0", " ")
    assert "de 81,0 % à 90,0 %" in du_tableau
    exportee = load_workbook(BytesIO(client.get(reverse(LISTE), {"export": "xlsx"}).content)).active
    assert next(r[2] for r in exportee.values if r[0] == "TEL-DECROCHE").startswith("de 81,0")


@pytest.mark.parametrize("role", ["copil", "agent"])
def test_un_brouillon_ou_un_chiffre_interdit_ne_s_y_montre_pas(
    tableau, client_de, creer_agent, departement, role
):
    """Le comité ne lit que ce qui est publié ; d'autres lisent la liste sans les chiffres."""
    lecteur = (
        creer_agent(role, departement)
        if role == "copil"
        else factories.AgentFactory(departement=departement)
    )
    client = client_de(lecteur)
    assert "Douze mois" not in client.get(reverse(LISTE)).content.decode()
    tableau.publier(par=None)
    montre = "Douze mois" in client.get(reverse(LISTE)).content.decode()
    assert montre is (role == "copil")
