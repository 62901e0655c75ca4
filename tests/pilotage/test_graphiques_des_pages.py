"""L'année d'essai, page après page : chaque graphique a son tableau, qui dit ses nombres."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from pilotage.bilans import donnees_du_bilan
from pilotage.comparaisons import axes, series_a_comparer
from pilotage.models import Indicateur, PlanBilan
from pilotage.rapports import RapportBilanAnnuel, RapportTableauDeBord
from pilotage.tableaux import donnees_du_tableau, series_pour
from qualepref.socle.periodes import Periode
from qualepref.socle.rapport import rendre
from tests import factories
from tests.socle.dessins import figures_de, points_du_dessin, points_du_tableau

pytestmark = pytest.mark.django_db
ARRETE, T4 = date(2022, 12, 31), Periode.lire("2022-T4")
# Taux, moyenne et nombre ; mois, trimestre et année ; calculés, relevés, par compte, sans mesure.
CODES = ("COUR-EL-DELAI", "COUR-EL-MOYEN", "RECL-ACCUEIL", "TEL-DECROCHE", "SAT-GLOBALE")
CODES += ("RS-PUBLICATIONS", "RS-ENGAGEMENT", "FORM-A-JOUR", "TUTO-CONVENTIONS")
ABSENCES = {"non mesuré", "suspendu", "en attente", "sans taux"}


@pytest.fixture(scope="module")
def tableau(annee_2022):
    return donnees_du_tableau(series_pour(annee_2022, T4, ARRETE), T4)


@pytest.fixture
def ouvrir(annee_2022, settings):
    settings.ARRETE = ARRETE
    lecteur = factories.AgentFactory(departement=annee_2022, is_superuser=True)
    client = Client()
    client.force_login(lecteur, backend="qualepref.socle.authentification.BackendDesignations")
    return lambda adresse, **choix: client.get(adresse, choix).content.decode()


def comparer(dessin, tableau):
    chiffres = {ou: dit for ou, dit in tableau.items() if dit not in ABSENCES}
    assert points_du_dessin(dessin) == chiffres
    return len(chiffres)


def test_la_fiche_d_un_indicateur_et_ses_comparaisons(ouvrir, annee_2022):
    points = 0
    for indicateur in Indicateur.objects.regles_pour(annee_2022).filter(code__in=CODES):
        pages = [ouvrir(indicateur.get_absolute_url())]
        comparaison = reverse("pilotage:indicateur_comparer", args=[indicateur.pk])
        series = series_a_comparer(annee_2022, indicateur, ARRETE)
        pages += [ouvrir(comparaison, axe=axe) for axe, _ in axes(series, indicateur)]
        for page in pages:
            points += sum(comparer(*figure) for figure in figures_de(page))
    assert points > 250


def test_le_tableau_de_bord_et_le_bilan_a_l_ecran(ouvrir, annee_2022, tableau):
    edition = factories.TableauDeBordFactory(departement=annee_2022, trimestre="2022-T4")
    edition.garder(tableau)
    plan = PlanBilan.objects.get()
    bilan = factories.BilanAnnuelFactory(departement=annee_2022, annee=2022, plan=plan)
    bilan.garder(donnees_du_bilan(annee_2022, 2022, plan, ARRETE))
    for une in (edition, bilan):
        figures = list(figures_de(ouvrir(une.get_absolute_url())))
        assert len(figures) > 5
        assert sum(comparer(*figure) for figure in figures) > 60


@pytest.mark.parametrize("rapport", [RapportTableauDeBord(), RapportBilanAnnuel()])
def test_imprime_le_tableau_des_mois_suit_chaque_graphique(annee_2022, tableau, rapport):
    donnees = tableau
    if isinstance(rapport, RapportBilanAnnuel):
        bilan = donnees_du_bilan(annee_2022, 2022, PlanBilan.objects.get(), ARRETE)
        donnees = bilan | {"recits": {}}
    page = rendre(rapport, donnees, "html").octets.decode()
    figures = re.findall(r'<figure class="graphique".*?</figure>', page, re.S)
    mois = re.findall(r'<table class="rapport__mois">.*?</table>', page, re.S)
    assert len(figures) == len(mois) > 5
    for figure, table in zip(figures, mois, strict=True):
        (dessin,) = [s for s in re.findall(r"<svg.*?</svg>", figure, re.S) if 'role="img"' in s]
        transpose = points_du_tableau(table)
        comparer(dessin, {(serie, periode): dit for (periode, serie), dit in transpose.items()})
