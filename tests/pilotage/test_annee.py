"""L'année d'essai entière : liens vers les lignes, mesures gardées, chapitre 1.4 du bilan."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from openpyxl import load_workbook

from pilotage.bilans import donnees_du_bilan
from pilotage.mesures_calculees import relever
from pilotage.models import Mesure, PlanBilan, TableauDeBord
from pilotage.rapports import RapportBilanAnnuel, RapportTableauDeBord
from pilotage.tableaux import donnees_du_tableau, preparer_tableau, series_pour
from qualepref.socle.periodes import Periode
from qualepref.socle.rapport import rendre
from tests import factories
from tests.attendus import attendus_de

pytestmark = pytest.mark.django_db
ARRETE, T4 = date(2022, 12, 31), Periode.lire("2022-T4")


@pytest.fixture(scope="module")
def series(annee_2022):
    return series_pour(annee_2022, T4, ARRETE)


@pytest.fixture(scope="module")
def donnees(series):
    return donnees_du_tableau(series, T4)


@pytest.fixture(scope="module")
def bilan(annee_2022):
    return donnees_du_bilan(annee_2022, 2022, PlanBilan.objects.get(), ARRETE)


@pytest.fixture
def lecteur(annee_2022):
    return factories.AgentFactory(departement=annee_2022, is_superuser=True)


def lignes_comptees(lecteur, url):
    client = Client()
    client.force_login(lecteur, backend="qualepref.socle.authentification.BackendDesignations")
    return client.get(url).context["table"].paginator.count


PAR_DENOMINATEUR = [
    *("COUR-EL-DELAI", "COUR-PA-DELAI", "COUR-EL-MOYEN"),
    *("RECL-DELAI", "RECL-FOND", "FORM-A-JOUR"),
]


@pytest.mark.parametrize(
    ("code", "compte"),
    [*((code, "denominateur") for code in PAR_DENOMINATEUR), ("RECL-ACCUEIL", "numerateur")],
)
def test_chaque_cellule_mene_exactement_aux_lignes_comptees(donnees, lecteur, code, compte):
    familles = RapportTableauDeBord().contexte(donnees, lecteur)["donnees"]["familles"]
    (ligne,) = [u for f in familles for u in f["mesures"] if u["code"] == code]
    parts = [ligne, *(p for p in ligne["detail"] if p["chiffre"]["valeur"] is not None)]
    assert len(parts) > 2
    for part in parts:
        assert lignes_comptees(lecteur, part["url"]) == part["chiffre"][compte]


def test_les_formations_du_tableau_sont_celles_du_bilan_de_l_isere(donnees, lecteur):
    attendus = attendus_de("tableau-formations-2022")
    famille = next(f for f in donnees["familles"] if f["cle"] == "formation")
    par_theme, conventions_ = famille["tableaux"]
    total = attendus["total"]
    cles = ("concernes", "devant_suivre_2022", "formes_2022")
    cles += ("a_jour_au_31_12_2022", "en_retard_au_31_12_2022")
    assert par_theme["total"] == ["Total", *(total[cle] for cle in cles)]
    assert par_theme["total"][1:4] == [88, 59, 40]
    assert sorted(ligne[1:] for ligne in par_theme["lignes"]) == sorted(
        [un[cle] for cle in cles] for un in attendus["par_theme"].values()
    )
    assert conventions_["total"] == ["Total", 21]
    assert dict(conventions_["lignes"]) == attendus["conventions_tutorat"]["par_service"]
    (a_jour,) = [une for une in famille["indicateurs"] if une["code"] == "FORM-A-JOUR"]
    assert (a_jour["chiffre"]["numerateur"], a_jour["chiffre"]["denominateur"]) == (69, 88)
    page = rendre(RapportTableauDeBord(), donnees, "html").octets.decode()
    assert "Agents concernés, à former et formés au 31/12/2022" in page
    livre = load_workbook(BytesIO(rendre(RapportTableauDeBord(), donnees, "xlsx").octets))
    feuille = next(f for f in livre if f.title.startswith("Agents concernés"))
    assert list(feuille.values)[-1] == ("Total", 88, 59, 40, 69, 19)


def test_le_chapitre_des_formations_du_bilan(bilan):
    attendus = attendus_de("tableau-formations-2022")
    tableaux = {t["cle"]: t for t in section(bilan, "1.3")["tableaux"]}
    assert tableaux["agents_a_former"]["total"] == ["Total", 88, 59]
    assert tableaux["sessions"]["total"][:2] == ["Total", 40]
    formes = sorted(ligne[1] for ligne in tableaux["sessions"]["lignes"])
    assert formes == sorted(une["formes"] for une in attendus["par_session"].values())
    assert tableaux["conventions"]["total"] == ["Total", 21]
    (a_jour,) = [
        une
        for famille in section(bilan, "1.3")["familles"]
        for une in famille["indicateurs"]
        if une["code"] == "FORM-A-JOUR"
    ]
    assert a_jour["chiffre"]["denominateur"] == 88  # l'année vaut son dernier trimestre


def test_sans_droit_sur_les_demandes_une_cellule_n_a_pas_de_lien(donnees, creer_agent, annee_2022):
    national = creer_agent("lecteur_national", annee_2022)
    familles = RapportTableauDeBord().contexte(donnees, national)["donnees"]["familles"]
    lignes = {u["code"]: u for f in familles for u in f["mesures"]}
    assert "url" not in lignes["COUR-EL-DELAI"]
    assert "url" in lignes["TEL-DECROCHE"]


def test_les_mesures_calculees_se_gardent_mois_par_mois_sans_double(series):
    premier = relever(series, T4)
    assert premier.creees > 20
    second = relever(series, T4)
    assert (second.creees, second.mises_a_jour) == (0, 0)
    assert second.inchangees == premier.creees
    gardees = Mesure.objects.filter(indicateur__code="COUR-EL-DELAI", source="calcule")
    assert sum(m.denominateur for m in gardees) == 46


def test_une_mesure_calculee_que_les_registres_ne_disent_plus_disparait(series, annee_2022):
    relever(series, T4)
    indicateur = next(i for i in series.indicateurs if i.code == "COUR-EL-DELAI")
    fantome = factories.MesureFactory(
        indicateur=indicateur, departement=annee_2022, mois="2022-12", source="calcule"
    )
    relever(series, T4)
    assert not Mesure.objects.filter(pk=fantome.pk).exists()


def test_le_chapitre_des_reclamations_donne_11_sur_80_et_11_sur_82(bilan):
    tableaux = {t["cle"]: t for t in section(bilan, "1.4")["tableaux"]}
    volumes = tableaux["volumes"]
    assert volumes["lignes"] == [["Courriel", 80, 11, 11 / 80], ["Courrier", 2, 0, 0]]
    assert volumes["total"] == ["Total", 82, 11, 11 / 82]
    page = rendre(RapportBilanAnnuel(), bilan | {"recits": {}}, "html").octets.decode()
    for pourcent in ("13,75", "13,41", "0,00"):
        assert f"{pourcent}\u00a0%" in page
    assert "12,50" not in page


def test_deux_ecritures_du_meme_objet_n_en_font_qu_un(bilan):
    objets = next(t for t in section(bilan, "1.4")["tableaux"] if t["cle"] == "objets")
    assert [nombre for _, nombre in objets["lignes"]] == [10, 1]
    assert objets["total"] == ["Total", 11]


def test_les_delais_par_service_font_le_total(bilan):
    delais = next(t for t in section(bilan, "1.4")["tableaux"] if t["cle"] == "delais")
    assert delais["total"][1:3] == [81, 45]
    for colonne in (1, 2, 4):
        assert sum(ligne[colonne] for ligne in delais["lignes"]) == delais["total"][colonne]


def test_le_bilan_suit_le_plan_chapitre_par_chapitre(bilan):
    plan = PlanBilan.objects.get()
    assert [c["titre"] for c in bilan["chapitres"]] == [c["titre"] for c in plan.chapitres]
    numeros = [s["numero"] for c in bilan["chapitres"] for s in c["sections"]]
    assert numeros == [s["numero"] for s in plan.sections]


def test_aucun_nom_d_usager_n_entre_dans_le_bilan(bilan):
    page = rendre(RapportBilanAnnuel(), bilan | {"recits": {}}, "html").octets.decode()
    assert "example.org" not in page


def section(bilan, numero):
    return next(s for c in bilan["chapitres"] for s in c["sections"] if s["numero"] == numero)


def test_les_chiffres_d_un_tableau_publie_sont_figes(annee_2022, donnees):
    tableau = TableauDeBord.objects.create(departement=annee_2022, trimestre="2022-T4")
    tableau.garder(donnees)
    tableau.publier(par=None)
    with pytest.raises(ValidationError, match="ne changent plus"):
        tableau.garder({})
    preparer_tableau(tableau=tableau)
    tableau.refresh_from_db()
    assert tableau.donnees["arrete"] == "2022-12-31"
