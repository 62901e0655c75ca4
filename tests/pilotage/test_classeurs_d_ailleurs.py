"""Des classeurs d'indicateurs d'autres préfectures : leurs dispositions, lues comme un humain."""

from datetime import date

import pytest
from django.core.management import CommandError

from pilotage.models import Mesure
from tests.pilotage.ailleurs import MOIS, classeur, lues
from tests.tableurs import octets, xlsx


@pytest.fixture
def importer(importer_ailleurs):
    return importer_ailleurs


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


def test_une_ligne_par_mesure(importer):
    """Le format long des exports : mois, site, indicateur, valeur."""
    importer(
        xlsx(
            ["Mois", "Site", "Indicateur", "Valeur", "Observations"],
            ["03/2022", "SP Arles", "Appels reçus", 10, "panne le 12"],
            ["03/2022", "SP Arles", "Appels décrochés", 9, None],
            ["03/2022", "SP Istres", "Appels reçus", 20, None],
            ["03/2022", "SP Istres", "Appels décrochés", 15, None],
        )
    )
    assert lues() == {("SPARL", "", "2022-03"): (9, 10), ("SPIST", "", "2022-03"): (15, 20)}


def test_un_mois_par_feuille(importer):
    entete = ["Site", "Appels reçus", "Appels décrochés", "Commentaire"]
    importer(
        octets(
            classeur(
                Janvier=[entete, ["Préfecture", 10, 9, ""], ["Arles", 5, 4, ""], ["TOTAL", 15, 13]],
                Février=[entete, ["Préfecture", 20, 18, ""], ["Arles", 6, 5, ""]],
            )
        )
    )
    assert lues()["PREF13", "", "2022-02"] == (18, 20)
    assert lues()["SPARL", "", "2022-01"] == (4, 5)
    assert len(lues()) == 4


def test_le_mois_fusionne_au_dessus_des_sites(importer):
    importer(
        xlsx(
            ["Mois", "Site", "Appels\nreçus", "Appels\ndécrochés"],
            ["janv-22", "Préfecture", 10, 9],
            [None, "Aix", 5, 4],
            ["févr-22", "Préfecture", 20, 18],
            [None, "Aix", 6, 5],
            retouche=lambda f: (f.merge_cells("A2:A3"), f.merge_cells("A4:A5")),
        )
    )
    assert lues()["SPAIX", "", "2022-01"] == (4, 5)
    assert lues()["SPAIX", "", "2022-02"] == (5, 6)


def test_les_reseaux_au_dessus_de_leurs_grandeurs(importer):
    importer(
        xlsx(
            ["", "Facebook", None, "X (ex-Twitter)", None],
            ["Mois", "Posts", "Taux d'engagement (%)", "Posts", "Taux d'engagement (%)"],
            ["janvier", 12, 5.2, 8, 0.9],
            ["février", 10, 4.8, 7, 1.4],
        )
    )
    assert lues("RS-PUBLICATIONS")[None, "X", "2022-02"] == (7, None)
    assert lues("RS-ENGAGEMENT")[None, "X", "2022-01"] == 0.009
    assert lues("RS-ENGAGEMENT")[None, "Facebook", "2022-01"] == 0.052


def test_deux_annees_l_une_au_dessus_de_l_autre(importer):
    importer(
        xlsx(
            ["Mois", "Visites"],
            ["2021"],
            ["janvier", 1],
            ["février", 2],
            ["2022"],
            ["janvier", 3],
            ["février", 4],
        ),
        "site.xlsx",
    )
    lu = {periode: valeurs[0] for (_, _, periode), valeurs in lues("WEB-VISITES").items()}
    assert lu == {"2021-01": 1, "2021-02": 2, "2022-01": 3, "2022-02": 4}


def test_les_annees_en_colonnes(importer):
    """Un mois par ligne, une année par colonne : c'est la comparaison usuelle."""
    importer(
        xlsx(
            ["Nombre de visites du site internet"],
            ["Mois", 2021, 2022],
            ["janvier", 1, 3],
            ["février", 2, 4],
            ["Total", 3, 7],
            nom="Visites",
        ),
        "site.xlsx",
    )
    lu = {periode: valeurs[0] for (_, _, periode), valeurs in lues("WEB-VISITES").items()}
    assert lu == {"2021-01": 1, "2021-02": 2, "2022-01": 3, "2022-02": 4}


def test_deux_annees_sous_chaque_mois(importer):
    importer(
        xlsx(
            ["", "janvier", None, "février", None],
            ["Indicateur", 2021, 2022, 2021, 2022],
            ["Visites", 1, 2, 3, 4],
        ),
        "site.xlsx",
    )
    lu = {periode: valeurs[0] for (_, _, periode), valeurs in lues("WEB-VISITES").items()}
    assert lu == {"2021-01": 1, "2022-01": 2, "2021-02": 3, "2022-02": 4}


def test_des_semaines_ne_sont_pas_des_semestres(importer):
    with pytest.raises(CommandError, match="en-tête|pas un mois"):
        importer(xlsx(["Semaine", "Visites"], ["S1", 1], ["S2", 2], ["S3", 3]))
