"""Jours ouvrés : motifs, ajout, décompte et refus."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.calendrier import (
    TERRITOIRES,
    Calendrier,
    DateHorsCalendrier,
    JourExclu,
    TerritoireInconnu,
    jours_feries,
)

UN_JOUR = timedelta(days=1)

jours = st.dates(min_value=date(1995, 1, 1), max_value=date(2090, 12, 31))
territoires = st.sampled_from(sorted(TERRITOIRES))


@st.composite
def calendriers(tirer):
    fermetures = tirer(st.dictionaries(st.dates(date(2021, 1, 1), date(2023, 12, 31)), st.text()))
    return Calendrier(tirer(territoires), fermetures)


# --- Motifs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jour", "motif"),
    [
        (date(2022, 3, 4), None),
        (date(2022, 3, 5), "samedi"),
        (date(2022, 3, 6), "dimanche"),
        (date(2022, 4, 18), "Lundi de Pâques (jour férié)"),
        (date(2022, 5, 1), "Fête du Travail (jour férié)"),  # un dimanche
        (date(2022, 5, 27), "fermeture du site : pont de l'Ascension"),
        (date(2022, 5, 28), "samedi"),  # fermé aussi, mais le samedi suffit
        (date(2022, 5, 26), "Ascension (jour férié)"),
        (date(2022, 6, 3), "fermeture du site"),
    ],
)
def test_le_motif_dit_pourquoi_un_jour_ne_compte_pas(jour, motif):
    pont = "pont de l'Ascension"
    fermetures = {date(2022, 5, d): pont for d in (26, 27, 28)} | {date(2022, 6, 3): ""}
    calendrier = Calendrier(fermetures=fermetures)
    assert calendrier.motif(jour) == motif
    assert calendrier.est_ouvre(jour) is (motif is None)


@pytest.mark.parametrize(
    ("territoire", "jour"),
    [
        ("alsace-moselle", date(2022, 4, 15)),
        ("alsace-moselle", date(2022, 12, 26)),
        ("guadeloupe", date(2022, 5, 27)),
        ("martinique", date(2023, 5, 22)),
        ("guyane", date(2022, 6, 10)),
        ("la-reunion", date(2022, 12, 20)),
        ("mayotte", date(2022, 4, 27)),
        ("saint-barthelemy", date(2023, 10, 9)),
        ("saint-martin", date(2024, 5, 28)),
    ],
)
def test_une_fete_locale_ne_ferme_que_son_territoire(territoire, jour):
    assert not Calendrier(territoire).est_ouvre(jour)
    assert Calendrier().est_ouvre(jour)


def test_les_jours_exclus_vont_du_lendemain_du_debut_a_la_fin_incluse():
    exclus = Calendrier().jours_exclus(date(2022, 4, 16), date(2022, 4, 23))
    assert exclus == (
        JourExclu(date(2022, 4, 17), "dimanche"),
        JourExclu(date(2022, 4, 18), "Lundi de Pâques (jour férié)"),
        JourExclu(date(2022, 4, 23), "samedi"),
    )


# --- Ajouter et compter ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("depart", "n", "arrivee"),
    [
        (date(2022, 3, 4), 1, date(2022, 3, 7)),  # vendredi -> lundi
        (date(2022, 3, 5), 1, date(2022, 3, 7)),  # un samedi n'est pas déplacé au lundi
        (date(2022, 3, 5), 5, date(2022, 3, 11)),
        (date(2022, 4, 13), 5, date(2022, 4, 21)),  # lundi de Pâques
        (date(2022, 5, 20), 5, date(2022, 5, 30)),  # Ascension
        (date(2022, 7, 29), 15, date(2022, 8, 22)),  # Assomption
        (date(2022, 12, 31), 1, date(2023, 1, 2)),
        (date(2022, 3, 5), 0, date(2022, 3, 5)),
    ],
)
def test_ajouter_des_jours_ouvres(depart, n, arrivee):
    assert Calendrier().ajouter_jours_ouvres(depart, n) == arrivee


@pytest.mark.parametrize(
    ("debut", "fin", "nombre"),
    [
        (date(2022, 3, 4), date(2022, 3, 7), 1),
        (date(2022, 3, 5), date(2022, 3, 7), 1),
        (date(2022, 3, 7), date(2022, 3, 7), 0),
        (date(2022, 3, 4), date(2022, 3, 6), 0),
        (date(2022, 5, 20), date(2022, 5, 27), 4),
    ],
)
def test_compter_des_jours_ouvres(debut, fin, nombre):
    assert Calendrier().compter_jours_ouvres(debut, fin) == nombre


def test_une_fermeture_recule_l_arrivee_et_ne_se_compte_pas():
    pont = Calendrier(fermetures={date(2022, 5, 27): "pont de l'Ascension"})
    assert pont.ajouter_jours_ouvres(date(2022, 5, 20), 5) == date(2022, 5, 31)
    assert pont.compter_jours_ouvres(date(2022, 5, 25), date(2022, 5, 30)) == 1
    assert pont.prochain_jour_ouvre(date(2022, 5, 26)) == date(2022, 5, 30)


@pytest.mark.parametrize(
    ("jour", "suivant"),
    [
        (date(2022, 3, 4), date(2022, 3, 4)),
        (date(2022, 3, 5), date(2022, 3, 7)),
        (date(2022, 8, 13), date(2022, 8, 16)),  # samedi, dimanche, Assomption
    ],
)
def test_prochain_jour_ouvre(jour, suivant):
    assert Calendrier().prochain_jour_ouvre(jour) == suivant


@given(calendriers(), st.dates(date(2020, 6, 1), date(2024, 6, 1)), st.integers(1, 80))
def test_l_ajout_suit_la_definition_jour_par_jour(calendrier, depart, n):
    jour, restants = depart, n
    while restants:
        jour += UN_JOUR
        restants -= calendrier.est_ouvre(jour)
    assert calendrier.ajouter_jours_ouvres(depart, n) == jour


@given(calendriers(), st.dates(date(2020, 6, 1), date(2024, 6, 1)), st.integers(0, 400))
def test_jours_comptes_et_jours_exclus_font_tous_les_jours(calendrier, debut, duree):
    fin = debut + timedelta(days=duree)
    comptes = calendrier.compter_jours_ouvres(debut, fin)
    assert comptes + len(calendrier.jours_exclus(debut, fin)) == duree


@given(territoires, jours, st.integers(1, 400))
def test_compter_defait_ajouter(territoire, depart, n):
    calendrier = Calendrier(territoire)
    assert calendrier.compter_jours_ouvres(depart, calendrier.ajouter_jours_ouvres(depart, n)) == n


@given(territoires, jours, st.integers(1, 200), st.integers(1, 200))
def test_ajouter_en_deux_fois_ou_en_une(territoire, depart, n, m):
    calendrier = Calendrier(territoire)
    etape = calendrier.ajouter_jours_ouvres(depart, n)
    assert calendrier.ajouter_jours_ouvres(etape, m) == calendrier.ajouter_jours_ouvres(
        depart, n + m
    )


# --- Refus -----------------------------------------------------------------------------------


def test_un_territoire_inconnu_est_refuse_en_nommant_les_autres():
    with pytest.raises(TerritoireInconnu, match="« corse » inconnu.*metropole, alsace-moselle"):
        Calendrier("corse")
    with pytest.raises(TerritoireInconnu):
        jours_feries("Métropole", 2022)


@pytest.mark.parametrize("jour", [date(1989, 12, 31), date(2101, 1, 1), date(1899, 12, 30)])
def test_une_date_hors_du_calendrier_est_refusee(jour):
    calendrier = Calendrier()
    for acte in (calendrier.motif, calendrier.prochain_jour_ouvre):
        with pytest.raises(DateHorsCalendrier, match="tenu de 1990 à 2100"):
            acte(jour)
    with pytest.raises(DateHorsCalendrier, match=f"{jour:%d/%m/%Y}"):
        calendrier.ajouter_jours_ouvres(jour, 1)
    with pytest.raises(DateHorsCalendrier):
        calendrier.compter_jours_ouvres(jour, jour)


def test_une_echeance_hors_du_calendrier_est_refusee():
    with pytest.raises(DateHorsCalendrier, match="L'échéance calculée"):
        Calendrier().ajouter_jours_ouvres(date(2100, 12, 31), 1)
    with pytest.raises(DateHorsCalendrier, match="L'année 2101"):
        jours_feries("metropole", 2101)


def test_le_premier_et_le_dernier_jour_du_calendrier_se_lisent():
    calendrier = Calendrier()
    assert calendrier.ajouter_jours_ouvres(date(1990, 1, 1), 1) == date(1990, 1, 2)
    assert calendrier.ajouter_jours_ouvres(date(2100, 12, 30), 1) == date(2100, 12, 31)


def test_on_ne_compte_ni_a_rebours_ni_un_nombre_negatif():
    with pytest.raises(ValueError, match="négatif"):
        Calendrier().ajouter_jours_ouvres(date(2022, 3, 4), -1)
    with pytest.raises(ValueError, match="vient avant"):
        Calendrier().compter_jours_ouvres(date(2022, 3, 4), date(2022, 3, 3))


# --- Valeur ----------------------------------------------------------------------------------


def test_un_calendrier_est_une_valeur_comparable_et_figee():
    fermetures = {date(2022, 5, 27): "pont"}
    calendrier = Calendrier("guyane", fermetures)
    fermetures[date(2022, 6, 3)] = "ajout après coup"
    assert calendrier.est_ouvre(date(2022, 6, 3))
    assert calendrier == Calendrier("guyane", {date(2022, 5, 27): "pont"})
    assert hash(calendrier) == hash(Calendrier("guyane", {date(2022, 5, 27): "pont"}))
    assert calendrier != Calendrier("guyane")
    with pytest.raises(TypeError):
        calendrier.fermetures[date(2022, 6, 3)] = "interdit"
