"""Des plans d'actions tels que d'autres préfectures les tiennent, et ce qu'on y lit."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from engagements.lecture.actions_lues import lire_echeance
from engagements.lecture.etapes_actions import etat_des_etapes
from engagements.models import Action
from qualepref.socle.lecture.valeurs import ValeurRefusee
from tests import factories
from tests.ancien_tableur import xls
from tests.attendus import ARRETE
from tests.tableurs import ligne_ods, octets, ods, texte_ods, xlsx

JUIN, SEPTEMBRE, DECEMBRE = date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31)
AG, DS = "Accueil général", "Droit au séjour"


def fusionner(*plages):
    return lambda feuille: [feuille.merge_cells(plage) for plage in plages]


def par_service():
    livre = Workbook()
    livre.remove(livre.active)
    for nom, ligne in (
        (AG, ["Afficher", "Adjointe", "juin 2022", "50%"]),
        (DS, ["Former", "Adjoint", "T3 2022", "fait"]),
    ):
        feuille = livre.create_sheet(nom)
        feuille.append(["Action", "Responsable", "Délai", "Avancement"])
        feuille.append(ligne)
    return octets(livre)


def ligne_de_textes(*textes):
    return ligne_ods(*map(texte_ods, textes))


COURT = ["N°", "Action", "Échéance", "État"]
# Le nom du fichier dit son format ; chaque action : numéro, libellé, service, échéance, état, %.
TABLEAUX = {
    "mots_courants.xlsx": (
        xlsx(
            COURT,
            [1, "a", "T2 2022", "fait"],
            [2, "b", "fin juin", "OK"],
            [3, "c", "2022", "100 %"],
            [4, "d", "1er semestre 2022", "en cours (50 %)"],
            [5, "e", "avant le 15 mars 2022", "✓"],
        ),
        [
            (1, "a", None, JUIN, "realisee", 100),
            (2, "b", None, JUIN, "realisee", 100),
            (3, "c", None, DECEMBRE, "realisee", 100),
            (4, "d", None, JUIN, "en_cours", 50),
            (5, "e", None, date(2022, 3, 15), "realisee", 100),
        ],
    ),
    "titres_fusionnes.xlsx": (
        xlsx(
            ["Plan d'actions 2022"],
            ["N°", "Action", None, "Calendrier", None, "Suivi", None],
            [None, "Intitulé", "Descriptif", "Début", "Fin", "État", "%"],
            [1, "Afficher", "dans le hall", "01/02/2022", "30/06/2022", "En cours", 0.5],
            retouche=fusionner("A2:A3", "B2:C2", "D2:E2", "F2:G2"),
        ),
        [(1, "Afficher", None, JUIN, "en_cours", 50)],
    ),
    "feuille_par_service.xlsx": (
        par_service(),
        [(1, "Afficher", AG, JUIN, "en_cours", 50), (2, "Former", DS, SEPTEMBRE, "realisee", 100)],
    ),
    "pilote_en_intertitre.xlsx": (
        xlsx(
            COURT,
            [AG],
            [1, "Afficher", "30/06/2022"],
            ["Service : Droit au séjour"],
            [2, "Former", "30/09/2022"],
            ["Pilote : Accueil général"],
            [3, "Ranger", "30/09/2022"],
            retouche=fusionner("A2:D2", "A4:D4", "A6:D6"),
        ),
        [
            (1, "Afficher", AG, JUIN, "a_faire", 0),
            (2, "Former", DS, SEPTEMBRE, "a_faire", 0),
            (3, "Ranger", AG, SEPTEMBRE, "a_faire", 0),
        ],
    ),
    "intertitre_inconnu.xlsx": (
        xlsx(
            COURT,
            [AG],
            [1, "Afficher", "30/06/2022"],
            ["Bureau des étrangers"],
            [2, "Former", "30/09/2022"],
        ),
        [(1, "Afficher", AG, JUIN, "a_faire", 0), (2, "Former", None, SEPTEMBRE, "a_faire", 0)],
    ),
    "service_fusionne.xlsx": (
        xlsx(
            ["Service", "Action", "Échéance"],
            [AG, "Afficher", "30/06/2022"],
            [None, "Ranger", "30/09/2022"],
            [DS, "Former", "30/09/2022"],
            retouche=fusionner("A2:A3"),
        ),
        [
            (1, "Afficher", AG, JUIN, "a_faire", 0),
            (2, "Ranger", AG, SEPTEMBRE, "a_faire", 0),
            (3, "Former", DS, SEPTEMBRE, "a_faire", 0),
        ],
    ),
    "etapes_fusionnees.xlsx": (
        xlsx(
            ["N°", "Action", "Étapes", "Échéance", "État"],
            [1, "Afficher", "Rédiger", "30/03/2022", "fait"],
            [None, None, "Poser", "30/06/2022", "en cours"],
            [2, "Former", "Choisir", "30/09/2022", "à faire"],
            retouche=fusionner("A2:A3", "B2:B3"),
        ),
        [(1, "Afficher", None, JUIN, "en_cours", 0), (2, "Former", None, SEPTEMBRE, "a_faire", 0)],
    ),
    "etapes_sans_fusion.xlsx": (
        xlsx(
            ["N°", "Action", "Étapes", "Échéance", "État"],
            [1, "Afficher", "Rédiger", "30/03/2022", "fait"],
            [None, None, "Poser", "30/06/2022", "terminé"],
            [2, "Former", "Choisir", "30/09/2022", "à faire"],
        ),
        [
            (1, "Afficher", None, JUIN, "realisee", 100),
            (2, "Former", None, SEPTEMBRE, "a_faire", 0),
        ],
    ),
    "libelle_sur_deux_lignes.xlsx": (
        xlsx(
            COURT,
            [1, "Afficher la charte", "30/06/2022", "fait"],
            [None, "dans le hall", None, None],
            [2, "Former", "30/09/2022", "à faire"],
        ),
        [
            (1, "Afficher la charte dans le hall", None, JUIN, "realisee", 100),
            (2, "Former", None, SEPTEMBRE, "a_faire", 0),
        ],
    ),
    "numeros_prefixes.xlsx": (
        xlsx(["Réf.", *COURT[1:]], ["A-2022-01", "Afficher", "T2"], ["PAQ 2", "Former", "T3"]),
        [(1, "Afficher", None, JUIN, "a_faire", 0), (2, "Former", None, SEPTEMBRE, "a_faire", 0)],
    ),
    "calendrier_en_mois.xlsx": (
        xlsx(
            ["Action", "Pilote", "avril 2022", "mai 2022", "juin 2022", "État"],
            ["Afficher", AG, "X", None, "X", "fait"],
            ["Former", DS, None, None, None, "en cours"],
        ),
        [(1, "Afficher", AG, JUIN, "realisee", 100), (2, "Former", DS, None, "en_cours", 0)],
    ),
    "calendrier_en_trimestres.xlsx": (
        xlsx(
            ["N°", "Action", "Service", "T1", "T2", "T3", "T4"],
            [1, "Afficher", AG, "x", "x", None, None],
            [2, "Former", DS, None, None, "✓", None],
        ),
        [(1, "Afficher", AG, JUIN, "a_faire", 0), (2, "Former", DS, SEPTEMBRE, "a_faire", 0)],
    ),
    "nouvelle_echeance.xlsx": (
        xlsx(
            ["Action", "Échéance initiale", "Nouvelle échéance", "État"],
            ["Afficher", "30/06/2022", "30/09/2022", "en cours"],
            ["Former", "30/06/2022", None, "en cours"],
        ),
        [(1, "Afficher", None, SEPTEMBRE, "en_cours", 0), (2, "Former", None, JUIN, "en_cours", 0)],
    ),
    "avancement_en_mots.xlsx": (
        xlsx(
            ["Action", "Avancement", "Observations"],
            ["a", "Fait le 12/05/2022", None],
            ["b", "En cours, 3 agents sur 8", None],
            ["c", "Lancé, 40 %", None],
            ["d", "0 %", None],
        ),
        [
            (1, "a", None, None, "realisee", 100),
            (2, "b", None, None, "en_cours", 0),
            (3, "c", None, None, "en_cours", 40),
            (4, "d", None, None, "a_faire", 0),
        ],
    ),
    "plan.csv": (
        "N°;Action;Service pilote;Échéance;État\r\n"
        "1;Afficher à l’accueil;Accueil général;fin juin 2022;réalisé\r\n"
        "2;Former;Droit au séjour;T3 2022;en cours (50 %)\r\n".encode("cp1252"),
        [
            (1, "Afficher à l’accueil", AG, JUIN, "realisee", 100),
            (2, "Former", DS, SEPTEMBRE, "en_cours", 50),
        ],
    ),
    "plan.xls": (
        xls({"Plan 2022": [["N°", "Action", "Échéance", "% réalisé"], [1, "Afficher", "T2", 0.5]]}),
        [(1, "Afficher", None, JUIN, "en_cours", 50)],
    ),
    "plan.ods": (
        ods(ligne_de_textes(*COURT) + ligne_de_textes("1", "Afficher", "juin 2022", "fait")),
        [(1, "Afficher", None, JUIN, "realisee", 100)],
    ),
}


@pytest.fixture
def importer(service, voisin, tmp_path, settings):
    settings.ARRETE = ARRETE
    factories.EngagementFactory(numero=1, module__numero=1)

    def importer(nom, contenu):
        chemin, rapport = tmp_path / f"2022-{nom}", tmp_path / "rapport.json"
        chemin.write_bytes(contenu)
        options = {"departement": "38", "rapport": rapport, "verbosity": 0, "partiel": True}
        call_command("importer", "actions", chemin, **options, stdout=StringIO(), stderr=StringIO())
        return json.loads(rapport.read_text())

    return importer


@pytest.mark.parametrize("nom", TABLEAUX)
def test_chaque_plan_se_lit_et_se_relit_pareil(importer, nom):
    contenu, attendues = TABLEAUX[nom]
    assert importer(nom, contenu)["erreurs"] == []
    champs = ("numero", "intitule", "service__nom", "date_echeance", "etat", "avancement")
    assert list(Action.objects.order_by("numero").values_list(*champs)) == attendues
    second = importer(nom, contenu)
    assert second["inchangees"] == second["lues"] == len(attendues)


def test_les_etapes_se_gardent_dans_la_description(importer):
    rapport = importer("p.xlsx", TABLEAUX["etapes_fusionnees.xlsx"][0])
    action = Action.objects.get(numero=1)
    assert action.description == "Rédiger (30/03/2022, fait) ; Poser (30/06/2022, en cours)"
    (dite,) = rapport["avertissements"]
    assert (dite["code"], dite["ligne"]) == ("lignes_reunies", 2)


def test_un_intertitre_inconnu_et_un_report_se_disent(importer):
    rapport = importer("p.xlsx", TABLEAUX["intertitre_inconnu.xlsx"][0])
    (dite,) = rapport["avertissements"]
    assert (dite["code"], dite["ligne"]) == ("intertitre", 4)
    rapport = importer("p.xlsx", TABLEAUX["nouvelle_echeance.xlsx"][0])
    assert "échéance reportée : 30/06/2022 au départ" in [
        a["message"].replace("\u00a0", " ") for a in rapport["avertissements"]
    ]


def test_un_numero_qu_on_ne_garde_pas_se_dit(importer):
    contenu = xlsx(COURT, ["1.1", "Rédiger", "T2", ""], ["2", "Poser", "T3", ""])
    (dite,) = importer("p.xlsx", contenu)["avertissements"]
    assert (dite["code"], dite["valeur"]) == ("numero_non_repris", "1.1")


def test_une_ligne_de_total_n_est_pas_la_suite_d_une_action(importer):
    entete, action = ["Axe", *COURT], ["Accueil", 1, "Afficher", "T2", ""]
    rapport = importer("p.xlsx", xlsx(entete, action, ["Total", 1, None, None, 1]))
    assert rapport["refusees"] == 1 and Action.objects.get().description == "Accueil"


def test_un_plan_transpose_se_refuse(importer):
    contenu = xlsx(["N°", 1, 2], ["Action", "Afficher", "Former"], ["État", "fait", "à faire"])
    with pytest.raises(CommandError, match="il manque : Action"):
        importer("p.xlsx", contenu)


ECHEANCES = [
    ("avant le 15 mars 2022", date(2022, 3, 15)),
    ("au plus tard le 30/06/2022", JUIN),
    ("mi-juin 2022", date(2022, 6, 15)),
    ("juin-juillet 2022", date(2022, 7, 31)),
    ("de janvier à juin 2022", JUIN),
    ("T1 / T2 2022", JUIN),
    ("2021-2022", DECEMBRE),
    ("01/06/2022", date(2022, 6, 1)),
    ("2022-06-30", JUIN),
]


@pytest.mark.parametrize(("ecrite", "attendue"), ECHEANCES)
def test_une_echeance_en_mots(ecrite, attendue):
    assert lire_echeance(ecrite, 2022) == attendue


@pytest.mark.parametrize("vague", ["été 2022", "début 2023", "à la rentrée", "31/12 ou 30/06/2023"])
def test_une_echeance_vague_se_refuse(vague):
    with pytest.raises(ValeurRefusee):
        lire_echeance(vague, 2022)


@pytest.mark.parametrize(
    ("etats", "attendu"),
    [
        (("realisee", "realisee"), "realisee"),
        (("realisee", "soldee"), "realisee"),
        (("realisee", "a_faire"), "en_cours"),
        (("realisee", None), "realisee"),
        ((None, None), None),
        (("abandonnee", "abandonnee"), "abandonnee"),
    ],
)
def test_une_action_n_est_faite_que_si_ses_etapes_le_sont(etats, attendu):
    assert etat_des_etapes(etats) == attendu
