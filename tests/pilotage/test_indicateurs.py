"""Règles de consolidation : sommes, absences, suspensions, cible."""

from datetime import date
from fractions import Fraction

import pytest

from pilotage.grandeurs import (
    ENSEMBLE,
    Definition,
    Etat,
    Lieu,
    Situation,
    Suspension,
    Valeur,
)
from pilotage.indicateurs import (
    borner,
    completer,
    consolider,
    juger,
    lieux_de,
    periodes_du_compte,
    suspendre,
)
from qualepref.socle.periodes import Genre, Periode
from tests.attendus import attendus_de

TAUX = Definition(code="T", unite="%", sens="hausse", cible=Fraction("0.85"), delai=10)
NOMBRE = Definition(code="N", unite="nombre", sens="hausse", cible=Fraction(8))
ARRETE = date(2023, 6, 1)
T1 = Periode.lire("2022-T1")


def valeur(cle, numerateur=None, denominateur=None, lieu=ENSEMBLE, **champs):
    vide = numerateur is None and "reprise" not in champs
    etat = champs.pop("etat", Etat.NON_MESURE if vide else Etat.MESURE)
    return Valeur(
        periode=Periode.lire(cle),
        lieu=lieu,
        etat=etat,
        numerateur=numerateur,
        denominateur=denominateur,
        **champs,
    )


def test_un_taux_se_consolide_par_les_sommes_et_non_par_la_moyenne_des_taux():
    mois = [valeur("2022-01", 1, 1), valeur("2022-02", 10, 100)]
    chiffre = consolider(mois, TAUX, T1, arrete=ARRETE)
    assert (chiffre.numerateur, chiffre.denominateur) == (11, 101)
    assert chiffre.valeur == Fraction(11, 101)


def test_un_mois_absent_n_est_pas_un_zero_et_se_dit():
    mois = [valeur("2022-01", 9, 10), valeur("2022-02"), valeur("2022-03", 8, 10)]
    chiffre = consolider(mois, TAUX, T1, arrete=ARRETE)
    assert chiffre.valeur == Fraction(17, 20)
    assert chiffre.mesures == 2
    assert chiffre.manques == ((ENSEMBLE, Periode.lire("2022-02")),)
    assert chiffre.est_partiel


def test_un_etat_lu_au_dernier_jour_ne_s_additionne_pas_d_un_mois_a_l_autre():
    etat = Definition(code="DOC-A-JOUR", unite="%", ventilation=("service",))
    ici, la = Lieu(1, 1), Lieu(1, 2)
    mois = [
        valeur("2022-01", 1, 10, ici),
        valeur("2022-02", 8, 10, ici),
        valeur("2022-02", 1, 2, la),
        valeur("2022-03", lieu=ici),
    ]
    chiffre = consolider(mois, etat, T1, arrete=ARRETE)
    assert (chiffre.numerateur, chiffre.denominateur) == (9, 12)
    assert consolider(mois, etat, T1, arrete=ARRETE, lieu=la).denominateur == 2


@pytest.mark.parametrize(
    ("arrete", "etat"),
    [(date(2022, 4, 10), Etat.EN_ATTENTE), (date(2022, 4, 11), Etat.NON_MESURE)],
)
def test_sans_mesure_on_attend_le_delai_puis_on_dit_non_mesure(arrete, etat):
    chiffre = consolider([], TAUX, T1, arrete=arrete)
    assert chiffre.etat is etat
    assert chiffre.valeur is None


def test_zero_appel_est_une_mesure_dont_le_taux_est_absent():
    chiffre = consolider([valeur("2022-01", 0, 0)], TAUX, T1, arrete=ARRETE)
    assert chiffre.etat is Etat.MESURE
    assert chiffre.valeur is None
    assert juger(chiffre, TAUX) is Situation.SANS_CHIFFRE


def test_zero_publication_vaut_zero_et_se_juge():
    chiffre = consolider([valeur("2022-01", 0)], NOMBRE, T1, arrete=ARRETE)
    assert chiffre.valeur == 0
    assert juger(chiffre, NOMBRE) is Situation.NON_ATTEINT


@pytest.mark.parametrize(
    ("numerateur", "situation"),
    [(849, Situation.NON_ATTEINT), (850, Situation.ATTEINT), (851, Situation.ATTEINT)],
)
def test_la_cible_se_compare_sur_la_valeur_exacte(numerateur, situation):
    chiffre = consolider([valeur("2022-01", numerateur, 1000)], TAUX, T1, arrete=ARRETE)
    assert juger(chiffre, TAUX) is situation


def test_84_996_pour_cent_n_atteint_pas_85_meme_si_l_ecran_arrondit():
    chiffre = consolider([valeur("2022-01", 84996, 100000)], TAUX, T1, arrete=ARRETE)
    assert juger(chiffre, TAUX) is Situation.NON_ATTEINT


@pytest.mark.parametrize(
    ("sens", "cible", "situation"),
    [
        ("baisse", Fraction(5), Situation.ATTEINT),
        ("baisse", Fraction(4), Situation.NON_ATTEINT),
        ("neutre", Fraction(4), Situation.SANS_CIBLE),
        ("baisse", None, Situation.SANS_CIBLE),
    ],
)
def test_le_sens_dit_de_quel_cote_est_le_mieux(sens, cible, situation):
    definition = Definition(code="J", unite="jours", sens=sens, cible=cible)
    chiffre = consolider([valeur("2022-01", 50, 10)], definition, T1, arrete=ARRETE)
    assert juger(chiffre, definition) is situation


def test_un_nombre_s_additionne_et_se_juge_par_mois_mesure():
    comptes = [Lieu(modalite="Facebook"), Lieu(modalite="Twitter")]
    mois = [valeur(cle, 5, lieu=lieu) for cle in ("2022-01", "2022-02") for lieu in comptes]
    chiffre = consolider(mois, NOMBRE, T1, arrete=ARRETE)
    assert chiffre.valeur == 20  # soit 10 par mois, pour une cible de 8
    assert juger(chiffre, NOMBRE) is Situation.ATTEINT
    assert NOMBRE.pour(comptes[0]).cible is None


def test_une_periode_suspendue_sort_du_taux_avec_son_motif():
    suspension = Suspension(date(2022, 2, 1), date(2022, 2, 28), "crise sanitaire")
    mois = [valeur("2022-01", 9, 10), valeur("2022-02", 0, 10)]
    suspendues = suspendre(mois, [suspension])
    assert suspendues[1].motif == "crise sanitaire"
    chiffre = consolider(suspendues, TAUX, T1, arrete=ARRETE)
    assert (chiffre.numerateur, chiffre.denominateur) == (9, 10)
    assert not chiffre.manques


def test_un_mois_a_moitie_suspendu_garde_sa_mesure():
    suspension = Suspension(date(2022, 2, 10), date(2022, 3, 10))
    assert suspendre([valeur("2022-02", 1, 2)], [suspension])[0].est_mesuree


def test_la_suspension_d_un_site_ne_touche_pas_les_autres():
    suspension = Suspension(date(2022, 1, 1), date(2022, 1, 31), "travaux", site=1)
    mois = [valeur("2022-01", 1, 2, Lieu(site)) for site in (1, 2)]
    assert [v.etat for v in suspendre(mois, [suspension])] == [Etat.SUSPENDU, Etat.MESURE]


def test_un_trimestre_tout_suspendu_se_dit_suspendu_meme_sans_mesure():
    suspension = Suspension(date(2021, 12, 1), date(2022, 4, 30), "crise")
    chiffre = consolider([], TAUX, T1, arrete=ARRETE, suspensions=[suspension])
    assert chiffre.etat is Etat.SUSPENDU


def test_le_total_d_un_site_ne_s_ajoute_pas_au_detail_de_ses_services():
    mois = [
        valeur("2022-01", 9, 10, Lieu(1)),
        valeur("2022-01", 4, 5, Lieu(1, 11)),
        valeur("2022-01", 5, 5, Lieu(1, 12)),
        valeur("2022-01", 1, 10, Lieu(2, 21)),
    ]
    ensemble = consolider(mois, TAUX, T1, arrete=ARRETE)
    assert (ensemble.numerateur, ensemble.denominateur) == (10, 20)
    service = consolider(mois, TAUX, T1, arrete=ARRETE, lieu=Lieu(1, 11))
    assert (service.numerateur, service.denominateur) == (4, 5)


def test_un_total_vide_s_efface_devant_son_detail():
    mois = [valeur("2022-01"), valeur("2022-01", 4, 5, Lieu(1))]
    chiffre = consolider(mois, TAUX, T1, arrete=ARRETE)
    assert chiffre.valeur == Fraction(4, 5)
    assert not chiffre.est_partiel


def test_un_trimestre_donne_en_bloc_et_par_mois_n_est_compte_qu_une_fois():
    valeurs = [valeur("2022-T1", 30, 40), valeur("2022-01", 9, 10), valeur("2022-02", 8, 10)]
    chiffre = consolider(valeurs, TAUX, T1, arrete=ARRETE)
    assert (chiffre.numerateur, chiffre.denominateur) == (17, 20)


def test_un_taux_repris_sans_effectifs_se_resume_par_compte_mais_pas_entre_comptes():
    definition = Definition(code="RS", unite="%", ventilation=("compte",))
    facebook, twitter = Lieu(modalite="Facebook"), Lieu(modalite="Twitter")
    mois = [
        valeur("2022-01", lieu=facebook, reprise=Fraction("0.04")),
        valeur("2022-02", lieu=facebook, reprise=Fraction("0.06")),
        valeur("2022-01", lieu=twitter, reprise=Fraction("0.01")),
    ]
    assert lieux_de(mois, definition) == [facebook, twitter]
    compte = consolider(mois, definition, T1, arrete=ARRETE, lieu=facebook)
    assert compte.valeur == Fraction("0.05")
    assert compte.numerateur is None
    assert consolider(mois, definition, T1, arrete=ARRETE).etat is Etat.NON_MESURE


def test_un_taux_sans_effectifs_ne_se_melange_pas_aux_sommes_et_se_dit():
    mois = [valeur("2022-01", 9, 10), valeur("2022-02", reprise=Fraction("0.5"))]
    chiffre = consolider(mois, TAUX, T1, arrete=ARRETE)
    assert chiffre.valeur == Fraction(9, 10)
    assert chiffre.manques == ((ENSEMBLE, Periode.lire("2022-02")),)


def test_une_source_connue_qui_se_tait_est_un_manque():
    connues = [valeur("2022-01", 1, 2, Lieu(1))]
    completees = completer(connues, TAUX, date(2022, 1, 1), date(2022, 12, 31), date(2022, 3, 31))
    assert [(v.periode.cle, v.etat) for v in completees[1:]] == [
        ("2022-02", Etat.NON_MESURE),
        ("2022-03", Etat.NON_MESURE),
    ]


def test_un_trimestre_donne_en_bloc_ne_laisse_pas_de_mois_en_manque():
    connues = [valeur("2022-T1", 1, 2)]
    assert completer(connues, TAUX, T1.debut, T1.fin, ARRETE) == connues


def test_les_lignes_suivent_la_ventilation():
    valeurs = [valeur("2022-01", 1, 2, Lieu(1, 11)), valeur("2022-01", 1, 2, Lieu(2, 21))]
    par_site = Definition(code="S", unite="%", ventilation=("site",))
    par_tout = Definition(code="S", unite="%", ventilation=("site", "service"))
    assert lieux_de(valeurs, par_site) == [ENSEMBLE, Lieu(1), Lieu(2)]
    assert lieux_de(valeurs, par_tout)[3:] == [Lieu(1, 11), Lieu(2, 21)]


def test_un_indicateur_annuel_ne_se_compte_pas_par_mois():
    annuel = Definition(code="A", unite="%", pas=Genre.ANNEE)
    bornes = (date(2022, 1, 1), date(2022, 12, 31))
    assert [p.cle for p in periodes_du_compte(annuel, *bornes, Genre.MOIS)] == ["2022"]
    assert len(list(periodes_du_compte(TAUX, *bornes, Genre.MOIS))) == 12


def telephonie(site):
    """Les mois du classeur d'essai, tels que l'import les lira."""
    mois = attendus_de("indicateurs-mensuels-2022")["telephonie"][site]["par_mois"]
    for m in mois:
        agents = m.get("appels_presentes", 0) - m.get("appels_svi", 0)
        decroches = m["appels_decroches"] if m["mesure"] else None
        yield valeur(m["mois"], decroches, agents if m["mesure"] else None, Lieu(site))


SITES = ["Préfecture", "SP Vienne", "SP La Tour-du-Pin"]


@pytest.mark.parametrize("site", SITES)
def test_le_decroche_de_chaque_site_et_trimestre_est_celui_du_classeur(site):
    attendu = attendus_de("indicateurs-mensuels-2022")["telephonie"][site]
    valeurs = list(telephonie(site))
    annee = consolider(valeurs, TAUX, Periode.lire("2022"), arrete=ARRETE, lieu=Lieu(site))
    assert annee.numerateur == attendu["appels_decroches"]
    assert annee.denominateur == attendu["a_traiter_par_un_agent"]
    assert [p.debut.month for _, p in annee.manques] == attendu["mois_manquants"]
    for cle, taux in attendu["par_trimestre_taux_pct"].items():
        chiffre = consolider(valeurs, TAUX, Periode.lire(cle), arrete=ARRETE, lieu=Lieu(site))
        assert float(100 * chiffre.valeur) == pytest.approx(taux, abs=0.005)


def test_le_decroche_du_departement_est_52995_sur_61959():
    valeurs = [v for site in SITES for v in telephonie(site)]
    annee = consolider(valeurs, TAUX, Periode.lire("2022"), arrete=ARRETE)
    assert (annee.numerateur, annee.denominateur) == (52995, 61959)
    assert annee.mesures == 31


A, B = Lieu(site=1, service=10), Lieu(site=1, service=11)
SITE, AUTRE, VOIX = Lieu(site=1), Lieu(site=2), Lieu(modalite="Facebook")


@pytest.mark.parametrize(
    ("connus", "gardes"),
    [
        ([ENSEMBLE, SITE, AUTRE, A, B], [A]),
        ([ENSEMBLE, SITE, AUTRE], [SITE]),
        ([ENSEMBLE, VOIX], [ENSEMBLE, VOIX]),
        ([ENSEMBLE, B], [ENSEMBLE]),
        ([], []),
    ],
)
def test_un_indicateur_se_borne_aux_services_puis_a_leurs_sites(connus, gardes):
    assert borner(connus, {10}, {1}) == gardes
