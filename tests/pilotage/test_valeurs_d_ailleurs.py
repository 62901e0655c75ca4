"""Des classeurs d'indicateurs d'autres préfectures : leurs valeurs, leurs sites, leurs fautes."""

from datetime import date, datetime

import pytest
from django.core.management import CommandError

from tests.pilotage.ailleurs import MOIS, classeur, lues, phrases
from tests.tableurs import date_ods, ligne_ods, octets, ods, texte_ods, xlsx


@pytest.fixture
def importer(importer_ailleurs):
    return importer_ailleurs


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


def test_le_departement_seul_vaut_pour_tous_ses_sites(importer):
    importer(
        xlsx(
            ["Site", "Indicateur", *MOIS[:3]],
            ["Département", "Appels reçus", 10, 20, 30],
            ["Bouches-du-Rhône", "Appels décrochés", 9, 18, 27],
        )
    )
    assert lues()[None, "", "2022-03"] == (27, 30)


def test_une_section_de_lieu_inconnu_ne_passe_pas_pour_le_site_d_avant(importer):
    with pytest.raises(CommandError, match="site inconnu"):
        importer(
            xlsx(
                ["Indicateur", *MOIS[:3]],
                ["SP Arles"],
                ["Appels reçus", 10, 20, 30],
                ["Sous-préfecture de Gap"],
                ["Appels reçus", 5, 6, 7],
            )
        )


def test_un_classeur_libre_office(importer):
    entete = ligne_ods(texte_ods("Mois"), texte_ods("Nombre de connexions"))
    importer(ods(entete + ligne_ods(date_ods("2022-03-01"), texte_ods("1 500"))), "web.ods")
    assert lues("WEB-VISITES") == {(None, "", "2022-03"): (1500, None)}


def test_des_appels_perdus_sans_appels_pris_se_signalent(importer):
    rapport = importer(xlsx(["Mois", "Appels reçus", "Appels abandonnés"], ["mars", 100, 15]))
    assert lues() == {(None, "", "2022-03"): "non_mesure"}
    assert "décrochés ne sont pas donnés" in phrases(rapport)


def test_le_site_internet_n_est_pas_un_lieu(importer):
    importer(xlsx(["Site", "Mois", "Visites"], ["Site internet", "mars", 12]))
    assert lues("WEB-VISITES") == {(None, "", "2022-03"): (12, None)}


@pytest.mark.parametrize(
    "ecrit", ["du 01/03/2022 au 31/03/2022", 202203, "2022_03", "mars2022", "MARS 22"]
)
def test_un_mois_s_ecrit_de_plusieurs_facons(importer, ecrit):
    importer(xlsx(["Période", "Visites"], [ecrit, 12]), "web.xlsx")
    assert lues("WEB-VISITES") == {(None, "", "2022-03"): (12, None)}
