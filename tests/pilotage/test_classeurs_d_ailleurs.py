"""Des classeurs d'indicateurs comme en tiennent d'autres préfectures : ce qu'un humain y lit."""

import json
from datetime import date, datetime

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from pilotage.models import Mesure
from tests import factories
from tests.tableurs import octets, xlsx

MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
MOIS = MOIS.split()
SITES = {
    "PREF13": ("Préfecture", "prefecture"),
    "SPAIX": ("Sous-préfecture d'Aix-en-Provence", "sous_prefecture"),
    "SPARL": ("Sous-préfecture d'Arles", "sous_prefecture"),
    "SPIST": ("Sous-préfecture d'Istres", "sous_prefecture"),
}


@pytest.fixture
def importer(indicateurs, autre_departement, tmp_path):
    """Importe des octets dans le département 13 et rend le rapport."""
    for code, (nom, genre) in SITES.items():
        site = factories.SiteFactory(departement=autre_departement, code=code, nom=nom, type=genre)
        racine = factories.ServiceFactory(site=site, parent=None, code=code, nom=nom)
        if genre == "prefecture":
            factories.ServiceFactory(site=site, parent=racine, code="STD", nom="Standard")
            factories.ServiceFactory(site=site, parent=racine, code="ETR", nom="Étrangers")

    def importer(contenu, nom="indicateurs 2022.xlsx", **options):
        chemin, rapport = tmp_path / nom, tmp_path / "rapport.json"
        chemin.write_bytes(contenu)
        options = {"departement": "13", "rapport": rapport, "verbosity": 0} | options
        call_command("importer", "indicateurs", chemin, **options)
        return json.loads(rapport.read_text())

    return importer


def lues(code="TEL-DECROCHE"):
    """{(site, modalité, période): (numérateur, dénominateur)}, ou la valeur seule, ou l'état."""
    return {
        (m.site and m.site.code, m.modalite, m.periode.cle): _dit(m)
        for m in Mesure.objects.filter(indicateur__code=code).select_related("site", "indicateur")
    }


def _dit(mesure):
    if mesure.etat != "mesure":
        return mesure.etat
    if mesure.numerateur is None:
        return round(float(mesure.valeur), 4)
    return (mesure.numerateur, mesure.denominateur)


def classeur(**feuilles):
    """Un classeur de plusieurs feuilles ; « _ » tient lieu d'espace dans les noms."""
    fait = Workbook()
    fait.remove(fait.active)
    for nom, lignes in feuilles.items():
        feuille = fait.create_sheet(nom.replace("_", " "))
        for ligne in lignes:
            feuille.append(list(ligne))
    return fait


def phrases(rapport):
    return " ".join(faute["message"] for faute in rapport["avertissements"])


def test_les_sites_au_dessus_des_grandeurs(importer):
    """Deux lignes d'en-tête : le site fusionné au-dessus, la grandeur dessous."""
    importer(
        xlsx(
            ["Accueil téléphonique 2022"],
            ["Mois", "Préfecture", None, None, "SP Arles", None, None],
            [None, *["Présentés", "SVI", "Décrochés"] * 2],
            ["janvier", 100, 10, 81, 50, 0, 40],
            ["février", 200, 20, 150, 60, 0, 45],
            ["Total", 300, 30, 231, 110, 0, 85],
            retouche=lambda f: (f.merge_cells("B2:D2"), f.merge_cells("E2:G2")),
        )
    )
    assert lues() == {
        ("PREF13", "", "2022-01"): (81, 90),
        ("PREF13", "", "2022-02"): (150, 180),
        ("SPARL", "", "2022-01"): (40, 50),
        ("SPARL", "", "2022-02"): (45, 60),
    }


def test_une_feuille_par_site_nommee_librement(importer):
    """« Tél Aix », « Statistiques SP Arles » : le site est dans le nom, parmi d'autres mots."""
    lignes = [["Mois", "Nb appels reçus", "Nb appels décrochés"], ["janvier 2022", 10, 8]]
    autres = [["Mois", "Nb appels reçus", "Nb appels décrochés"], ["janvier 2022", 20, 15]]
    importer(octets(classeur(Tél_Aix=lignes, Statistiques_SP_Arles=autres)))
    assert lues() == {
        ("SPAIX", "", "2022-01"): (8, 10),
        ("SPARL", "", "2022-01"): (15, 20),
    }


def test_le_site_dans_le_titre_de_la_feuille(importer):
    importer(
        xlsx(
            ["Sous-préfecture d'Istres : suivi des appels, année 2022"],
            ["Édité le 09/01/2023"],
            [],
            ["Mois", "Appels entrants", "Appels aboutis"],
            ["Janvier", 30, 27],
        ),
        "releve.xlsx",
    )
    assert lues() == {("SPIST", "", "2022-01"): (27, 30)}


def test_une_date_d_edition_n_est_pas_l_annee_des_mesures(importer):
    importer(
        xlsx(
            ["Tableau mis à jour le 12 janvier 2023"],
            ["Site", "Indicateur", *MOIS],
            ["Préfecture", "Visites", *[7] * 12],
        ),
        "site internet 2022.xlsx",
    )
    assert {periode[:4] for _, _, periode in lues("WEB-VISITES")} == {"2022"}


def test_un_rappel_de_l_annee_passee_n_est_pas_l_annee_des_mois(importer):
    importer(
        xlsx(
            ["Site", "Indicateur", "Rappel 2021", *MOIS],
            ["Préfecture", "Visites", 900, *[7] * 12],
        ),
        "site internet 2022.xlsx",
    )
    assert {periode[:4] for _, _, periode in lues("WEB-VISITES")} == {"2022"}


def test_les_etiquettes_se_reconnaissent_a_leur_contenu(importer):
    """Des colonnes sans titre, ou titrées « 2022 » et « Téléphonie »."""
    importer(
        xlsx(
            ["Téléphonie", "2022", *MOIS[:3]],
            ["Préfecture", "Appels reçus", 10, 20, 30],
            [None, "Appels décrochés", 9, 18, 27],
            ["SP d'Arles", "Appels reçus", 5, 6, 7],
            [None, "Appels décrochés", 4, 5, 6],
        ),
        "stats.xlsx",
    )
    assert lues()["SPARL", "", "2022-03"] == (6, 7)
    assert lues()["PREF13", "", "2022-02"] == (18, 20)
    assert len(lues()) == 6


def test_les_mois_en_lignes_sous_un_titre_d_annee(importer):
    importer(
        xlsx(
            ["2022", "Appels reçus", "Appels décrochés"],
            *[[mois, 100, 90] for mois in MOIS],
            nom="Préfecture",
        ),
        "stats.xlsx",
    )
    assert len(lues()) == 12
    assert lues()["PREF13", "", "2022-08"] == (90, 100)


def test_l_annee_dans_sa_colonne(importer):
    importer(
        xlsx(
            ["Année", "Mois", "Visites"],
            [2021, "novembre", 1],
            [None, "décembre", 2],
            [2022, "janvier", 3],
            [2022, 2, 4],
        ),
        "site.xlsx",
    )
    cles = {periode: valeurs[0] for (_, _, periode), valeurs in lues("WEB-VISITES").items()}
    assert cles == {"2021-11": 1, "2021-12": 2, "2022-01": 3, "2022-02": 4}


def test_deux_exercices_a_cheval(importer):
    """« 2021-2022 », de septembre à août : l'année tourne avec janvier."""
    mois = [*MOIS[8:], *MOIS[:8]]
    importer(
        xlsx(
            ["Exercice 2021-2022"],
            ["Site", "Indicateur", *mois],
            ["Préfecture", "Visites", *range(1, 13)],
        ),
        "site.xlsx",
    )
    lu = {periode: valeurs[0] for (_, _, periode), valeurs in lues("WEB-VISITES").items()}
    assert (lu["2021-09"], lu["2021-12"], lu["2022-01"], lu["2022-08"]) == (1, 4, 5, 12)


def test_trimestres_et_totaux_parmi_les_mois_sont_laisses(importer):
    """Ni un trimestre ni une année ne sont un mois : « T1 » n'est pas mars."""
    lignes = []
    for rang, mois in enumerate(MOIS, 1):
        lignes.append([f"{mois} 2022", 10])
        if rang % 3 == 0:
            lignes.append([f"T{rang // 3} 2022", 30])
    importer(xlsx(["Mois", "Visites"], *lignes, ["2022", 120], ["Année 2022", 120]))
    assert len(lues("WEB-VISITES")) == 12
    assert {valeurs[0] for valeurs in lues("WEB-VISITES").values()} == {10}


def test_des_trimestres_seuls_sont_des_mesures_trimestrielles(importer):
    importer(
        xlsx(
            ["Site", "Indicateur", "1er trim.", "2e trim.", "T3", "4ème trimestre", "Total"],
            ["Préfecture", "Appels reçus", 10, 20, 30, 40, 100],
            ["Préfecture", "Appels décrochés", 9, 18, 27, 36, 90],
        )
    )
    assert lues() == {
        ("PREF13", "", "2022-T1"): (9, 10),
        ("PREF13", "", "2022-T2"): (18, 20),
        ("PREF13", "", "2022-T3"): (27, 30),
        ("PREF13", "", "2022-T4"): (36, 40),
    }


def test_un_releve_par_jour_s_additionne_par_mois(importer):
    importer(
        xlsx(
            ["Date", "Appels reçus", "Appels décrochés", "Taux de décroché"],
            [date(2022, 3, 1), 10, 9, 0.9],
            [date(2022, 3, 2), 20, 15, 0.75],
            [date(2022, 3, 3), "nc", "nc", None],
            [date(2022, 4, 1), 8, 8, 1],
            nom="Préfecture",
        )
    )
    assert lues() == {("PREF13", "", "2022-03"): (24, 30), ("PREF13", "", "2022-04"): (8, 8)}


def test_l_indicateur_fusionne_au_dessus_des_sites(importer):
    importer(
        xlsx(
            ["Indicateur", "Lieu", *MOIS[:3]],
            ["Appels reçus", "Préfecture", 10, 20, 30],
            [None, "SP Istres", 5, 6, 7],
            ["Appels décrochés", "Préfecture", 9, 18, 27],
            [None, "SP Istres", 4, 5, 6],
            retouche=lambda f: (f.merge_cells("A2:A3"), f.merge_cells("A4:A5")),
        )
    )
    assert lues()["SPIST", "", "2022-01"] == (4, 5)
    assert len(lues()) == 6


def test_l_indicateur_en_ligne_de_section(importer):
    importer(
        xlsx(
            ["Site", *MOIS[:3]],
            ["APPELS REÇUS"],
            ["Préfecture", 10, 20, 30],
            ["Arles", 5, 6, 7],
            ["Tous sites", 15, 26, 37],
            ["APPELS DÉCROCHÉS"],
            ["Préfecture", 9, 18, 27],
            ["Arles", 4, 5, 6],
            ["Tous sites", 13, 23, 33],
        )
    )
    assert lues()["PREF13", "", "2022-01"] == (9, 10)
    assert lues()["SPARL", "", "2022-03"] == (6, 7)


def test_l_indicateur_dans_le_nom_de_la_feuille_et_les_sites_en_colonnes(importer):
    entete = ["Mois", "Préfecture", "SP Aix-en-Provence", "SP Arles", "Total"]
    importer(
        octets(
            classeur(
                Appels_reçus=[entete, ["janvier", 10, 20, 30, 60]],
                Appels_décrochés=[entete, ["janvier", 9, 18, 27, 54]],
            )
        )
    )
    assert lues() == {
        ("PREF13", "", "2022-01"): (9, 10),
        ("SPAIX", "", "2022-01"): (18, 20),
        ("SPARL", "", "2022-01"): (27, 30),
    }


def test_deux_tableaux_l_un_sous_l_autre(importer):
    importer(
        xlsx(
            ["Téléphonie 2022"],
            ["Site", "Indicateur", *MOIS[:3]],
            ["Préfecture", "Appels reçus", 10, 20, 30],
            ["Préfecture", "Appels décrochés", 9, 18, 27],
            [],
            ["Réseaux sociaux 2022"],
            ["Mois", "Réseau", "Nombre de posts", "Taux d'engagement"],
            ["janvier", "Page Facebook", 12, "5,2 %"],
        )
    )
    assert lues()["PREF13", "", "2022-02"] == (18, 20)
    assert lues("RS-PUBLICATIONS") == {(None, "Facebook", "2022-01"): (12, None)}
    assert lues("RS-ENGAGEMENT") == {(None, "Facebook", "2022-01"): 0.052}


def test_le_meme_taux_s_ecrit_en_pour_cent_ou_en_proportion(importer):
    """Sans signe, l'échelle est celle de la série : 0,8 parmi 4,5 et 5,2 n'est pas 80 %."""
    importer(
        xlsx(
            ["Mois", "Réseau", "Taux d'engagement"],
            ["janvier", "Facebook", 4.5],
            ["février", "Facebook", 0.8],
            ["mars", "Facebook", 5.2],
            ["avril", "Facebook", "3,1%"],
            ["mai", "Facebook", "1,2"],
        )
    )
    assert [lu for _, lu in sorted(lues("RS-ENGAGEMENT").items())] == [
        *(0.045, 0.008, 0.052, 0.031, 0.012)
    ]


@pytest.mark.parametrize(
    "absent", ["n/c", "N/A", "NR", "non renseigné", "non disponible", "indisponible", "/", "n.d."]
)
def test_les_manieres_de_dire_non_mesure(importer, absent):
    importer(xlsx(["Mois", "Visites"], ["janvier", absent], ["février", "1 234"]))
    assert lues("WEB-VISITES") == {
        (None, "", "2022-01"): "non_mesure",
        (None, "", "2022-02"): (1234, None),
    }


def test_deux_lignes_qui_se_contredisent_se_signalent(importer):
    rapport = importer(
        xlsx(
            ["Site", "Indicateur", *MOIS[:3]],
            ["Préfecture", "Visites", 10, None, 30],
            ["préfecture ", "Nb de visites", 10, 20, 31],
        )
    )
    cles = {periode: valeurs[0] for (_, _, periode), valeurs in lues("WEB-VISITES").items()}
    assert cles == {"2022-01": 10, "2022-02": 20, "2022-03": 30}
    assert "31" in phrases(rapport) and len(rapport["avertissements"]) == 1


def test_deux_services_d_un_site_ne_se_remplacent_pas(importer):
    importer(
        xlsx(
            ["Service", "Indicateur", *MOIS[:3]],
            ["Standard", "Appels reçus", 10, 20, 30],
            ["Standard", "Appels décrochés", 9, 18, 27],
            ["Étrangers", "Appels reçus", 5, 6, 7],
            ["Étrangers", "Appels décrochés", 1, 2, 3],
        )
    )
    mesures = Mesure.objects.filter(indicateur__code="TEL-DECROCHE", date_debut=date(2022, 1, 1))
    assert {(m.site.code, m.service.code): m.numerateur for m in mesures} == {
        ("PREF13", "STD"): 9,
        ("PREF13", "ETR"): 1,
    }


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("Aix", "SPAIX"),
        ("SP AIX EN PROVENCE", "SPAIX"),
        ("Sous-préfecture d'Istre", "SPIST"),
        ("Ss-Pref. Arles", "SPARL"),
        ("Préfecture de Marseille", "PREF13"),
        ("Préfecture des Bouches-du-Rhône", "PREF13"),
    ],
)
def test_un_nom_de_site_approchant(importer, ecrit, code):
    importer(xlsx(["Site", "Mois", "Appels reçus", "Décrochés"], [ecrit, "mars", 10, 9]))
    assert lues() == {(code, "", "2022-03"): (9, 10)}


@pytest.mark.parametrize("ecrit", ["Sous-préfecture de Gap", "Préfecture d'Arles", "Mairie"])
def test_un_site_inconnu_reste_refuse(importer, ecrit):
    with pytest.raises(CommandError, match="site inconnu"):
        importer(xlsx(["Site", "Mois", "Appels reçus"], [ecrit, "mars", 10]))


@pytest.mark.parametrize(
    ("ligne", "phrase"),
    [
        (["31/02/2022", 10, 0, 9], "février n'a que 28 jours"),
        (["mars", 10, 0, "85 %"], "un pourcentage n'est pas un nombre"),
        (["mars", 10**15, 0, 9], "trop grand"),
        (["mars", 10, 0, "02:05"], "une durée n'est pas un nombre"),
    ],
)
def test_une_valeur_impossible_se_dit(importer, ligne, phrase):
    entete = ["Mois", "Appels reçus", "dont SVI", "Appels décrochés"]
    with pytest.raises(CommandError) as refus:
        importer(xlsx(entete, ["janvier", 10, 0, 9], ligne, nom="Préfecture"))
    assert phrase in str(refus.value).replace("\xa0", " ")
    assert "ligne 3" in str(refus.value)


def test_plus_d_appels_pris_que_d_appels_a_prendre_se_signale(importer):
    rapport = importer(xlsx(["Mois", "Appels reçus", "Décrochés"], ["mars", 10, 12]))
    assert "plus grand" in phrases(rapport)


def test_un_svi_plus_grand_que_les_appels_ne_fait_pas_un_taux(importer):
    entete = ["Mois", "Appels reçus", "dont SVI", "Appels décrochés"]
    rapport = importer(xlsx(entete, ["janvier", 10, 0, 9], ["mars", 10, 12, 9]))
    assert lues() == {(None, "", "2022-01"): (9, 10), (None, "", "2022-03"): "non_mesure"}
    assert "plus d'appels terminés" in phrases(rapport)


def test_un_csv_de_windows_avec_ses_milliers(importer):
    texte = "Mois;Visites;Pages vues\r\nJanv. 2022;1.234;5\r\nFévr. 2022;12 345;6\r\nAoût 2022;ND;7"
    importer(texte.encode("cp1252"), "web.csv")
    assert lues("WEB-VISITES") == {
        (None, "", "2022-01"): (1234, None),
        (None, "", "2022-02"): (12345, None),
        (None, "", "2022-08"): "non_mesure",
    }


def test_un_classeur_aux_dates_de_1904(importer):
    fait = classeur(Préfecture=[["Mois", "Appels reçus", "Décrochés"]])
    fait.epoch = datetime(1904, 1, 1)
    fait.active.append([date(2022, 5, 31), 10, 9])
    importer(octets(fait))
    assert lues() == {("PREF13", "", "2022-05"): (9, 10)}


def test_une_feuille_de_chiffres_non_lue_se_dit(importer):
    rapport = importer(
        octets(
            classeur(
                Notice=[["Remplir une feuille par mois"]],
                Web=[["Mois", "Visites"], ["mars", 5]],
                Autre=[["Fruit", "Couleur", "Prix"], ["Pomme", "rouge", 3], ["Poire", "verte", 4]],
            )
        )
    )
    assert [faute["feuille"] for faute in rapport["avertissements"]] == ["Notice", "Autre"]


def test_un_total_par_departement_ne_double_pas_les_sites(importer):
    importer(
        xlsx(
            ["Site", "Mois", "Appels reçus", "Décrochés"],
            ["Préfecture", "mars", 10, 9],
            ["Aix", "mars", 20, 18],
            ["Total département", "mars", 30, 27],
        )
    )
    assert set(lues()) == {("PREF13", "", "2022-03"), ("SPAIX", "", "2022-03")}


def test_l_intitule_total_des_appels_n_est_pas_un_total(importer):
    importer(
        xlsx(
            ["Site", "Indicateur", *MOIS[:3]],
            ["Préfecture", "Total des appels", 10, 20, 30],
            ["Préfecture", "Appels pris", 9, 18, 27],
        )
    )
    assert lues()["PREF13", "", "2022-01"] == (9, 10)


def test_les_mois_numerotes(importer):
    importer(
        xlsx(
            ["Fréquentation 2022"],
            ["Indicateur", *range(1, 13), "Total"],
            ["Visites", *range(101, 113), 1278],
        ),
        "web.xlsx",
    )
    assert len(lues("WEB-VISITES")) == 12
    assert lues("WEB-VISITES")[None, "", "2022-12"] == (112, None)


def test_les_grandeurs_au_dessus_des_mois(importer):
    """« Appels reçus » sur douze mois puis « Appels décrochés » sur douze mois."""
    importer(
        xlsx(
            ["", "Appels reçus", None, None, "Appels décrochés", None, None],
            ["Site", *MOIS[:3] * 2],
            ["Préfecture", 10, 20, 30, 9, 18, 27],
            ["Istres", 5, 6, 7, 4, 5, 6],
        )
    )
    assert lues()["SPIST", "", "2022-02"] == (5, 6)
    assert lues()["PREF13", "", "2022-03"] == (27, 30)
