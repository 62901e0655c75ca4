"""L'import des classeurs d'indicateurs : dispositions, mots des services, absences, réimport."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from pilotage.lecture.lexique import grandeur_de, lire_titre_de_mois
from pilotage.models import Mesure
from tests import factories
from tests.pilotage.conftest import CLASSEUR
from tests.tableurs import octets, xlsx

MOIS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()


@pytest.fixture
def importer(indicateurs, site, tmp_path):
    """Importe des octets par la commande et rend le rapport."""

    def importer(contenu, nom="indicateurs-2022.xlsx", **options):
        chemin, rapport = tmp_path / nom, tmp_path / "rapport.json"
        chemin.write_bytes(contenu)
        options = {"departement": "38", "rapport": rapport, "verbosity": 0} | options
        call_command("importer", "indicateurs", chemin, **options)
        return json.loads(rapport.read_text())

    return importer


def mesures(code="TEL-DECROCHE", **filtres):
    """{mois: (état, numérateur, dénominateur, valeur)}."""
    trouvees = Mesure.objects.filter(indicateur__code=code, **filtres)
    champs = ("etat", "numerateur", "denominateur", "valeur")
    return {m.periode.cle: tuple(getattr(m, champ) for champ in champs) for m in trouvees}


def test_le_classeur_d_essai_se_relit_sans_rien_changer(importer, site):
    for code, nom in (("SPVIE", "SP Vienne"), ("SPTDP", "SP La Tour-du-Pin")):
        factories.SiteFactory(departement=site.departement, code=code, nom=nom)
    premier = importer(CLASSEUR.read_bytes())
    assert (premier["lues"], premier["refusees"], premier["creees"]) == (42, 0, 96)
    second = importer(CLASSEUR.read_bytes())
    assert (second["creees"], second["mises_a_jour"], second["inchangees"]) == (0, 0, 96)


def test_un_mois_vide_est_non_mesure_et_zero_est_une_mesure(importer):
    ligne = ["Préfecture", "Appels présentés", 100, "", "nc", "non mesuré", 0, *[50] * 7]
    decroches = ["Préfecture", "Appels décrochés", 80, "", "nc", "", 0, *[40] * 7]
    importer(xlsx(["Site", "Indicateur", *MOIS], ligne, decroches))
    lues = mesures()
    assert lues["2022-01"] == ("mesure", 80, 100, Decimal("0.8"))
    for mois in ("2022-02", "2022-03", "2022-04"):
        assert lues[mois] == ("non_mesure", None, None, None)
    assert lues["2022-05"] == ("mesure", 0, 0, None)


def test_un_svi_absent_vaut_zero_mais_un_svi_non_mesure_empeche_le_calcul(importer):
    svi = ["Préfecture", "Appels terminés dans le SVI", 20, "nc", *[0] * 10]
    lignes = [["Préfecture", "Appels présentés", *[100] * 12]]
    lignes += [["Préfecture", "Appels décrochés", *[60] * 12]]
    importer(xlsx(["Site", "Indicateur", *MOIS], *lignes))
    assert mesures()["2022-01"][2] == 100
    Mesure.objects.all().delete()
    importer(xlsx(["Site", "Indicateur", *MOIS], *lignes, svi))
    assert mesures()["2022-01"][2] == 80
    assert mesures()["2022-02"][0] == "non_mesure"


def test_des_comptes_corriges_se_mettent_a_jour_et_un_vide_n_efface_rien(importer):
    entete = ["Site", "Indicateur", *MOIS]
    visites = ["Préfecture", "Nombre de visites", *[1000] * 12]
    importer(xlsx(entete, visites))
    rapport = importer(xlsx(entete, ["Préfecture", "Nombre de visites", 1500, "", *[1000] * 10]))
    assert (rapport["mises_a_jour"], rapport["inchangees"]) == (1, 11)
    lues = mesures("WEB-VISITES")
    assert (lues["2022-01"][1], lues["2022-02"][1]) == (1500, 1000)


def test_les_mois_a_venir_vides_ne_sont_pas_des_oublis(importer, monkeypatch):
    monkeypatch.setattr("django.conf.settings.ARRETE", date(2022, 4, 10))
    visites = ["Préfecture", "Nombre de visites", 1000, 1000, "", *[""] * 9]
    importer(xlsx(["Site", "Indicateur", *MOIS], visites))
    assert {cle: m[0] for cle, m in mesures("WEB-VISITES").items()} == {
        "2022-01": "mesure",
        "2022-02": "mesure",
        "2022-03": "non_mesure",
    }


def test_une_ligne_par_mois_et_par_reseau(importer):
    importer(
        xlsx(
            ["Réseaux sociaux"],
            ["Mois", "Réseau", "Publications", "Abonnés", "Taux d'engagement"],
            ["janvier 2022", "facebook", 44, 8264, "7,36 %"],
            [date(2022, 2, 1), "FB", 24, 8308, 0.036],
            ["03/2022", "X", 12, 10, 4.5],
            ["août 2022", "Twitter", "", "", ""],
        )
    )
    assert mesures("RS-PUBLICATIONS", modalite="Facebook")["2022-02"][1] == 24
    engagement = mesures("RS-ENGAGEMENT", modalite="Facebook")
    assert engagement["2022-01"] == ("mesure", None, None, Decimal("0.0736"))
    assert mesures("RS-ENGAGEMENT", modalite="X")["2022-03"][3] == Decimal("0.045")
    assert mesures("RS-PUBLICATIONS", modalite="Twitter")["2022-08"][0] == "non_mesure"


def test_une_ligne_par_mois_le_site_en_nom_de_feuille(importer):
    contenu = xlsx(
        ["Mois", "Appels reçus", "Appels pris", "Appels finis dans le SVI"],
        ["janvier", 120, 90, 20],
        ["février", 110, "nc", 10],
        ["Total", 230, 90, 30],
        nom="Préfecture",
    )
    importer(contenu, "standard 2022.xlsx")
    assert mesures(site__code="PREF38") == {
        "2022-01": ("mesure", 90, 100, Decimal("0.9")),
        "2022-02": ("non_mesure", None, None, None),
    }


def test_les_grandeurs_disent_le_reseau_dans_leur_titre(importer):
    importer(
        xlsx(
            ["Mois", "Publications Facebook", "Publications Instagram"],
            ["01/2022", 10, 5],
            ["02/2022", 12, 6],
        )
    )
    assert mesures("RS-PUBLICATIONS", modalite="Instagram")["2022-02"][1] == 6


def test_un_site_en_ligne_de_section_vaut_pour_la_suite(importer):
    importer(
        xlsx(
            ["Téléphonie 2022"],
            ["Indicateur", *MOIS],
            ["Préfecture"],
            ["Appels présentés", *[100] * 12],
            ["Appels décrochés", *[90] * 12],
        )
    )
    assert mesures(site__code="PREF38")["2022-06"][1] == 90


def test_l_annee_au_dessus_des_mois_sur_deux_lignes(importer):
    haut = ["", "", "2021", *[""] * 11]
    importer(
        xlsx(haut, ["Site", "Indicateur", *MOIS], ["Préfecture", "Visites", *[7] * 12]),
        "site.xlsx",
    )
    assert set(mesures("WEB-VISITES")) == {f"2021-{mois:02}" for mois in range(1, 13)}


def test_sans_annee_rien_n_est_devine(importer):
    contenu = xlsx(["Site", "Indicateur", *MOIS], ["Préfecture", "Visites", *[7] * 12])
    with pytest.raises(CommandError, match="l'année n'est dite"):
        importer(contenu, "site.xlsx")
    assert not Mesure.objects.exists()


@pytest.mark.parametrize(
    ("ligne", "phrase"),
    [
        (["Annexe lunaire", "Visites", *[7] * 12], "site inconnu"),
        (["Préfecture", "Visites", "beaucoup", *[7] * 11], "n'est pas un nombre"),
        (["Préfecture", "Visites", -3, *[7] * 11], "négatif"),
        (["Préfecture", "Appels présentés", "#REF!", *[7] * 11], "n'est pas un nombre"),
    ],
)
def test_une_valeur_fausse_se_refuse_a_sa_place(importer, ligne, phrase):
    contenu = xlsx(["Site", "Indicateur", *MOIS], ligne)
    with pytest.raises(CommandError) as refus:
        importer(contenu)
    assert "ligne 2" in str(refus.value)
    assert phrase in str(refus.value)
    assert not Mesure.objects.exists()


def test_un_libelle_inconnu_se_signale_et_n_arrete_rien(importer):
    rapport = importer(
        xlsx(
            ["Site", "Indicateur", *MOIS],
            ["Préfecture", "Couleur des murs", *[7] * 12],
            ["Préfecture", "Visites", *[7] * 12],
        )
    )
    assert rapport["creees"] == 12
    assert "laissée de côté" in rapport["avertissements"][0]["message"]


def test_l_utilisateur_dit_ce_qu_est_un_libelle(importer, tmp_path):
    dite = tmp_path / "correspondance.yaml"
    dite.write_text("valeurs: {indicateur: {Coups de fil: appels_presentes, OK: appels_decroches}}")
    importer(
        xlsx(
            ["Site", "Indicateur", *MOIS],
            ["Préfecture", "Coups de fil", *[10] * 12],
            ["Préfecture", "OK", *[9] * 12],
        ),
        correspondance=dite,
    )
    assert mesures()["2022-01"][3] == Decimal("0.9")


def test_un_taux_sans_effectifs_est_repris_tel_quel(importer):
    importer(xlsx(["Site", "Indicateur", *MOIS], ["Préfecture", "Taux de décroché", *[85] * 12]))
    assert mesures()["2022-01"] == ("mesure", None, None, Decimal("0.85"))


def test_une_erreur_du_tableur_dans_un_taux_calcule_est_une_absence(importer):
    importer(
        xlsx(
            ["Site", "Indicateur", *MOIS],
            ["Préfecture", "Appels présentés", 0, *[10] * 11],
            ["Préfecture", "Appels décrochés", 0, *[9] * 11],
            ["Préfecture", "Taux de décroché", "#DIV/0!", *[0.9] * 11],
        )
    )
    assert mesures()["2022-01"] == ("mesure", 0, 0, None)


def test_un_classeur_sans_rien_de_connu_est_refuse(importer):
    with pytest.raises(CommandError, match="en-tête"):
        importer(xlsx(["Fruit", "Couleur"], ["Pomme", "rouge"]))


def test_des_libelles_tous_inconnus_ne_sont_pas_un_import_fait(importer):
    lignes = [["Préfecture", libelle, *[7] * 12] for libelle in ("Couleur", "Odeur", "Goût")]
    with pytest.raises(CommandError, match="Aucune des 3 lignes lues ne porte un indicateur connu"):
        importer(xlsx(["Site", "Indicateur", *MOIS], *lignes))


def test_la_commande_dit_les_avertissements(importer, capsys):
    lignes = [["Préfecture", f"Couleur {i}", *[7] * 12] for i in range(12)]
    importer(xlsx(["Site", "Indicateur", *MOIS], ["Préfecture", "Visites", *[7] * 12], *lignes))
    dit = capsys.readouterr().out
    assert "Avertissements : 12" in dit and dit.count("laissée de côté") == 10


def test_une_feuille_de_trop_est_laissee_et_dite(importer):
    classeur = Workbook()
    classeur.active.title = "Lisez-moi"
    classeur.active.append(["Ce classeur est tenu par la mission qualité"])
    feuille = classeur.create_sheet("Site internet 2022")
    feuille.append(["Site", "Indicateur", *MOIS])
    feuille.append(["Préfecture", "Visites", *[7] * 12])
    rapport = importer(octets(classeur))
    assert [f["reconnue"] for f in rapport["feuilles"]] == [False, True]
    assert rapport["creees"] == 12


def test_une_mesure_suspendue_par_decision_n_est_pas_ecrasee(importer, site):
    importer(xlsx(["Site", "Indicateur", *MOIS], ["Préfecture", "Visites", *[7] * 12]))
    Mesure.objects.filter(date_debut=date(2022, 1, 1)).update(
        etat="suspendu", numerateur=None, valeur=None, motif="panne de l'outil"
    )
    importer(xlsx(["Site", "Indicateur", *MOIS], ["Préfecture", "Visites", *[9] * 12]))
    lues = mesures("WEB-VISITES")
    assert (lues["2022-01"][0], lues["2022-02"][1]) == ("suspendu", 9)


@pytest.mark.parametrize(
    ("titre", "lu"),
    [
        ("janv.", (1, None)),
        ("Août 2022", (8, 2022)),
        ("sept-22", (9, 2022)),
        ("2022 mars", (3, 2022)),
        ("05/2022", (5, 2022)),
        ("2022-11", (11, 2022)),
        ("Année 2022", None),
        ("Cible", None),
        ("Total", None),
    ],
)
def test_un_titre_de_mois_se_lit_avec_ou_sans_annee(titre, lu):
    assert lire_titre_de_mois(titre) == lu


@pytest.mark.parametrize(
    ("libelle", "grandeur"),
    [
        ("Appels présentés", "appels_presentes"),
        ("Nb d'appels reçus", "appels_presentes"),
        ("APPELS TERMINÉS DANS LE SVI", "appels_svi"),
        ("Nbre d'appels décrochés", "appels_decroches"),
        ("Taux de décroché (%)", "taux_decroche"),
        *(("Décrochés", "appels_decroches"), ("% décrochés", "taux_decroche")),
        *(("Engagements", "interactions"), ("% d'engagement Facebook", "taux_engagement")),
        ("Connexions", "visites"),
        ("Pages d'information vérifiées (sur 12)", "pages"),
        ("Durée moyenne d'attente", "attente"),
    ],
)
def test_les_mots_des_services_se_reconnaissent(libelle, grandeur):
    assert grandeur_de(libelle)[0] == grandeur
