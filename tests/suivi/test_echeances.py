"""Échéance et délai : jeu d'essai entier, cas écrits et propriétés."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.calendrier import Calendrier, DateHorsCalendrier
from suivi.delais.echeances import (
    Echeance,
    calculer,
    calculer_accuse,
    date_echeance,
    delai,
)
from suivi.delais.regles import Unite, regle_de_cle
from tests.attendus import COURRIERS, RECLAMATIONS, attendus_de, lignes_de, lire_date
from tests.suivi.calendriers import METROPOLE, PONT, calendriers, durees, jours
from tests.suivi.regles import regle

# --- Échéances du jeu d'essai ----------------------------------------------------------------

COLONNES = {
    f"ech_{n}_{court}": f"{n}j_{long}"
    for n in (5, 10, 15)
    for court, long in [
        ("cal", "calendaires"),
        ("cal_report", "calendaires_report"),
        ("ouv", "ouvres"),
    ]
}


@pytest.mark.parametrize("colonne", COLONNES)
@pytest.mark.parametrize(("classeur", "nombre"), [(COURRIERS, 595), (RECLAMATIONS, 82)])
def test_chaque_ligne_du_jeu_d_essai_a_son_echeance(classeur, nombre, colonne):
    lignes = lignes_de(classeur)
    assert len(lignes) == nombre
    for ligne in lignes:
        echeance = calculer(lire_date(ligne["recu_le"]), regle_de_cle(COLONNES[colonne]), METROPOLE)
        assert echeance.date == lire_date(ligne[colonne]), ligne


@pytest.mark.parametrize("classeur", [COURRIERS, RECLAMATIONS])
def test_chaque_ligne_du_jeu_d_essai_a_ses_delais(classeur):
    for ligne in lignes_de(classeur):
        if reponse := lire_date(ligne["repondu_le"]):
            arrivee = lire_date(ligne["recu_le"])
            ouvres = delai(arrivee, reponse, Unite.OUVRES, METROPOLE)
            calendaires = delai(arrivee, reponse, Unite.CALENDAIRES, METROPOLE)
            assert str(ouvres) == ligne["delai_ouvre"], ligne
            assert str(calendaires) == ligne["delai_calendaire"], ligne


CAS_LIMITES = attendus_de(COURRIERS)["cas_limites"]


@pytest.mark.parametrize("cas", CAS_LIMITES, ids=lambda cas: cas["eprouve"])
def test_cas_limite(cas):
    arrivee, reponse = lire_date(cas["recu"]), lire_date(cas["repondu"])
    colonnes = [nom for nom in cas if nom.startswith("echeance_")]
    assert len(colonnes) >= 3
    for colonne in colonnes:
        cle = COLONNES[colonne.replace("echeance", "ech")]
        assert calculer(arrivee, regle_de_cle(cle), METROPOLE).date == lire_date(cas[colonne])
    if reponse:
        assert delai(arrivee, reponse, Unite.OUVRES, METROPOLE) == cas["delai_ouvre"]
        assert delai(arrivee, reponse, Unite.CALENDAIRES, METROPOLE) == cas["delai_calendaire"]


def test_les_cas_limites_sont_tous_la():
    assert len(CAS_LIMITES) == 18


# --- Échéance et délai -----------------------------------------------------------------------


def test_une_regle_sans_delai_ne_donne_pas_d_echeance():
    echeance = calculer(date(2022, 3, 1), regle("sans", jours=None), METROPOLE)
    assert echeance.date is None
    assert echeance.jours_exclus == echeance.report == ()


def test_l_accuse_de_reception_a_sa_propre_duree():
    du_courriel = regle("courriel", accuse_jours=7, accuse_unite=Unite.CALENDAIRES)
    assert calculer(date(2022, 4, 13), du_courriel, METROPOLE).date == date(2022, 4, 21)
    assert calculer_accuse(date(2022, 4, 13), du_courriel, METROPOLE).date == date(2022, 4, 20)


def test_l_accuse_suit_le_report_et_peut_manquer():
    reportee = regle("r", report=True, accuse_jours=5, accuse_unite=Unite.CALENDAIRES)
    accuse = calculer_accuse(date(2022, 3, 7), reportee, METROPOLE)
    assert accuse.date == date(2022, 3, 14)
    assert [exclu.motif for exclu in accuse.report] == ["samedi", "dimanche"]
    assert calculer_accuse(date(2022, 3, 7), regle("sans accusé"), METROPOLE).date is None


@pytest.mark.parametrize(
    ("territoire", "attendue"),
    [("metropole", date(2022, 4, 21)), ("alsace-moselle", date(2022, 4, 22))],
)
def test_le_vendredi_saint_ne_compte_qu_en_alsace_moselle(territoire, attendue):
    calendrier = Calendrier(territoire)
    assert calculer(date(2022, 4, 13), regle_de_cle("5j_ouvres"), calendrier).date == attendue


def test_une_fermeture_ajoutee_apres_coup_deplace_le_calcul_et_non_le_passe():
    """Piège U10 : le calcul refait bouge, l'échéance déjà rangée reste ce qu'elle était."""
    arrivee, cinq_jours = date(2022, 5, 20), regle_de_cle("5j_ouvres")
    rangee = calculer(arrivee, cinq_jours, METROPOLE).en_json()
    assert calculer(arrivee, cinq_jours, PONT).date == date(2022, 5, 31)
    assert Echeance.depuis_json(rangee).date == date(2022, 5, 30)


def test_les_jours_restants_se_comptent_en_jours_ouvres():
    """Piège U20 : avant le pont, il reste deux jours de travail et non six."""
    echeance = calculer(date(2022, 5, 20), regle_de_cle("5j_ouvres"), PONT)
    assert PONT.compter_jours_ouvres(date(2022, 5, 25), echeance.date) == 2


@pytest.mark.parametrize("unite", Unite)
def test_une_reponse_avant_l_arrivee_est_refusee(unite):
    with pytest.raises(ValueError, match="Réponse du 28/02/2022 avant l'arrivée du 01/03/2022"):
        delai(date(2022, 3, 1), date(2022, 2, 28), unite, METROPOLE)


def test_une_arrivee_hors_du_calendrier_est_refusee():
    with pytest.raises(DateHorsCalendrier):
        calculer(date(1904, 1, 1), regle_de_cle("5j_ouvres"), METROPOLE)


@given(calendriers, jours, durees)
def test_l_echeance_ouvree_est_un_jour_ouvre_et_ses_jours_exclus_font_le_compte(c, arrivee, n):
    echeance = calculer(arrivee, regle_de_cle(f"{n}j_ouvres"), c)
    assert c.est_ouvre(echeance.date)
    assert (echeance.date - arrivee).days == n + len(echeance.jours_exclus)
    assert delai(arrivee, echeance.date, Unite.OUVRES, c) == n


@given(calendriers, jours, durees)
def test_le_report_ne_saute_que_des_jours_fermes(c, arrivee, n):
    echeance = calculer(arrivee, regle_de_cle(f"{n}j_calendaires_report"), c)
    assert c.est_ouvre(echeance.date)
    assert (echeance.date - arrivee).days == n + len(echeance.report)
    assert all(not c.est_ouvre(exclu.jour) for exclu in echeance.report)


@given(calendriers, jours, durees)
def test_sans_report_tous_les_jours_comptent(c, arrivee, n):
    echeance = calculer(arrivee, regle_de_cle(f"{n}j_calendaires"), c)
    assert (echeance.date - arrivee).days == n
    assert echeance.report == echeance.jours_exclus == ()


@given(calendriers, jours, durees, st.integers(0, 120))
def test_une_reponse_un_jour_ouvre_est_a_l_heure_si_son_delai_tient(c, arrivee, n, apres):
    reponse = c.prochain_jour_ouvre(arrivee + timedelta(days=apres))
    for unite in Unite:
        due = date_echeance(arrivee, regle_de_cle(f"{n}j_{unite}"), c)
        assert (reponse <= due) == (delai(arrivee, reponse, unite, c) <= n)


@given(calendriers, jours, durees, st.sampled_from(["ouvres", "calendaires", "calendaires_report"]))
def test_arriver_plus_tard_n_avance_jamais_l_echeance(c, arrivee, n, unite):
    mesure = regle_de_cle(f"{n}j_{unite}")
    lendemain = arrivee + timedelta(days=1)
    assert date_echeance(arrivee, mesure, c) <= date_echeance(lendemain, mesure, c)
