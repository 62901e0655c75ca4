"""La règle des formations : un tableau de cas nommés, puis ce qui est vrai de tous."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formations import echeances
from formations.echeances import (
    A_FORMER,
    A_JOUR,
    A_RENOUVELER,
    DISPENSE,
    EN_RETARD,
    HORS,
    Dossier,
    Regle,
    Situation,
    situer,
)

QUATRE_ANS = Regle(12, 48)
UNE_FOIS = Regle(12, None)


def dossier(prise=date(2022, 3, 1), regle=QUATRE_ANS, **champs) -> Dossier:
    return Dossier(regle, prise, **champs)


@pytest.mark.parametrize(
    ("regle", "prise", "derniere", "attendue"),
    [
        pytest.param(QUATRE_ANS, date(2022, 3, 1), None, date(2023, 3, 1), id="jamais formé"),
        pytest.param(QUATRE_ANS, date(2020, 2, 29), None, date(2021, 2, 28), id="29 février"),
        pytest.param(
            QUATRE_ANS,
            date(2020, 1, 1),
            date(2020, 2, 29),
            date(2024, 2, 29),
            id="bissextile à 4 ans",
        ),
        pytest.param(
            Regle(12, 36),
            date(2020, 1, 1),
            date(2020, 2, 29),
            date(2023, 2, 28),
            id="29 février à 3",
        ),
        pytest.param(
            QUATRE_ANS, date(2018, 5, 2), date(2019, 6, 3), date(2023, 6, 3), id="renouvellement"
        ),
        pytest.param(
            QUATRE_ANS,
            date(2022, 1, 3),
            date(2021, 6, 1),
            date(2025, 6, 1),
            id="formé avant le poste",
        ),
        pytest.param(
            QUATRE_ANS, date(2022, 1, 3), date(2012, 6, 1), date(2023, 1, 3), id="formé bien avant"
        ),
        pytest.param(
            UNE_FOIS, date(2016, 1, 13), date(2019, 4, 16), None, id="jamais à renouveler"
        ),
        pytest.param(UNE_FOIS, date(2016, 1, 13), None, date(2017, 1, 13), id="à faire une fois"),
        pytest.param(
            Regle(12, 6),
            date(2022, 1, 1),
            date(2022, 2, 1),
            date(2022, 8, 1),
            id="délai plus court",
        ),
        pytest.param(Regle(1, 48), date(2022, 1, 31), None, date(2022, 2, 28), id="31 du mois"),
    ],
)
def test_l_echeance(regle, prise, derniere, attendue):
    assert echeances.echeance(regle, prise, derniere) == attendue


@pytest.mark.parametrize(
    ("cas", "le", "attendue"),
    [
        pytest.param(
            dossier(), date(2022, 3, 1), Situation(A_FORMER, date(2023, 3, 1)), id="le premier jour"
        ),
        pytest.param(
            dossier(), date(2023, 3, 1), Situation(A_FORMER, date(2023, 3, 1)), id="le jour même"
        ),
        pytest.param(
            dossier(), date(2023, 3, 2), Situation(EN_RETARD, date(2023, 3, 1)), id="le lendemain"
        ),
        pytest.param(dossier(), date(2022, 2, 28), Situation(HORS), id="avant la prise de poste"),
        pytest.param(
            dossier(depart=date(2022, 12, 31)),
            date(2022, 12, 31),
            Situation(A_FORMER, date(2023, 3, 1)),
            id="contrat : dernier jour",
        ),
        pytest.param(
            dossier(depart=date(2022, 12, 31)),
            date(2023, 1, 1),
            Situation(HORS),
            id="contrat terminé",
        ),
        pytest.param(
            dossier(depart=date(2023, 6, 1)),
            date(2023, 6, 2),
            Situation(HORS),
            id="parti en retard",
        ),
        pytest.param(
            dossier(formations=(date(2022, 6, 1),)),
            date(2022, 6, 1),
            Situation(A_JOUR, date(2026, 6, 1)),
            id="formé ce jour",
        ),
        pytest.param(
            dossier(formations=(date(2022, 6, 1),)),
            date(2022, 5, 31),
            Situation(A_FORMER, date(2023, 3, 1)),
            id="formé demain : pas encore",
        ),
        pytest.param(
            dossier(formations=(date(2022, 6, 1),)),
            date(2025, 6, 1),
            Situation(A_JOUR, date(2026, 6, 1)),
            id="douze mois avant",
        ),
        pytest.param(
            dossier(formations=(date(2022, 6, 1),)),
            date(2025, 6, 2),
            Situation(A_RENOUVELER, date(2026, 6, 1)),
            id="moins de douze mois",
        ),
        pytest.param(
            dossier(formations=(date(2022, 6, 1),)),
            date(2026, 6, 2),
            Situation(EN_RETARD, date(2026, 6, 1)),
            id="renouvellement manqué",
        ),
        pytest.param(
            dossier(formations=(date(2018, 6, 1), date(2022, 6, 1))),
            date(2022, 7, 1),
            Situation(A_JOUR, date(2026, 6, 1)),
            id="la dernière compte",
        ),
        pytest.param(
            dossier(date(2022, 9, 1), formations=(date(2021, 4, 1),)),
            date(2022, 9, 1),
            Situation(A_JOUR, date(2025, 4, 1)),
            id="poste changé : sa formation le suit",
        ),
        pytest.param(
            dossier(date(2022, 9, 1)),
            date(2022, 9, 1),
            Situation(A_FORMER, date(2023, 9, 1)),
            id="poste changé, jamais formé : une année entière",
        ),
        pytest.param(
            dossier(date(2020, 1, 6), depart=date(2022, 8, 31)),
            date(2022, 9, 1),
            Situation(HORS),
            id="poste changé : l'ancien retard s'éteint",
        ),
        pytest.param(
            dossier(date(2022, 9, 1), formations=(date(2017, 4, 1),)),
            date(2022, 9, 2),
            Situation(A_RENOUVELER, date(2023, 9, 1)),
            id="formé avant le poste, trop tôt : l'année du poste",
        ),
        pytest.param(
            dossier(date(2020, 2, 29)),
            date(2021, 2, 28),
            Situation(A_FORMER, date(2021, 2, 28)),
            id="29 février : le dernier jour",
        ),
        pytest.param(
            dossier(date(2020, 2, 29)),
            date(2021, 3, 1),
            Situation(EN_RETARD, date(2021, 2, 28)),
            id="29 février : le lendemain",
        ),
        pytest.param(
            dossier(
                date(2022, 3, 1),
                depart=date(2022, 5, 31),
                tutorats=((date(2022, 3, 8), date(2022, 6, 8)),),
            ),
            date(2022, 6, 1),
            Situation(HORS),
            id="contrat terminé : son tutorat ne couvre plus",
        ),
        pytest.param(
            dossier(regle=UNE_FOIS, formations=(date(2022, 6, 1),)),
            date(2040, 1, 1),
            Situation(A_JOUR),
            id="renouvellement null",
        ),
        pytest.param(
            dossier(dispense_le=date(2022, 4, 1)),
            date(2022, 4, 1),
            Situation(DISPENSE),
            id="dispensé",
        ),
        pytest.param(
            dossier(dispense_le=date(2022, 4, 1)),
            date(2022, 3, 31),
            Situation(A_FORMER, date(2023, 3, 1)),
            id="dispensé demain",
        ),
        pytest.param(
            dossier(inscriptions=(date(2022, 10, 6),)),
            date(2022, 9, 1),
            Situation(A_FORMER, date(2023, 3, 1), inscrit_le=date(2022, 10, 6)),
            id="inscrit : s'ajoute",
        ),
        pytest.param(
            dossier(inscriptions=(date(2023, 10, 6), date(2023, 5, 2))),
            date(2023, 4, 1),
            Situation(EN_RETARD, date(2023, 3, 1), inscrit_le=date(2023, 5, 2)),
            id="en retard et inscrit",
        ),
        pytest.param(
            dossier(inscriptions=(date(2022, 10, 6),)),
            date(2022, 10, 7),
            Situation(A_FORMER, date(2023, 3, 1)),
            id="session passée sans lui",
        ),
        pytest.param(
            dossier(formations=(date(2022, 6, 1),), inscriptions=(date(2022, 10, 6),)),
            date(2022, 7, 1),
            Situation(A_JOUR, date(2026, 6, 1)),
            id="à jour : l'inscription ne change rien",
        ),
        pytest.param(
            dossier(tutorats=((date(2022, 3, 8), date(2022, 6, 8)),)),
            date(2022, 6, 8),
            Situation(A_FORMER, date(2023, 3, 1), couvert_jusqu_au=date(2022, 6, 8)),
            id="tutorat : dernier jour",
        ),
        pytest.param(
            dossier(tutorats=((date(2022, 3, 8), date(2022, 6, 8)),)),
            date(2022, 6, 9),
            Situation(A_FORMER, date(2023, 3, 1)),
            id="tutorat éteint",
        ),
        pytest.param(
            dossier(tutorats=((date(2023, 2, 1), date(2023, 5, 1)),)),
            date(2023, 4, 1),
            Situation(EN_RETARD, date(2023, 3, 1), couvert_jusqu_au=date(2023, 5, 1)),
            id="tutorat : l'échéance court toujours",
        ),
        pytest.param(
            dossier(
                tutorats=(
                    (date(2022, 6, 9), date(2022, 9, 9)),
                    (date(2022, 3, 8), date(2022, 6, 8)),
                )
            ),
            date(2022, 4, 1),
            Situation(A_FORMER, date(2023, 3, 1), couvert_jusqu_au=date(2022, 9, 9)),
            id="tutorat renouvelé sans trou",
        ),
        pytest.param(
            dossier(
                tutorats=(
                    (date(2022, 3, 8), date(2022, 6, 8)),
                    (date(2022, 8, 1), date(2022, 11, 1)),
                )
            ),
            date(2022, 4, 1),
            Situation(A_FORMER, date(2023, 3, 1), couvert_jusqu_au=date(2022, 6, 8)),
            id="tutorat repris après un trou",
        ),
        pytest.param(
            dossier(
                formations=(date(2018, 1, 1),), tutorats=((date(2022, 3, 8), date(2022, 6, 8)),)
            ),
            date(2022, 4, 1),
            Situation(A_RENOUVELER, date(2023, 3, 1)),
            id="déjà formé : rien à couvrir",
        ),
    ],
)
def test_la_situation(cas, le, attendue):
    assert situer(cas, le) == attendue


@pytest.mark.parametrize(
    ("cas", "devait", "forme"),
    [
        pytest.param(dossier(date(2021, 7, 12)), True, False, id="jamais formé"),
        pytest.param(
            dossier(date(2014, 2, 20), formations=(date(2018, 2, 19), date(2022, 4, 7))),
            True,
            True,
            id="formé dans l'année : il le devait",
        ),
        pytest.param(dossier(date(2021, 12, 31)), True, False, id="dû le 31 décembre"),
        pytest.param(dossier(date(2022, 1, 1)), False, False, id="dû le 1er janvier d'après"),
        pytest.param(
            dossier(date(2016, 1, 1), formations=(date(2019, 1, 1),)), False, False, id="dû en 2023"
        ),
        pytest.param(
            dossier(date(2016, 1, 1), formations=(date(2019, 1, 1), date(2022, 5, 5))),
            False,
            True,
            id="formé en avance",
        ),
        pytest.param(
            dossier(date(2016, 1, 1), dispense_le=date(2021, 6, 1)), False, False, id="dispensé"
        ),
        pytest.param(
            dossier(date(2016, 1, 1), formations=(date(2023, 1, 9),)),
            True,
            False,
            id="l'an d'après",
        ),
    ],
)
def test_le_bilan_de_2022(cas, devait, forme):
    assert echeances.devait_suivre(cas, 2022) is devait
    assert echeances.a_ete_forme(cas, 2022, date(2022, 12, 31)) is forme


def test_un_bilan_ignore_ce_qui_suit_la_date_d_arrete():
    cas = dossier(formations=(date(2022, 11, 3),))
    assert not echeances.a_ete_forme(cas, 2022, date(2022, 10, 31))


def test_la_prevision_range_par_trimestre_et_met_a_part_les_retards():
    dues = [
        date(2022, 12, 30),
        date(2023, 1, 1),
        date(2023, 3, 31),
        date(2023, 4, 1),
        date(2030, 1, 1),
    ]
    assert echeances.prevoir(dues, date(2023, 1, 1), 3) == {
        None: 1,
        (2023, 1): 2,
        (2023, 2): 1,
        (2023, 3): 0,
    }


def test_les_trimestres_passent_l_annee():
    assert list(echeances.trimestres(date(2022, 11, 5), 3)) == [(2022, 4), (2023, 1), (2023, 2)]


# --- Propriétés -----------------------------------------------------------------------------------

JOURS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
REGLES = st.builds(Regle, st.integers(1, 36), st.one_of(st.none(), st.integers(1, 120)))


@st.composite
def dossiers(tirer) -> Dossier:
    prise = tirer(JOURS)
    tutorats = tirer(st.lists(st.tuples(JOURS, st.integers(0, 400)), max_size=3))
    return Dossier(
        tirer(REGLES),
        prise,
        tirer(st.one_of(st.none(), st.dates(prise, date(2041, 1, 1)))),
        tuple(tirer(st.lists(JOURS, max_size=4))),
        tuple(tirer(st.lists(JOURS, max_size=3))),
        tirer(st.one_of(st.none(), JOURS)),
        tuple((du, du + timedelta(days=duree)) for du, duree in tutorats),
    )


@given(dossiers(), JOURS)
def test_en_retard_si_et_seulement_si_l_echeance_est_passee(cas, le):
    lue = situer(cas, le)
    if lue.etat in (HORS, DISPENSE):
        assert lue.echeance is None
    else:
        assert (lue.etat == EN_RETARD) == (lue.echeance is not None and lue.echeance < le)


@given(dossiers(), JOURS)
def test_ni_l_inscription_ni_le_tutorat_ne_changent_l_etat(cas, le):
    nu = replace(cas, inscriptions=(), tutorats=())
    lue = situer(cas, le)
    assert situer(nu, le) == replace(lue, inscrit_le=None, couvert_jusqu_au=None)
    assert lue.inscrit_le is None or lue.inscrit_le >= le
    assert lue.couvert_jusqu_au is None or lue.couvert_jusqu_au >= le


@given(dossiers(), JOURS, JOURS)
def test_une_formation_de_plus_n_avance_jamais_l_echeance_d_un_renouvellement_assez_long(
    cas, le, de
):
    """Renouvelée au moins au rythme du premier délai, se former ne peut pas nuire."""
    regle = cas.regle
    long = replace(regle, renouvellement_mois=max(regle.renouvellement_mois or 36, 36))
    avant = echeances.echeance_au(replace(cas, regle=long, dispense_le=None), le)
    plus = replace(cas, regle=long, dispense_le=None, formations=(*cas.formations, de))
    assert echeances.echeance_au(plus, le) >= avant


@given(dossiers(), JOURS)
def test_hors_du_poste_si_et_seulement_si_le_jour_est_hors_de_ses_bornes(cas, le):
    dedans = cas.prise_de_poste <= le and (cas.depart is None or le <= cas.depart)
    assert (situer(cas, le).etat == HORS) is not dedans


@given(dossiers(), JOURS)
def test_un_tutorat_couvre_chaque_jour_jusqu_a_celui_qu_il_dit_et_pas_le_suivant(cas, le):
    fin = echeances.couverture(cas, le)
    if fin is None:
        assert not any(du <= le <= au for du, au in cas.tutorats)
        return
    un_jour = timedelta(days=1)
    for rang in range((fin - le).days + 1):
        jour = le + rang * un_jour
        assert any(du <= jour <= au for du, au in cas.tutorats)
    assert not any(du <= fin + un_jour <= au for du, au in cas.tutorats)


@given(dossiers(), JOURS, st.integers(1, 400))
def test_un_depart_plus_tardif_n_efface_aucune_obligation(cas, le, jours):
    """Un contrat prolongé rend ce qui était dû, à la même échéance."""
    if cas.depart is None or not echeances.est_en_poste(cas, le):
        return
    prolonge = replace(cas, depart=cas.depart + timedelta(days=jours))
    assert situer(prolonge, le) == situer(cas, le)


@given(dossiers(), JOURS)
def test_ce_qui_suit_le_jour_ne_change_pas_sa_situation(cas, le):
    connues = replace(cas, formations=tuple(jour for jour in cas.formations if jour <= le))
    assert situer(connues, le) == situer(cas, le)


@given(st.lists(JOURS, max_size=30), JOURS, st.integers(1, 12))
def test_la_prevision_ne_compte_personne_deux_fois(dues, le, nombre):
    prevus = echeances.prevoir(dues, le, nombre)
    assert len(prevus) == nombre + 1
    assert sum(prevus.values()) <= len(dues)
    assert prevus[None] == sum(due < le for due in dues)
