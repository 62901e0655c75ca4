"""Le cycle du label, sur des valeurs simples : jalons, situation, périodes."""

from datetime import date
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagements.cycle import (
    CANDIDAT,
    EXPIRE,
    LABELLISE,
    PERDU,
    RETIRE,
    SUSPENDU,
    Chiffres,
    Fait,
    Periode,
    ajouter_mois,
    jalons,
    periodes,
    situation,
)

CHIFFRES = Chiffres(36, 18, 34, 45)
ARLES = 7
cles = count(1)


def fait(genre, jour, site=None, motif="", realise=True, **autres):
    return Fait(next(cles), genre, date.fromisoformat(jour), realise, site, motif, **autres)


def prevu(genre, jour, motif="", site=None):
    return fait(genre, jour, site, motif, realise=False)


def dits(faits, chiffres=CHIFFRES):
    return [(j.genre, str(j.jour), j.nature) for j in jalons(faits, chiffres)]


def etat(faits, jour, site=None, chiffres=CHIFFRES):
    return situation(faits, date.fromisoformat(jour), site, chiffres)


# --- Jalons -----------------------------------------------------------------------------------


def test_de_l_obtention_se_calculent_suivi_renouvellement_et_terme():
    assert dits([fait("obtention", "2020-11-25")]) == [
        ("obtention", "2020-11-25", "fait"),
        ("suivi", "2022-05-25", "calcule"),
        ("audit_interne", "2023-08-11", "calcule"),
        ("renouvellement", "2023-09-25", "calcule"),
        ("fin_validite", "2023-11-25", "calcule"),
    ]


def test_une_date_corrigee_remplace_le_calcul_et_le_rappelle():
    faits = [fait("obtention", "2020-11-25"), prevu("suivi", "2022-07-05", "certificateur")]
    (suivi,) = [jalon for jalon in jalons(faits, CHIFFRES) if jalon.genre == "suivi"]
    assert (suivi.nature, suivi.motif, suivi.calcule) == (
        "corrige",
        "certificateur",
        date(2022, 5, 25),
    )


def test_une_etape_faite_remplace_le_calcul():
    faits = [fait("obtention", "2020-11-25"), fait("suivi", "2022-07-05")]
    assert ("suivi", "2022-07-05", "fait") in dits(faits)
    assert [genre for genre, _, _ in dits(faits)].count("suivi") == 1


def test_l_audit_interne_precede_de_45_jours_un_audit_externe_prevu():
    assert dits([prevu("audit_externe", "2022-06-30")]) == [
        ("audit_interne", "2022-05-16", "calcule"),
        ("audit_externe", "2022-06-30", "prevu"),
    ]


def test_un_audit_externe_deja_fait_n_appelle_plus_d_audit_interne():
    assert dits([fait("audit_externe", "2022-06-30")]) == [("audit_externe", "2022-06-30", "fait")]


def test_un_audit_interne_inscrit_prend_la_place_du_calcul():
    faits = [
        prevu("audit_interne", "2022-06-10", "auditeurs"),
        prevu("audit_externe", "2022-06-30"),
    ]
    interne, externe = jalons(faits, CHIFFRES)
    assert (interne.nature, interne.calcule) == ("corrige", date(2022, 5, 16))


def test_un_label_perdu_ou_retire_n_a_plus_de_jalons_calcules():
    for fin in ("perte", "retrait"):
        faits = [fait("obtention", "2014-03-01"), fait(fin, "2015-06-01", motif="suspension")]
        assert all(nature == "fait" for _, _, nature in dits(faits))


def test_un_label_repris_recalcule_depuis_la_derniere_obtention():
    faits = [
        fait("obtention", "2014-03-01"),
        fait("perte", "2017-01-31", motif="ppng"),
        fait("obtention", "2020-11-25"),
    ]
    assert ("fin_validite", "2023-11-25", "calcule") in dits(faits)
    assert sum(genre == "fin_validite" for genre, _, _ in dits(faits)) == 1


def test_sans_chiffres_rien_ne_se_calcule():
    faits = [fait("obtention", "2010-05-01"), prevu("audit_externe", "2012-05-01")]
    assert [nature for _, _, nature in dits(faits, None)] == ["fait", "prevu"]


def test_les_chiffres_gardes_a_l_obtention_l_emportent_sur_ceux_du_jour():
    faits = [fait("obtention", "2020-11-25", chiffres=Chiffres(48, 24, 46, 45))]
    assert ("fin_validite", "2024-11-25", "calcule") in dits(faits)
    assert etat(faits, "2024-11-25").etat == LABELLISE


def test_un_site_labellise_a_part_a_ses_propres_jalons():
    faits = [fait("obtention", "2020-11-25"), fait("obtention", "2021-03-01", ARLES)]
    termes = {j.site: str(j.jour) for j in jalons(faits, CHIFFRES) if j.genre == "fin_validite"}
    assert termes == {None: "2023-11-25", ARLES: "2024-03-01"}


# --- Situation --------------------------------------------------------------------------------

VIE = [
    fait("candidature", "2013-06-01"),
    fait("obtention", "2014-03-01"),
    fait("suspension", "2015-02-01", motif="écarts majeurs"),
    fait("reprise", "2015-05-01"),
    fait("perte", "2017-01-31", motif="labels suspendus par le ministère"),
    fait("candidature", "2019-09-01"),
    fait("obtention", "2020-11-25"),
]


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        ("2013-01-01", CANDIDAT),
        ("2014-03-01", LABELLISE),
        ("2015-02-01", SUSPENDU),
        ("2015-05-01", LABELLISE),
        ("2017-01-31", PERDU),
        ("2019-09-01", CANDIDAT),
        ("2020-11-25", LABELLISE),
        ("2023-11-25", LABELLISE),
        ("2023-11-26", EXPIRE),
    ],
)
def test_toute_la_vie_d_un_label(jour, attendu):
    assert etat(VIE, jour).etat == attendu


def test_la_situation_dit_depuis_quand_jusqu_a_quand_et_pourquoi():
    assert etat(VIE, "2022-01-01")[1:] == (date(2020, 11, 25), date(2023, 11, 25), "")
    assert etat(VIE, "2018-01-01").motif == "labels suspendus par le ministère"


def test_une_etape_prevue_ne_change_pas_la_situation():
    assert etat([prevu("obtention", "2022-01-01")], "2022-06-01").etat == CANDIDAT


def test_un_terme_corrige_deplace_l_expiration():
    faits = [*VIE, prevu("fin_validite", "2024-05-25", "prolongé par le ministère")]
    assert etat(faits, "2024-05-25").etat == LABELLISE
    assert etat(faits, "2024-05-26").etat == EXPIRE


def test_un_terme_corrige_ne_vaut_que_pour_son_cycle():
    faits = [
        fait("obtention", "2014-03-01"),
        prevu("fin_validite", "2016-01-01", "audit avancé"),
        fait("obtention", "2017-03-01"),
    ]
    assert etat(faits, "2016-06-01").etat == EXPIRE
    assert etat(faits, "2018-01-01").jusqu_au == date(2020, 3, 1)


def test_le_retrait_d_un_site_ne_touche_pas_les_autres():
    faits = [fait("obtention", "2010-05-01"), fait("retrait", "2011-09-01", ARLES, "sans mission")]
    assert etat(faits, "2012-01-01", ARLES) == (RETIRE, date(2011, 9, 1), None, "sans mission")
    assert etat(faits, "2012-01-01").etat == LABELLISE


def test_sans_chiffres_le_label_n_a_pas_de_terme():
    faits = [fait("obtention", "2010-05-01")]
    assert etat(faits, "2030-01-01", chiffres=None) == (LABELLISE, date(2010, 5, 1), None, "")


def test_une_candidature_de_renouvellement_garde_le_label():
    faits = [fait("obtention", "2020-11-25"), fait("candidature", "2023-06-01")]
    assert etat(faits, "2023-07-01").etat == LABELLISE


def test_une_suspension_finit_avec_le_label():
    faits = [fait("obtention", "2020-11-25"), fait("suspension", "2023-01-01", motif="écart")]
    assert etat(faits, "2023-12-01").etat == EXPIRE


def test_les_periodes_se_suivent_sans_trou():
    assert periodes(VIE, date(2013, 6, 1), date(2024, 12, 31), chiffres=CHIFFRES) == [
        Periode(CANDIDAT, date(2013, 6, 1), date(2014, 2, 28)),
        Periode(LABELLISE, date(2014, 3, 1), date(2015, 1, 31)),
        Periode(SUSPENDU, date(2015, 2, 1), date(2015, 4, 30)),
        Periode(LABELLISE, date(2015, 5, 1), date(2017, 1, 30)),
        Periode(PERDU, date(2017, 1, 31), date(2019, 8, 31)),
        Periode(CANDIDAT, date(2019, 9, 1), date(2020, 11, 24)),
        Periode(LABELLISE, date(2020, 11, 25), date(2023, 11, 25)),
        Periode(EXPIRE, date(2023, 11, 26), date(2024, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        ("2020-11-25", 36, "2023-11-25"),
        ("2020-08-31", 18, "2022-02-28"),
        ("2022-08-31", 18, "2024-02-29"),
        ("2020-12-31", 0, "2020-12-31"),
        ("2020-12-15", 1, "2021-01-15"),
    ],
)
def test_ajouter_des_mois_reste_dans_le_mois(jour, mois, attendu):
    assert str(ajouter_mois(date.fromisoformat(jour), mois)) == attendu


GENRES = ["candidature", "obtention", "suspension", "reprise", "perte", "retrait", "fin_validite"]
FAITS = st.lists(
    st.builds(
        Fait,
        st.integers(1, 10**6),
        st.sampled_from(GENRES),
        st.dates(date(2005, 1, 1), date(2030, 1, 1)),
        st.booleans(),
        st.sampled_from([None, ARLES]),
        st.just(""),
        st.none(),
    ),
    max_size=8,
    unique_by=lambda f: f.cle,
)


@given(FAITS, st.sampled_from([None, ARLES]))
def test_quelles_que_soient_les_etapes_les_periodes_couvrent_tout(faits, site):
    debut, fin = date(2004, 1, 1), date(2040, 1, 1)
    suite = periodes(faits, debut, fin, site, CHIFFRES)
    assert (suite[0].debut, suite[-1].fin) == (debut, fin)
    for avant, apres in zip(suite, suite[1:], strict=False):
        assert (apres.debut - avant.fin).days == 1 and avant.etat != apres.etat
    for periode in suite:
        for jour in (periode.debut, periode.fin):
            assert situation(faits, jour, site, CHIFFRES).etat == periode.etat
