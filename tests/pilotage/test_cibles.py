"""Cibles datées, fraîcheur des relevés, responsables : la règle, puis la page."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse

from pilotage.cibles import CibleDatee, viser
from pilotage.dessins import dessin
from pilotage.fraicheur import fraicheur
from pilotage.grandeurs import Definition, Suspension
from pilotage.lignes import ligne
from pilotage.models import CibleIndicateur, Indicateur, ReglageIndicateur
from pilotage.rappels import indicateurs_a_donner
from pilotage.releves import a_donner, fraicheurs
from pilotage.tableaux import series_pour
from qualepref.socle.destinataires import Destinataires
from qualepref.socle.echeancier import Fenetre
from qualepref.socle.periodes import Genre, Periode
from qualepref.socle.taches import lignes_pour
from tests import factories

FIN_2022 = date(2022, 12, 31)
LIVREE = Definition(code="T", unite="%", sens="hausse", cible=Fraction("0.85"))
CIBLES = [
    CibleDatee(date(2022, 1, 1), Fraction("0.9"), "hausse"),
    CibleDatee(date(2022, 10, 1), None, "hausse"),
    CibleDatee(date(2022, 12, 1), Fraction("0.1"), "baisse"),
]


@pytest.fixture(autouse=True)
def fin_2022(settings):
    settings.ARRETE = FIN_2022


@pytest.fixture
def decroche(indicateurs, site):
    """Dix mois de 2022 à 88 %."""
    indicateur = Indicateur.objects.get(code="TEL-DECROCHE")
    lieu = {"indicateur": indicateur, "departement": site.departement, "site": site}
    for mois in range(1, 11):
        factories.MesureFactory(**lieu, mois=f"2022-{mois:02}", numerateur=88)
    return indicateur


@pytest.mark.parametrize(
    ("jour", "cible", "sens"),
    [
        (date(2021, 12, 31), Fraction("0.85"), "hausse"),  # celle d'origine
        (date(2022, 1, 1), Fraction("0.9"), "hausse"),
        (date(2022, 9, 30), Fraction("0.9"), "hausse"),
        (date(2022, 11, 30), None, "hausse"),
        (date(2022, 12, 31), Fraction("0.1"), "baisse"),
    ],
)
def test_la_cible_est_celle_du_moment(jour, cible, sens):
    visee = viser(LIVREE, CIBLES[::-1], jour)
    assert (visee.cible, visee.sens) == (cible, sens)


CRISE = Suspension(date(2022, 10, 1), date(2022, 12, 31), "crise")


@pytest.mark.parametrize(
    ("derniere", "arrete", "suspensions", "phrase"),
    [
        (date(2022, 11, 30), date(2022, 12, 31), [], "À jour"),
        (date(2022, 10, 31), date(2022, 12, 10), [], "À jour"),  # novembre a encore un jour
        (
            date(2022, 10, 31),
            date(2022, 12, 11),
            [],
            "Périmé : la dernière valeur va jusqu'au 31/10/2022, novembre 2022 était attendu au"
            " plus tard le 10/12/2022",
        ),
        (
            None,
            date(2022, 12, 11),
            [],
            "En retard : novembre 2022 était attendu au plus tard le 10/12/2022, aucune valeur"
            " n'est connue",
        ),
        (date(2022, 9, 30), date(2022, 12, 11), [CRISE], "Suspendu"),
        (
            None,
            date(2023, 2, 11),
            [CRISE],
            "En retard : janvier 2023 était attendu au plus tard"
            " le 10/02/2023, aucune valeur n'est connue",
        ),
    ],
)
def test_un_releve_est_a_jour_en_retard_perime_ou_suspendu(derniere, arrete, suspensions, phrase):
    assert fraicheur(Genre.MOIS, 10, derniere, arrete, suspensions).phrase == phrase


def test_une_cible_changee_dans_l_annee_ne_rejuge_pas_le_passe(decroche, departement):
    for effet, cible in ((date(2022, 1, 1), "0.8"), (date(2022, 9, 1), "0.95")):
        factories.CibleIndicateurFactory(
            indicateur=decroche, departement=departement, date_effet=effet, cible=Decimal(cible)
        )
    series = series_pour(departement, Periode.lire("2022-T3"), FIN_2022, [decroche])
    lues = {cle: ligne(series, decroche, Periode.lire(cle)) for cle in ("2022-T2", "2022-T3")}
    assert [(une["cible"], une["situation"]) for une in lues.values()] == [
        (0.8, "atteint"),
        (0.95, "non_atteint"),
    ]
    assert lues["2022-T3"]["cible_statut"] == "fixée par le département"
    graphique = dessin(lues["2022-T3"])
    assert graphique.tableau["entetes"][-1] == "Cible"
    cellules = [li["cellules"][-1] for li in graphique.tableau["lignes"]]
    assert cellules[-3:] == ["80,0\u00a0%", "80,0\u00a0%", "95,0\u00a0%"]
    assert graphique.svg.count('class="cible"') == 12  # un palier par mois


def test_la_referente_fixe_une_cible_en_pour_cent_et_son_histoire_se_lit(
    client_de, referent, decroche, departement
):
    client = client_de(referent)
    adresse = reverse("pilotage:cibleindicateur_create", args=[decroche.pk])
    saisie = {"date_effet": "2022-07-01", "sens": "hausse", "cible": "90", "motif": ""}
    refus = client.post(adresse, saisie).content.decode()
    assert "Dites pourquoi la cible change" in refus
    client.post(adresse, saisie | {"motif": "Plan téléphone"})
    assert CibleIndicateur.objects.get().cible == Decimal("0.9")
    double = client.post(adresse, saisie | {"motif": "Bis"}).content.decode()
    assert "Une cible est déjà fixée à partir de ce jour." in double
    trop = client.post(adresse, saisie | {"date_effet": "2022-01-01", "cible": "120"})
    assert "Un taux ne dépasse pas 100" in trop.content.decode()
    fiche = client.get(decroche.get_absolute_url()).content.decode()
    assert "À partir du 01/07/2022 : au moins 90,0\u00a0%" in fiche
    assert "Plan téléphone" in fiche
    regle = Indicateur.objects.regles_pour(departement).get(pk=decroche.pk)
    assert (regle.cible_visee, regle.cible) == (Decimal("0.9"), Decimal("0.85"))
    avant = Indicateur.objects.regles_pour(departement, date(2022, 6, 30)).get(pk=decroche.pk)
    assert avant.cible_visee == Decimal("0.85")


def test_le_retard_se_lit_sur_la_liste_la_fiche_et_chez_qui_en_repond(
    client_de, referent, agent, decroche, departement
):
    client = client_de(referent)
    client.post(
        reverse("pilotage:reglageindicateur_update", args=[decroche.pk]),
        {"actif": "on", "agent": agent.pk},
    )
    assert ReglageIndicateur.objects.get().agent == agent
    fiche = client.get(decroche.get_absolute_url()).content.decode()
    assert "novembre 2022 était attendu au plus tard le 10/12/2022" in fiche
    assert f"<dd>{agent}</dd>" in fiche
    liste = client.get(reverse("pilotage:indicateur_list"), {"en_retard": "true"})
    assert decroche in liste.context["object_list"]
    assert "indicateur en retard de relevé" in [li.libelle for li in lignes_pour(agent)]

    fenetre = Fenetre(departement, FIN_2022, FIN_2022, Destinataires(departement, FIN_2022))
    (avis,) = indicateurs_a_donner(fenetre)
    assert (avis.agent, avis.date_due) == (agent.pk, date(2022, 12, 10))
    factories.MesureFactory(indicateur=decroche, departement=departement, site=None, mois="2022-11")
    assert not a_donner(FIN_2022).exists()
    assert not list(indicateurs_a_donner(fenetre))
    sue = fraicheurs(departement, [decroche], FIN_2022)[decroche.pk]
    assert sue.phrase == "À jour"
