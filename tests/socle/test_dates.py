"""Dates, mois et périodes écrits par les services."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.lecture.cellules import NON_CALCULEE, ErreurExcel
from qualepref.socle.lecture.dates import lire_date, lire_mois, lire_periode
from qualepref.socle.lecture.valeurs import ValeurRefusee
from qualepref.socle.typographie import MOIS
from tests.socle.test_valeurs import ABSENCES, valeurs_quelconques

TROIS_MARS = date(2022, 3, 3)
jours = st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31))


def refus(lecture, *arguments, **options):
    with pytest.raises(ValeurRefusee) as leve:
        lecture(*arguments, **options)
    return leve.value.code, str(leve.value).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "ecriture",
    [
        *(TROIS_MARS, datetime(2022, 3, 3, 14, 30), 44623, 44623.6, "44623", "44623,6"),
        *("03/03/2022", "3/3/2022", "03/03/22", " 03/03/2022  ", "03/03/2022\u00a0", "03.03.2022"),
        *("03-03-2022", "3-3-22", "03 03 2022", "03 / 03 / 2022", "2022-03-03", "2022/03/03"),
        *("2022-03-03 14:30", "2022-03-03T14:30:00", "2022-03-03T14:30:00.123Z"),
        *("2022-03-03T14:30:00+01:00", "03/03/2022 14:30", "03/03/2022 14:30:05"),
        *("03/03/2022 14h30", "03/03/2022 à 14h", "03/03/2022 à 14 h 30", "3 mars 2022"),
        *("3 MARS 2022", "le 3 mars 2022", "Jeudi 3 mars 2022", "jeu. 03/03/2022", "3-mars-22"),
        *("jeudi 3 mars 2022 à 14h30", "Le 03/03/2022.", "03\u202f/\u202f03\u202f/\u202f2022"),
    ],
)
def test_une_date_s_ecrit_de_bien_des_facons(ecriture):
    assert lire_date(ecriture) == TROIS_MARS


@pytest.mark.parametrize(
    ("ecriture", "attendue"),
    [
        ("1er mars 2022", date(2022, 3, 1)),
        ("03-janv.-22", date(2022, 1, 3)),
        ("15 févr. 2022", date(2022, 2, 15)),
        ("15 fev 2022", date(2022, 2, 15)),
        ("14 juil. 2022", date(2022, 7, 14)),
        ("15 août 2022", date(2022, 8, 15)),
        ("15 AOUT 2022", date(2022, 8, 15)),
        ("5 déc. 2022", date(2022, 12, 5)),
        ("05/04/2022", date(2022, 4, 5)),  # le jour puis le mois
        ("29/02/2024", date(2024, 2, 29)),
        ("01/01/99", date(2099, 1, 1)),
    ],
)
def test_le_jour_puis_le_mois(ecriture, attendue):
    assert lire_date(ecriture) == attendue


@pytest.mark.parametrize("mention", [None, *ABSENCES])
def test_une_absence_n_est_pas_une_date(mention):
    assert lire_date(mention) is None
    assert refus(lire_date, mention, requise=True)[0] == "date_absente"


@pytest.mark.parametrize(
    ("ecriture", "raison"),
    [
        ("31/04/2022", "avril n'a que 30 jours"),
        ("31 septembre 2022", "septembre n'a que 30 jours"),
        ("30/02/2022", "février n'a que 28 jours"),
        ("30/02/2024", "février n'a que 29 jours"),
        ("29/02/2021", "2021 n'est pas bissextile"),
        ("32/01/2022", "janvier n'a que 31 jours"),
        ("2022-13-01", "il n'y a pas de mois 13"),
        ("03/25/2022", "il n'y a pas de mois 25"),
        ("03/00/2022", "il n'y a pas de mois 0"),
        ("00/01/2022", "il n'y a pas de jour 0"),
    ],
)
def test_une_date_impossible_dit_pourquoi(ecriture, raison):
    code, message = refus(lire_date, ecriture)
    assert code == "date_impossible"
    assert message.startswith(f"« {ecriture} » : {raison}")


@pytest.mark.parametrize(
    "valeur",
    [
        *("?? mars 2022", "mars 2022", "03/01", "3 foo 2022", "à voir", "2022", "20220303", "?"),
        *("03/03/202", "03/03/0202", "03/03/2022 ou 04/03/2022", "03/03-2022", "3.3", "12h30"),
        *("00/00/0000", ErreurExcel("#N/A"), ErreurExcel("#REF!"), NON_CALCULEE, "#VALEUR!"),
        *(0, 260, 2022, -5, 1e10, 1e300, time(2, 5), timedelta(days=3), True, False),
        *(date(1900, 3, 22), datetime(1904, 1, 1, 8)),
    ],
)
def test_ce_qui_n_est_pas_une_date_est_refuse(valeur):
    code, message = refus(lire_date, valeur)
    assert code in {"date_illisible", "date_impossible"}
    assert code == "date_illisible" or valeur == "00/00/0000"
    assert message.startswith("« ") and message.endswith(".")


def test_une_erreur_de_formule_dit_ce_qu_elle_est():
    assert "en erreur" in refus(lire_date, ErreurExcel("#N/A"))[1]
    assert "enregistrez-le" in refus(lire_date, NON_CALCULEE)[1]


def test_une_date_apres_le_jour_de_l_import_est_refusee():
    jour = date(2022, 12, 31)
    assert lire_date("31/12/2022", au_plus_tard=jour) == jour
    code, message = refus(lire_date, "01/01/2023", au_plus_tard=jour)
    assert code == "date_future"
    assert "postérieure au 31/12/2022" in message
    assert refus(lire_date, "05/01/2202", au_plus_tard=jour)[0] == "date_future"


@pytest.mark.parametrize("serie", [43161, 43161.5, "43161"])
def test_un_numero_de_serie_depuis_1904(serie):
    assert lire_date(serie, date1904=True) == TROIS_MARS
    assert lire_date(serie) == TROIS_MARS - timedelta(days=1462)
    assert lire_date("03/03/2022", date1904=True) == TROIS_MARS


@given(jour=jours)
def test_une_date_ecrite_se_relit(jour):
    for ecriture in (
        f"{jour:%d/%m/%Y}",
        f"{jour:%d-%m-%Y %H:%M}",
        jour.isoformat(),
        f"{jour.day} {MOIS[jour.month - 1]} {jour.year}",
        (jour - date(1899, 12, 30)).days,
    ):
        assert lire_date(ecriture) == jour


@pytest.mark.parametrize("lecture", [lire_date, lire_periode, lire_mois])
@given(valeur=valeurs_quelconques)
def test_aucune_valeur_ne_fait_tomber_la_lecture(lecture, valeur):
    try:
        lecture(valeur)
    except ValeurRefusee as leve:
        assert str(leve)


@given(texte=st.from_regex(r"[0-9]{1,4}[/.\- ][0-9]{1,2}[/.\- ][0-9]{1,4}", fullmatch=True))
def test_aucun_texte_qui_ressemble_a_une_date_ne_fait_tomber_la_lecture(texte):
    for lecture in (lire_date, lire_periode, lire_mois):
        try:
            lecture(texte)
        except ValeurRefusee as leve:
            assert str(leve)


# --- Périodes et mois -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ecriture", "attendu"),
    [
        *(("T2 2022", "2022-06-30"), ("2e trimestre 2022", "2022-06-30"), ("T2/22", "2022-06-30")),
        *(("2ème trimestre 2022", "2022-06-30"), ("1er trim. 2022", "2022-03-31")),
        *(("2022-T3", "2022-09-30"), ("T4-2022", "2022-12-31"), ("3T 2022", "2022-09-30")),
        *(("deuxième trimestre 2022", "2022-06-30"), ("fin du T2 2022", "2022-06-30")),
        *(("trimestre 3 2022", "2022-09-30"), ("4e trimestre de 2022", "2022-12-31")),
        *(("S1 2022", "2022-06-30"), ("1er semestre 2022", "2022-06-30"), ("S2 22", "2022-12-31")),
        *(("2022-S1", "2022-06-30"), ("premier semestre 2023", "2023-06-30")),
        *(
            ("juin 2022", "2022-06-30"),
            ("Juin 2022", "2022-06-30"),
            ("fin juin 2022", "2022-06-30"),
        ),
        *(("06/2022", "2022-06-30"), ("6/2022", "2022-06-30"), ("2022-06", "2022-06-30")),
        *(("d'ici fin juin 2022", "2022-06-30"), ("courant juin 2022", "2022-06-30")),
        *(("févr. 2024", "2024-02-29"), ("déc. 22", "2022-12-31"), ("Avril 2022", "2022-04-30")),
        *(("fin 2022", "2022-12-31"), ("2022", "2022-12-31"), (2022, "2022-12-31")),
        *(("fin d'année 2022", "2022-12-31"), ("fin de l'année 2022", "2022-12-31")),
        *(("31/03/2022", "2022-03-31"), ("3 mars 2022", "2022-03-03"), (44623, "2022-03-03")),
        *((date(2022, 3, 3), "2022-03-03"), (datetime(2022, 3, 3, 8), "2022-03-03")),
        *(("Permanent", None), ("permanente", None), ("en continu", None), ("sans", None)),
        *(("sans objet", None), ("illimité", None), ("illimitée", None), ("", None), (None, None)),
    ],
)
def test_une_periode_vaut_son_dernier_jour(ecriture, attendu):
    lue = lire_periode(ecriture)
    assert lue == (attendu and date.fromisoformat(attendu))


@pytest.mark.parametrize(
    "ecriture", ["bientôt", "juin", "T5 2022", "S3 2022", "T2", "3e semestre 2022", "été 2022", 12]
)
def test_une_periode_sans_annee_ou_inconnue_est_refusee(ecriture):
    assert refus(lire_periode, ecriture)[0] == "date_illisible"


def test_une_periode_impossible_dit_pourquoi():
    assert refus(lire_periode, "13/2022") == (
        "date_impossible",
        "« 13/2022 » : il n'y a pas de mois 13.",
    )
    assert "février n'a que 28 jours" in refus(lire_periode, "30/02/2022")[1]


@pytest.mark.parametrize(
    ("ecriture", "attendu"),
    [
        *(("janvier 2022", (2022, 1)), ("Janvier  2022", (2022, 1)), ("août 2022", (2022, 8))),
        *(("janv.", (2021, 1)), ("févr.", (2021, 2)), ("JUIL.", (2021, 7)), ("sept.", (2021, 9))),
        *(("oct.", (2021, 10)), ("déc.", (2021, 12)), ("mai", (2021, 5)), ("décembre", (2021, 12))),
        *(("janv-22", (2022, 1)), ("01/2022", (2022, 1)), ("2022-01", (2022, 1)), ("3", (2021, 3))),
        *((3, (2021, 3)), ("mois de mars 2022", (2022, 3)), ("d'avril 2022", (2022, 4))),
        *((date(2022, 2, 1), (2022, 2)), (datetime(2022, 2, 1, 8), (2022, 2)), (44593, (2022, 2))),
        *(("01/02/2022", (2022, 2)), (None, None), ("  ", None)),
    ],
)
def test_un_mois_se_lit_avec_ou_sans_annee(ecriture, attendu):
    assert lire_mois(ecriture, annee=2021) == attendu


def test_un_mois_sans_annee_connue_la_laisse_vide():
    assert lire_mois("janv.") == (None, 1)


@pytest.mark.parametrize(
    "ecriture", ["Année 2022", "foo", 13, "Total", "T1 2022", ErreurExcel("#N/A")]
)
def test_un_mois_inconnu_est_refuse(ecriture):
    assert refus(lire_mois, ecriture)[0] == "mois_illisible"
