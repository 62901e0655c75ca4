"""Un indicateur comparé : le dessin, son tableau et ses fichiers disent la même chose."""

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests import factories
from tests.socle.dessins import figures_de, points_du_dessin

pytestmark = pytest.mark.django_db
ABSENCES = {"non mesuré", "en attente", "suspendu", "sans taux"}


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = date(2022, 12, 31)


@pytest.fixture
def mesurer(departement):
    """Un indicateur mesuré, mois par mois, sur deux ans, dans autant de sites qu'on veut."""

    def mesurer(nombre=3, **champs):
        indicateur = factories.IndicateurFactory(**champs)
        sites = factories.SiteFactory.create_batch(nombre, departement=departement)
        for rang, site in enumerate(sites):
            for mois in ("2021-03", "2021-12", "2022-03", "2022-10"):
                factories.MesureFactory(
                    indicateur=indicateur,
                    departement=departement,
                    site=site,
                    mois=mois,
                    numerateur=10 * rang + int(mois[-2:]),
                    denominateur=100,
                )
        return indicateur, sites

    return mesurer


@pytest.fixture
def comparer(client_de, referent):
    client = client_de(referent)

    def comparer(indicateur, **choix):
        return client.get(reverse("pilotage:indicateur_comparer", args=[indicateur.pk]), choix)

    return comparer


def lieu(site):
    return f"{site.pk}.."


CHOIX = {
    "les sites, l'année": {},
    "les sites, un trimestre": {"axe": "site", "periode": "2022-T1"},
    "les sites, la première année": {"axe": "site", "periode": "2017"},
    "les années": {"axe": "annee"},
    "les mois": {"axe": "pas"},
}


@pytest.mark.parametrize("choix", CHOIX.values(), ids=CHOIX)
def test_le_graphique_son_tableau_et_ses_fichiers_disent_la_meme_chose(mesurer, comparer, choix):
    indicateur, sites = mesurer()
    factories.PeriodeSuspendueFactory(
        departement=sites[0].departement,
        site=sites[2],
        date_debut=date(2022, 1, 1),
        date_fin=date(2022, 12, 31),
    )
    factories.MesureFactory(  # aucun appel : ni zéro, ni « non mesuré »
        indicateur=indicateur,
        departement=sites[0].departement,
        site=factories.SiteFactory(departement=sites[0].departement, nom="Annexe"),
        mois="2022-02",
        numerateur=0,
        denominateur=0,
    )
    reponse = comparer(indicateur, **choix)
    if choix.get("periode") == "2017":
        assert "Rien n’est mesuré ici" in reponse.content.decode()
        return
    ((dessin, tableau),) = figures_de(reponse.content.decode())
    dessines = points_du_dessin(dessin)
    assert dessines == {ou: dit for ou, dit in tableau.items() if dit not in ABSENCES}
    assert dessines
    rangees = _classeur(comparer(indicateur, **choix, export="xlsx"))
    assert len(rangees) == len(tableau)
    for rangee, dit in zip(rangees, reponse.context["comparaison"].points, strict=True):
        assert rangee["Valeur"] == dit.valeur
        assert (rangee["État"] == "mesuré") is (dit.valeur is not None)
    ecrites = csv.DictReader(
        io.StringIO(_csv(comparer(indicateur, **choix, export="csv"))), delimiter=";"
    )
    for rangee, ecrite in zip(rangees, ecrites, strict=True):
        valeur = rangee["Valeur"]
        assert ecrite["Valeur"] == ("" if valeur is None else str(valeur).replace(".", ","))
        assert (ecrite["Où"], ecrite["Période"]) == (rangee["Où"], rangee["Période"])


def _classeur(reponse):
    entetes, *lignes = load_workbook(io.BytesIO(reponse.content)).active.values
    return [dict(zip(entetes, ligne, strict=True)) for ligne in lignes]


def _csv(reponse):
    return reponse.content.decode("utf-8-sig")


def test_chaque_axe_dit_ses_chiffres(mesurer, comparer):
    indicateur, sites = mesurer(2)

    def lu(**choix):
        ((_, tableau),) = figures_de(comparer(indicateur, **choix).content.decode())
        return tableau

    assert lu(periode="2022")["2022", sites[1].nom] == "16,5 %"  # (13 + 20) sur 200
    assert lu(periode="2022")["2021", sites[1].nom] == "17,5 %"
    assert {periode for periode, _ in lu(periode="2021")} == {"2021"}  # rien n'est mesuré en 2020
    annees = lu(axe="annee", lieu=lieu(sites[0]))
    assert annees[sites[0].nom, "2022"] == "6,5 %"
    assert annees[sites[0].nom, "2018"] == "non mesuré"
    mois = lu(axe="pas", lieu=lieu(sites[0]))
    assert mois["2022", "mars"] == mois["2021", "mars"] == "3,0 %"
    assert {annee for annee, _ in mois} == {"2021", "2022"}


def test_une_suspension_se_dit_en_mots_dans_le_dessin_et_le_tableau(mesurer, comparer):
    indicateur, sites = mesurer(2)
    factories.PeriodeSuspendueFactory(
        departement=sites[0].departement,
        site=sites[1],
        date_debut=date(2022, 1, 1),
        date_fin=date(2022, 12, 31),
    )
    ((dessin, tableau),) = figures_de(comparer(indicateur, periode="2022").content.decode())
    assert tableau["2022", sites[1].nom] == "suspendu"
    assert ">suspendu</text>" in dessin


def test_des_comptes_qui_ne_s_additionnent_pas_se_comparent_entre_eux(comparer, departement):
    indicateur = factories.IndicateurFactory(ventilation=["compte"], sens="neutre", cible=None)
    for compte, pris in (("Facebook", 5), ("X", 9)):
        factories.MesureFactory(
            indicateur=indicateur, departement=departement, modalite=compte, mois="2022-10",
            numerateur=pris,
        )  # fmt: skip
    reponse = comparer(indicateur)
    ((_, tableau),) = figures_de(reponse.content.decode())
    assert tableau["2022", "Facebook"] == "5,0 %"
    assert ">Les comptes</option>" in reponse.content.decode()
    reponse = comparer(indicateur, axe="annee", lieu="..X")
    ((_, tableau),) = figures_de(reponse.content.decode())
    assert tableau["X", "2022"] == "9,0 %"
    assert "Ensemble" not in dict(reponse.context["formulaire"].fields["lieu"].choices).values()


def test_une_annee_de_publications_ne_se_compare_pas_a_la_cible_d_un_mois(mesurer, comparer):
    indicateur, _ = mesurer(2, unite="nombre", cible=8)
    assert set(comparer(indicateur, axe="annee").context["comparaison"].cibles) == {None}
    assert set(comparer(indicateur, axe="pas").context["comparaison"].cibles) == {8}


def test_chaque_annee_se_compare_a_sa_cible(mesurer, comparer, departement):
    indicateur, _ = mesurer(2)
    factories.CibleIndicateurFactory(indicateur=indicateur, departement=departement)
    reponse = comparer(indicateur, axe="annee")
    assert reponse.context["comparaison"].cibles == [0.85] * 5 + [0.9]
    ((_, tableau),) = figures_de(reponse.content.decode())
    assert (tableau["Cible", "2021"], tableau["Cible", "2022"]) == ("85,0 %", "90,0 %")


@pytest.mark.parametrize(
    "choix",
    [{"axe": "lune"}, {"periode": "2022-T9"}, {"axe": "annee", "lieu": "999999.."}, {"axe": "\0"}],
)
def test_un_choix_fautif_se_dit_et_laisse_celui_d_office(mesurer, comparer, choix):
    indicateur, _ = mesurer(2)
    reponse = comparer(indicateur, **choix)
    assert reponse.status_code == 200
    assert "fr-message--error" in reponse.content.decode() or reponse.context["formulaire"].errors
    assert list(figures_de(reponse.content.decode()))


def test_ce_que_l_adresse_ne_dit_pas_se_montre_comme_choisi(mesurer, comparer):
    """« ?axe=site » seul : la page lit l'année 2022, et la liste des périodes le dit."""
    indicateur, _ = mesurer(2)
    page = comparer(indicateur, axe="site").content.decode()
    assert re.search(r'<option value="2022" selected', page)


def test_sans_mesure_ou_sans_departement_la_page_le_dit(comparer, client_de):
    indicateur = factories.IndicateurFactory()
    assert "Rien n’est mesuré ici" in comparer(indicateur).content.decode()
    client = client_de(factories.AgentFactory(departement=None, is_superuser=True))
    adresse = reverse("pilotage:indicateur_comparer", args=[indicateur.pk])
    assert "votre compte n’en a pas" in client.get(adresse).content.decode()
    assert client.get(adresse, {"export": "csv"})["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("choix", [{}, {"axe": "annee"}, {"axe": "pas"}])
def test_la_page_fait_autant_de_requetes_pour_2_sites_que_pour_20(mesurer, comparer, choix):
    def requetes(indicateur):
        comparer(indicateur, **choix)
        with CaptureQueriesContext(connection) as lues:
            comparer(indicateur, **choix)
        return [re.sub(r"\d+", "?", lue["sql"]) for lue in lues]

    petit, _ = mesurer(2)
    deux = requetes(petit)
    grand, _ = mesurer(20)
    assert len(requetes(grand)) == len(deux)
