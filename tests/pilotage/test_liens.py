"""De chaque chiffre calculé à ses lignes : la liste ouverte en a autant qu'il en dit."""

from datetime import date

import pytest
from django.test import Client

from engagements.models import Action
from pilotage.calculs import CALCULS
from pilotage.calculs.demandes import CODES_DES_DEMANDES
from pilotage.liens import avec_liens
from pilotage.lignes import ligne
from pilotage.mesures_calculees import relever
from pilotage.models import Indicateur
from pilotage.tableaux import series_pour
from qualepref.socle.periodes import Periode
from tests import factories
from tests.enquetes.resultats import enquete_remplie, questionnaire_d_essai
from tests.pilotage.grilles import grille
from tests.pilotage.grilles import relever as relever_une_grille

pytestmark = pytest.mark.django_db
ARRETE, T4 = date(2022, 12, 31), Periode.lire("2022-T4")


def formes(departement, services):
    themes = factories.ThemeFormationFactory.create_batch(2)
    for rang, service in enumerate([*services, services[0]]):
        factories.ObligationFormationFactory(agent__service=service, theme=themes[rang % 2])
    depart = {"date_depart": date(2022, 12, 30)}
    factories.ObligationFormationFactory(agent__service=services[0], theme=themes[0], **depart)


def conventions(departement, services):
    for service, signee in zip(
        services * 2, (date(2022, 10, 3), ARRETE, date(2022, 9, 30)), strict=False
    ):
        factories.PeriodeTutoratFactory(
            tutorat__service=service, date_debut=signee, date_fin=signee, date_signature=signee
        )
    signee_puis_renouvelee = factories.TutoratFactory(service=services[0])
    for rang, signee in enumerate((date(2022, 10, 4), date(2022, 12, 30)), 1):
        factories.PeriodeTutoratFactory(
            tutorat=signee_puis_renouvelee,
            rang=rang,
            date_debut=signee,
            date_fin=signee,
            date_signature=signee,
        )


def documents(departement, services):
    commun = {"departement": departement, "service": services[0]}
    factories.DocumentFactory(**commun, date_caducite=date(2022, 11, 1))
    factories.DocumentFactory(**commun, date_caducite=date(2023, 11, 1))
    factories.DocumentFactory(**commun)
    factories.DocumentFactory(**commun, date_effet=date(2023, 1, 1), date_caducite=date(2025, 1, 1))
    factories.DocumentFactory(
        **commun | {"service": services[1]},
        etat="archive",
        motif="Périmé",
        date_archivage=date(2023, 3, 10),
        date_caducite=date(2023, 4, 1),
    )


def actions(departement, services):
    for service in services:
        commun = {"departement": departement, "service": service}
        factories.ActionFactory(**commun, date_echeance=date(2022, 10, 31))
        reportee = factories.ActionFactory(**commun, date_echeance=date(2022, 11, 30))
        reportee.deplacer(date(2023, 11, 30), "attente", par=factories.AgentFactory())
        factories.ActionFactory(**commun, date_echeance=date(2022, 12, 1), etat="proposee")
    Action.objects.first().realiser(date(2022, 10, 1))


def pages(departement, services):
    livree = grille(departement, "site_internet", unite="page")
    controle = factories.ControleFactory(
        departement=departement, questionnaire=livree, fait_le=date(2022, 12, 2)
    )
    for service in services:
        page = factories.PageInternetFactory(departement=departement, service=service)
        factories.PageInternetFactory(departement=departement, service=service, retiree=True)
    relever_une_grille(controle, "oui", objet=page.adresse)


def une_grille(code):
    def decor(departement, services):
        livree = grille(departement, code)
        for service in services:
            controle = factories.ControleFactory(
                departement=departement,
                questionnaire=livree,
                site=service.site,
                service=service,
                fait_le=date(2022, 12, 2),
            )
            relever_une_grille(controle, "oui", "non", "oui", "so", objet=str(service.pk))

    return decor


def enquete(departement, services):
    livre = questionnaire_d_essai(departement)
    for code, repere in {"A1": "RV-01", "A2": "RV-02", "W1": "GL-01"}.items():
        livre.questions.filter(code=code).update(repere=repere)
    enquete_remplie(departement, services[0].site, questionnaire=livre)


# Code → ce qu'il faut pour qu'il se calcule. Les demandes sont essayées sur l'année d'essai.
LIGNES = {
    "FORM-A-JOUR": formes,
    "TUTO-CONVENTIONS": conventions,
    "DOC-A-JOUR": documents,
    "ACTIONS-ECHEANCE": actions,
    "WEB-CONTROLE": pages,
}
SOMMES = {
    "TEL-MYSTERE": une_grille("mystere_telephone"),
    "ACC-GRILLE": une_grille("accueil_site"),
    "COUR-FORME": une_grille("courriers_courriels"),
    "SAT-GLOBALE": enquete,
    "SAT-RDV": enquete,
    "SAT-THEMES": enquete,
}


def test_chaque_code_calcule_a_son_cas():
    calcules = {code for codes, _ in CALCULS for code in codes}
    assert calcules == {*LIGNES, *SOMMES, *CODES_DES_DEMANDES}


@pytest.fixture
def ouvrir(departement, indicateurs, settings):
    """Un code et son décor → ses parts chiffrées, chacune avec la liste qu'elle ouvre."""
    settings.ARRETE = ARRETE
    lecteur = factories.AgentFactory(departement=departement, is_superuser=True)
    client = Client()
    client.force_login(lecteur, backend="qualepref.socle.authentification.BackendDesignations")

    def ouvrir(code, decor):
        sites = factories.SiteFactory.create_batch(2, departement=departement)
        decor(departement, [factories.ServiceFactory(site=site) for site in sites])
        indicateur = Indicateur.objects.get(code=code)
        series = series_pour(departement, T4, ARRETE, [indicateur])
        relever(series, T4)
        une = avec_liens(ligne(series, indicateur, T4), ARRETE.isoformat(), lecteur)
        parts = [une, *une["detail"]]
        return [
            (part["chiffre"], client.get(part["url"]).context["table"])
            for part in parts
            if part["chiffre"]["numerateur"] is not None
        ]

    return ouvrir


@pytest.mark.parametrize("code", LIGNES)
def test_le_nombre_affiche_est_celui_des_lignes_de_la_liste(ouvrir, code):
    parts = ouvrir(code, LIGNES[code])
    assert len(parts) >= 3
    for chiffre, table in parts:
        base = chiffre["denominateur"]
        assert table.paginator.count == (chiffre["numerateur"] if base is None else base)
        assert table.paginator.count


@pytest.mark.parametrize("code", SOMMES)
def test_les_mesures_ouvertes_font_la_somme_affichee(ouvrir, code):
    parts = ouvrir(code, SOMMES[code])
    assert parts
    for chiffre, table in parts:
        mesures = [rangee.record for rangee in table.rows]
        larges = [m for m in mesures if m.site_id is None] or mesures
        assert sum(m.numerateur for m in larges) == chiffre["numerateur"]
        assert sum(m.denominateur for m in larges) == chiffre["denominateur"]
