"""Le parcours d'une demande, cas par cas ; les pièges publiés portent leur numéro (U9 à U20)."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from qualepref.socle.calendrier import Calendrier
from suivi.comptes.decompte import Compte
from suivi.delais.echeances import calculer, calculer_accuse
from suivi.delais.evenements import Genre, SuiteInvalide, depuis_dates
from suivi.delais.parcours import Etat, PeriodeNeutre, suivre
from suivi.delais.regles import regle_de_cle
from suivi.models import Demande
from tests.attendus import COURRIERS, RECLAMATIONS, lignes_de, lire_date
from tests.suivi.calendriers import METROPOLE, PONT
from tests.suivi.vies import (
    ATTENTE,
    CINQ,
    DIX,
    GUICHET,
    QUINZE_CALENDAIRES,
    REMISE,
    SANS_REPORT,
    accusee,
    attente,
    le,
    prolongee,
    rectifiee,
    recue,
    repondue,
    reprise,
    retiree,
    rouverte,
    suspendue,
    transmise,
)

PLUS_TARD = le(31, 12, 2024)
FERIES_DE_METROPOLE = [(1, 1), (18, 4), (1, 5), (8, 5), (26, 5), (6, 6), (14, 7), (15, 8), (1, 11)]


def parcours(*suite, regle=CINQ, calendrier=METROPOLE, au=PLUS_TARD, **options):
    return suivre(suite, regle, calendrier, le=au, **options)


def due(*suite, **options):
    return parcours(*suite, **options).reponse.echeance.date


def compte(*suite, **options):
    """(jours utilisés, jours restants) du délai de réponse."""
    reponse = parcours(*suite, **options).reponse
    return reponse.utilises, reponse.restants


# --- Sans incident ---------------------------------------------------------------------------


@pytest.mark.parametrize("regle", [CINQ, DIX, QUINZE_CALENDAIRES, SANS_REPORT, REMISE, ATTENTE])
@pytest.mark.parametrize("calendrier", [METROPOLE, PONT, Calendrier("alsace-moselle")])
def test_sans_incident_l_echeance_est_celle_d_echeances(regle, calendrier):
    for jours in range(120):
        arrivee = le(1, 3) + timedelta(days=jours)
        vu = parcours(recue(arrivee), regle=regle, calendrier=calendrier, au=arrivee)
        assert vu.reponse.echeance == calculer(arrivee, regle, calendrier)
        assert vu.accuse.echeance == calculer_accuse(arrivee, regle, calendrier)


def test_le_jour_de_reception_ne_compte_pas():
    assert compte(recue(le(7)), au=le(7)) == (0, 5)


def test_les_jours_utilises_et_restants_font_le_delai():
    assert compte(recue(le(7)), au=le(9)) == (2, 3)


def test_le_dernier_jour_n_est_pas_un_retard():
    vu = parcours(recue(le(7)), au=le(14))
    assert vu.reponse.restants == 0
    assert not vu.est_en_retard


def test_le_lendemain_de_l_echeance_est_un_retard_d_un_jour():
    vu = parcours(recue(le(7)), au=le(15))
    assert vu.reponse.restants == -1
    assert vu.est_en_retard


def test_le_samedi_apres_l_echeance_est_deja_un_retard_sans_jour_ouvre_perdu():
    """Piège U12 : un retard ne grandit pas le week-end, mais il existe."""
    vu = parcours(recue(le(4)), au=le(12))
    assert vu.reponse.echeance.date == le(11)
    assert vu.est_en_retard
    assert vu.reponse.restants == 0


def test_le_retard_ne_grandit_pas_pendant_le_week_end():
    """Piège U12 : rien à relancer entre le vendredi soir et le lundi matin."""
    restants = [compte(recue(le(4)), au=le(jour))[1] for jour in (11, 12, 13, 14, 15)]
    assert restants == [0, 0, 0, -1, -2]


def test_une_regle_sans_delai_n_a_ni_echeance_ni_jours_restants():
    vu = parcours(recue(le(7)), regle=replace(CINQ, jours=None), au=le(9))
    assert vu.reponse.echeance.date is None
    assert (vu.reponse.utilises, vu.reponse.restants) == (2, None)
    assert not vu.est_en_retard


def test_avec_report_les_jours_sautes_restent_a_vivre():
    """Reçue le 4 mars, quinze jours calendaires : samedi 19, reportée au lundi 21."""
    vu = parcours(recue(le(4)), regle=QUINZE_CALENDAIRES, au=le(19))
    assert vu.reponse.echeance.date == le(21)
    assert (vu.reponse.utilises, vu.reponse.restants) == (15, 2)


def test_sans_report_l_echeance_peut_tomber_un_samedi():
    assert due(recue(le(4)), regle=SANS_REPORT) == le(19)


@pytest.mark.parametrize(("classeur", "nombre"), [(COURRIERS, 595), (RECLAMATIONS, 82)])
def test_chaque_ligne_du_jeu_d_essai_a_le_parcours_de_ses_dates(classeur, nombre):
    lignes = lignes_de(classeur)
    assert len(lignes) == nombre
    for ligne in lignes:
        suite = depuis_dates(
            lire_date(ligne["recu_le"]),
            accuse=lire_date(ligne["ar_le"]),
            reponse=lire_date(ligne["repondu_le"]),
        )
        reponse = parcours(*suite, regle=regle_de_cle("5j_ouvres"), au=date(2023, 12, 31)).reponse
        assert reponse.echeance.date == lire_date(ligne["ech_5_ouv"]), ligne
        if ligne["repondu_le"]:
            assert str(reponse.utilises) == ligne["delai_ouvre"], ligne


# --- Jours fériés, territoires, fermetures ---------------------------------------------------


@pytest.mark.parametrize(("jour", "mois"), FERIES_DE_METROPOLE)
def test_chaque_jour_ferie_de_metropole_retarde_d_un_jour_s_il_tombe_en_semaine(jour, mois):
    ferie = le(jour, mois)
    veille = ferie - timedelta(days=1)
    un_jour = replace(CINQ, jours=1)
    echeance = parcours(recue(veille), regle=un_jour).reponse.echeance
    assert ferie in [exclu.jour for exclu in echeance.jours_exclus]
    assert echeance.date > ferie


@pytest.mark.parametrize(
    ("territoire", "ferie"),
    [
        ("alsace-moselle", le(15, 4)),
        ("alsace-moselle", le(26, 12)),
        ("guadeloupe", le(27, 5)),
        ("martinique", le(22, 5, 2023)),
        ("guyane", le(10, 6)),
        ("la-reunion", le(20, 12)),
        ("mayotte", le(27, 4)),
        ("saint-barthelemy", le(9, 10, 2023)),
        ("saint-martin", le(28, 5, 2024)),
    ],
)
def test_la_fete_d_un_territoire_ne_vaut_que_chez_lui(territoire, ferie):
    """Pièges U12b et U23 : une fête d'ailleurs n'allonge aucun délai."""
    veille, un_jour = ferie - timedelta(days=1), replace(CINQ, jours=1)
    chez_lui = due(recue(veille), regle=un_jour, calendrier=Calendrier(territoire))
    assert chez_lui > ferie
    assert due(recue(veille), regle=un_jour) == ferie


def test_le_pont_du_site_ne_compte_pas():
    assert due(recue(le(20, 5)), calendrier=PONT) == le(31, 5)
    assert due(recue(le(20, 5))) == le(30, 5)


def test_un_ferie_ajoute_apres_coup_deplace_une_demande_ouverte():
    """Piège U10 : le même parcours, refait avec le nouveau calendrier, bouge."""
    suite = [recue(le(20, 5)), suspendue(le(23, 5)), reprise(le(25, 5))]
    assert due(*suite) == le(1, 6)
    assert due(*suite, calendrier=PONT) == le(2, 6)


def test_l_explication_dit_quels_jours_feries_ont_ete_otes():
    """Piège U9 : on voit les fériés pris en compte, un par un."""
    exclus = parcours(recue(le(13, 4))).reponse.echeance.jours_exclus
    assert [(e.jour.day, e.motif) for e in exclus] == [
        (16, "samedi"),
        (17, "dimanche"),
        (18, "Lundi de Pâques (jour férié)"),
    ]


def test_le_calcul_se_fait_pour_n_importe_quelle_date():
    """Piège U9 : un passé lointain et un avenir lointain se calculent aussi."""
    assert due(recue(date(1998, 12, 30)), au=date(1998, 12, 30)) == date(1999, 1, 7)
    assert due(recue(date(2089, 12, 29)), au=date(2089, 12, 29)) == date(2090, 1, 5)


# --- Suspensions -----------------------------------------------------------------------------


def test_les_jours_ouvres_de_la_suspension_sont_rendus():
    """Piège U11 : suspendue du vendredi au lundi, un seul jour ouvré est rendu, et non trois."""
    suite = [recue(le(9)), suspendue(le(11)), reprise(le(14))]
    assert due(recue(le(9))) == le(16)
    assert due(*suite) == le(17)


def test_en_jours_calendaires_la_suspension_rend_tous_ses_jours():
    suite = [recue(le(1)), suspendue(le(4)), reprise(le(7))]
    assert due(recue(le(1)), regle=SANS_REPORT) == le(16)
    assert due(*suite, regle=SANS_REPORT) == le(19)


def test_l_attente_en_jours_ouvres_ne_compte_pas_les_jours_fermes_deux_fois():
    """Piège U13 (GLPI 10594) : une suspension de tout le week-end ne rend rien de plus."""
    suite = [recue(le(9)), suspendue(le(11)), reprise(le(13))]
    assert due(*suite) == due(recue(le(9)))


def test_une_suspension_sur_un_pont_ne_rend_pas_le_pont_deux_fois():
    suite = [recue(le(20, 5)), suspendue(le(25, 5)), reprise(le(30, 5))]
    assert due(*suite, calendrier=PONT) == le(1, 6)


def test_suspendue_et_reprise_le_meme_jour_ne_change_rien():
    assert due(recue(le(7)), suspendue(le(9)), reprise(le(9))) == due(recue(le(7)))


def test_suspendue_le_jour_de_la_reception_vaut_une_arrivee_a_la_reprise():
    suite = [recue(le(7)), suspendue(le(7)), reprise(le(16))]
    assert due(*suite) == due(recue(le(16)))


def test_le_jour_de_la_suspension_compte_encore():
    suite = [recue(le(7)), suspendue(le(9)), reprise(le(16))]
    assert compte(*suite, au=le(10)) == (2, 3)


def test_le_jour_de_la_reprise_ne_compte_pas_encore():
    suite = [recue(le(7)), suspendue(le(9)), reprise(le(16))]
    assert compte(*suite, au=le(16)) == (2, 3)
    assert compte(*suite, au=le(17)) == (3, 2)


def test_pendant_la_suspension_il_n_y_a_pas_d_echeance_mais_des_jours_restants():
    vu = parcours(recue(le(7)), suspendue(le(9)), au=le(31))
    assert vu.etat is Etat.SUSPENDUE
    assert vu.reponse.echeance.date is None
    assert vu.reponse.est_arretee
    assert (vu.reponse.utilises, vu.reponse.restants) == (2, 3)
    assert not vu.est_en_retard


def test_deux_suspensions_de_suite_s_ajoutent():
    une = [recue(le(7)), suspendue(le(8)), reprise(le(10))]
    assert due(*une) == le(16)
    assert due(*une, suspendue(le(11)), reprise(le(15))) == le(18)


def test_une_suspension_decidee_apres_l_echeance_ne_rachete_pas_le_retard():
    suite = [recue(le(7)), suspendue(le(16)), reprise(le(25))]
    vu = parcours(*suite, au=le(25))
    assert vu.reponse.echeance.date == le(14)
    assert vu.reponse.restants == -9
    assert vu.est_en_retard


def test_une_suspension_decidee_le_jour_de_l_echeance_vient_trop_tard():
    assert due(recue(le(7)), suspendue(le(14)), reprise(le(25))) == le(14)


def test_la_veille_de_l_echeance_la_suspension_vaut_encore():
    assert due(recue(le(7)), suspendue(le(11)), reprise(le(25))) == le(28)


def test_une_suspension_pendant_le_report_vient_trop_tard():
    """Quinze jours finissent samedi 19 : suspendre le dimanche n'arrête plus rien."""
    suite = [recue(le(4)), suspendue(le(20)), reprise(le(30))]
    assert due(*suite, regle=QUINZE_CALENDAIRES) == le(21)


def test_une_suspension_jusqu_a_une_date_repart_seule():
    """Piège U13 (GLPI 15035) : attendre jusqu'au 16, puis reprendre sans que personne n'agisse."""
    prevue = [recue(le(7)), suspendue(le(9), jusqua=le(16))]
    assert due(*prevue) == due(recue(le(7)), suspendue(le(9)), reprise(le(16)))
    assert parcours(*prevue, au=le(15)).etat is Etat.SUSPENDUE
    assert parcours(*prevue, au=le(16)).etat is Etat.RECUE


def test_l_echeance_d_une_suspension_a_terme_se_connait_d_avance():
    assert due(recue(le(7)), suspendue(le(9), jusqua=le(16)), au=le(9)) == le(21)


def test_une_reprise_anticipee_ecourte_la_suspension_prevue():
    suite = [recue(le(7)), suspendue(le(9), jusqua=le(25)), reprise(le(11))]
    assert due(*suite) == le(16)


def test_changer_de_regle_ne_perd_pas_la_suspension():
    """Piège U13 (GLPI 6902, 15605) : la suspension est un fait, la règle vient après."""
    suite = [recue(le(7)), suspendue(le(9)), reprise(le(16))]
    assert due(*suite, regle=DIX) == le(28)
    vu = parcours(*suite, regle=DIX)
    assert [(a.debut, a.fin) for a in vu.suspensions] == [(le(9), le(16))]


def test_le_temps_suspendu_sort_du_delai_constate():
    """Piège U13d : répondue le 18, mais en quatre jours ouvrés et non en neuf."""
    suite = [recue(le(7)), suspendue(le(9)), reprise(le(16)), repondue(le(18))]
    assert compte(*suite) == (4, 1)


def test_repondre_pendant_la_suspension_clot_dans_le_delai():
    vu = parcours(recue(le(7)), suspendue(le(9)), repondue(le(31)))
    assert vu.etat is Etat.REPONDUE
    assert vu.reponse.utilises == 2
    assert not vu.reponse.est_passee


def test_chaque_jour_suspendu_est_exclu_avec_le_motif_de_la_suspension():
    suite = [recue(le(9)), suspendue(le(10), "justificatif de domicile"), reprise(le(14))]
    exclus = parcours(*suite).reponse.echeance.jours_exclus
    assert [exclu.jour.day for exclu in exclus][:4] == [11, 12, 13, 14]
    assert {e.motif for e in exclus[:4]} == {"délai suspendu : justificatif de domicile"}


# --- Plusieurs attentes ----------------------------------------------------------------------


def test_deux_attentes_croisees_ne_repartent_que_toutes_levees():
    """Piège U20e : une pièce reçue, l'autre attendue, le délai reste arrêté."""
    suite = [
        recue(le(7)),
        suspendue(le(8), reference="identité"),
        suspendue(le(9), reference="domicile"),
        reprise(le(11), reference="identité"),
    ]
    assert due(*suite) is None
    assert parcours(*suite).etat is Etat.SUSPENDUE
    assert due(*suite, reprise(le(15), reference="domicile")) == le(21)


def test_deux_attentes_croisees_ne_comptent_pas_deux_fois():
    """Piège U20e : les jours communs ne sont rendus qu'une fois."""
    croisees = [
        recue(le(7)),
        suspendue(le(8), reference="identité"),
        suspendue(le(9), reference="domicile"),
        reprise(le(11), reference="domicile"),
        reprise(le(15), reference="identité"),
    ]
    assert due(*croisees) == due(recue(le(7)), suspendue(le(8)), reprise(le(15)))


def test_une_reprise_sans_reference_leve_toutes_les_attentes():
    suite = [
        recue(le(7)),
        suspendue(le(8), reference="identité"),
        suspendue(le(9), reference="domicile"),
    ]
    assert due(*suite, reprise(le(15))) == le(21)


def test_l_attente_de_l_usager_n_arrete_rien_d_origine():
    vu = parcours(recue(le(7)), attente(le(9)), au=le(31))
    assert vu.reponse.echeance.date == le(14)
    assert vu.etat is Etat.EN_ATTENTE
    assert vu.est_en_retard


def test_l_attente_de_l_usager_suspend_si_la_regle_le_prevoit():
    suite = [recue(le(7)), attente(le(9)), reprise(le(16))]
    assert due(*suite, regle=ATTENTE) == le(21)
    assert due(*suite) == le(14)


def test_la_reprise_met_fin_a_l_attente():
    assert parcours(recue(le(7)), attente(le(9)), reprise(le(11))).etat is Etat.RECUE


# --- Remise à zéro ---------------------------------------------------------------------------


def test_la_reprise_continue_le_compte_d_origine():
    assert due(recue(le(7)), suspendue(le(9)), reprise(le(16))) == le(21)


def test_la_reprise_remet_a_zero_si_la_regle_le_prevoit():
    suite = [recue(le(7)), suspendue(le(9)), reprise(le(16))]
    assert due(*suite, regle=REMISE) == due(recue(le(16)))
    assert compte(*suite, regle=REMISE, au=le(17)) == (1, 4)


def test_pendant_la_suspension_la_remise_a_zero_promet_tout_le_delai():
    assert compte(recue(le(7)), suspendue(le(9)), regle=REMISE, au=le(10)) == (2, 5)


def test_apres_l_echeance_rien_ne_remet_a_zero():
    assert due(recue(le(7)), suspendue(le(16)), reprise(le(25)), regle=REMISE) == le(14)


def test_repondre_pendant_la_suspension_ne_remet_pas_a_zero():
    suite = [recue(le(7)), suspendue(le(9)), repondue(le(16))]
    assert compte(*suite, regle=REMISE)[0] == 2


def test_les_jours_effaces_par_la_remise_a_zero_sont_dits():
    suite = [recue(le(7)), suspendue(le(9)), reprise(le(10))]
    exclus = parcours(*suite, regle=REMISE).reponse.echeance.jours_exclus
    assert [e.motif for e in exclus if e.jour <= le(9)] == ["compte remis à zéro"] * 2


# --- Prolongation ----------------------------------------------------------------------------


def test_une_prolongation_ajoute_des_jours_de_la_meme_unite():
    """Piège U13c : trois jours ouvrés de plus, et la raison avec."""
    vu = parcours(recue(le(7)), prolongee(le(9), 3))
    assert vu.reponse.echeance.date == le(17)
    assert vu.reponse.echeance.prolongation == 3
    assert vu.deroulement.prolongations[0].motif == "dossier complexe"


def test_une_prolongation_le_dernier_jour_vaut_encore():
    assert due(recue(le(7)), prolongee(le(14), 2)) == le(16)


def test_une_prolongation_apres_l_echeance_ne_la_deplace_pas():
    vu = parcours(recue(le(7)), prolongee(le(15), 5))
    assert vu.reponse.echeance.date == le(14)
    assert len(vu.tardives) == 1


def test_deux_prolongations_s_enchainent():
    assert due(recue(le(7)), prolongee(le(14), 2), prolongee(le(16), 2)) == le(18)


def test_prolongee_pendant_la_suspension():
    assert due(recue(le(7)), suspendue(le(9)), prolongee(le(10), 2), reprise(le(16))) == le(23)


# --- Deux horloges ---------------------------------------------------------------------------


def test_l_accuse_ne_clot_pas_la_reponse():
    """Quatre-vingt-deux réclamations accusées ne sont pas quatre-vingt-deux réponses."""
    vu = parcours(recue(le(7)), accusee(le(8)), au=le(21))
    assert vu.etat is Etat.ACCUSEE
    assert not vu.accuse.est_passee
    assert vu.est_en_retard


def test_la_suspension_n_arrete_pas_l_accuse_de_reception():
    vu = parcours(recue(le(7)), suspendue(le(8)), au=le(21))
    assert vu.accuse.echeance.date == le(14)
    assert vu.accuse.est_passee


def test_la_reponse_tient_lieu_d_accuse():
    assert parcours(recue(le(7)), repondue(le(9))).accuse.faite_le == le(9)


def test_le_premier_accuse_est_le_bon():
    vu = parcours(recue(le(7)), accusee(le(8)), accusee(le(20)))
    assert vu.accuse.faite_le == le(8)


def test_l_accuse_circonstancie_clot_le_delai_si_le_profil_le_dit():
    """Pratique de l'Isère, 2022 : la réponse sur le fond se suit à part."""
    vu = parcours(recue(le(7)), accusee(le(9)), au=le(31), compte=Compte.ACCUSE)
    assert vu.reponse.faite_le == le(9)
    assert not vu.est_en_retard
    assert vu.etat is Etat.ACCUSEE


# --- Transmission, retrait, réouverture ------------------------------------------------------


def test_la_transmission_ne_remet_pas_le_delai_a_zero():
    vu = parcours(recue(le(7)), transmise(le(11)))
    assert vu.reponse.echeance.date == le(14)
    assert vu.etat is Etat.TRANSMISE


def test_une_demande_retiree_n_attend_plus_rien():
    vu = parcours(recue(le(7)), retiree(le(9)), au=le(31))
    assert vu.etat is Etat.RETIREE
    assert not vu.est_en_retard
    assert not vu.compte_dans_les_taux
    assert not vu.accuse.est_passee


def test_une_reponse_insuffisante_n_a_pas_arrete_le_delai():
    vu = parcours(recue(le(7)), repondue(le(9)), rouverte(le(16)), au=le(17))
    assert vu.reponse.echeance.date == le(14)
    assert vu.etat is Etat.RECUE
    assert vu.reponse.restants == -3


def test_le_temps_d_un_retrait_leve_ne_compte_pas():
    suite = [recue(le(7)), retiree(le(9)), rouverte(le(16), "l'usager y revient")]
    assert due(*suite) == le(21)


def test_rouverte_la_demande_garde_le_contact_deja_pris():
    vu = parcours(recue(le(7)), repondue(le(9)), rouverte(le(16)))
    assert vu.accuse.faite_le == le(9)


# --- Rectification ---------------------------------------------------------------------------


def test_une_arrivee_rectifiee_deplace_l_echeance():
    suite = [recue(le(7)), rectifiee(le(10), Genre.RECUE, le(7), le(4))]
    assert due(*suite) == due(recue(le(4)))


def test_avant_la_rectification_on_voyait_l_ancienne_date():
    suite = [recue(le(7)), rectifiee(le(10), Genre.RECUE, le(7), le(4))]
    assert due(*suite, au=le(9)) == due(recue(le(7)))


def test_l_histoire_garde_la_date_corrigee():
    correction = rectifiee(le(10), Genre.RECUE, le(7), le(4))
    vu = parcours(recue(le(7)), correction)
    assert vu.deroulement.rectifications == [correction]
    assert correction.avant == le(7)


def test_une_suspension_saisie_par_erreur_s_annule():
    suite = [recue(le(7)), suspendue(le(9)), rectifiee(le(10), Genre.SUSPENDUE, None, None)]
    assert due(*suite) == le(14)


def test_une_rectification_vise_l_evenement_de_cette_date():
    suite = [
        *(recue(le(7)), suspendue(le(8)), reprise(le(9)), suspendue(le(10)), reprise(le(15))),
        rectifiee(le(16), Genre.REPRISE, le(9), le(10)),
    ]
    assert due(*suite) == due(recue(le(7)), suspendue(le(8)), reprise(le(15)))


# --- Heure de fermeture ----------------------------------------------------------------------


def test_l_heure_ne_change_rien_si_la_regle_n_en_parle_pas():
    """Piège U13b : désactivé d'origine."""
    assert due(recue(le(7), heure=time(23, 59))) == le(14)


@pytest.mark.parametrize(
    ("heure", "attendue"),
    [(time(16, 59), le(14)), (time(17), le(14)), (time(17, 1), le(15)), (None, le(14))],
)
def test_un_message_du_soir_est_repute_arrive_le_jour_ouvre_suivant(heure, attendue):
    """Piège U13b : après la fermeture, le jour zéro est le lendemain."""
    assert due(recue(le(7), heure=heure), regle=GUICHET) == attendue


def test_un_message_du_vendredi_soir_est_repute_arrive_le_lundi():
    vu = parcours(recue(le(4), heure=time(19)), regle=GUICHET)
    assert vu.arrivee == le(7)
    assert vu.reponse.echeance.date == le(14)


def test_un_message_du_samedi_matin_n_est_pas_du_avant_celui_du_vendredi_soir():
    vendredi = due(recue(le(4), heure=time(19)), regle=GUICHET)
    samedi = due(recue(le(5), heure=time(9)), regle=GUICHET)
    assert vendredi == samedi


def test_une_suspension_avant_l_arrivee_reputee_ne_rend_que_ce_qui_suit():
    suite = [recue(le(4), heure=time(19)), suspendue(le(5)), reprise(le(8))]
    assert due(*suite, regle=GUICHET) == due(recue(le(8)))


# --- Réponse non due, période suspendue ------------------------------------------------------


@pytest.mark.parametrize("raison", ["anonyme", "sans_adresse", "abusive", "doublon"])
def test_sans_reponse_due_il_n_y_a_jamais_de_retard(raison):
    vu = parcours(recue(le(7)), au=PLUS_TARD, non_due=raison)
    assert not vu.est_en_retard
    assert not vu.accuse.est_passee
    assert not vu.compte_dans_les_taux


def test_une_raison_inconnue_est_refusee():
    with pytest.raises(ValueError, match="« fatigue » inconnue"):
        parcours(recue(le(7)), non_due="fatigue")


CONFINEMENT = PeriodeNeutre(date(2020, 3, 1), date(2020, 6, 30), "crise sanitaire")


@pytest.mark.parametrize(
    ("jour", "neutralisee"),
    [
        (date(2020, 2, 29), False),
        (date(2020, 3, 1), True),
        (date(2020, 6, 30), True),
        (date(2020, 7, 1), False),
    ],
)
def test_l_arrivee_en_periode_suspendue_sort_des_taux(jour, neutralisee):
    """Piège U13d : bornes comprises, et comptée dans les volumes."""
    vu = parcours(recue(jour), periodes_suspendues=[CONFINEMENT], au=date(2020, 12, 31))
    assert vu.compte_dans_les_taux is not neutralisee
    assert bool(vu.neutralisee) is neutralisee


def test_la_periode_suspendue_n_arrete_pas_le_delai():
    assert due(recue(date(2020, 3, 2)), periodes_suspendues=[CONFINEMENT]) == date(2020, 3, 9)


# --- Ce que l'on sait à une date -------------------------------------------------------------


def test_un_evenement_a_venir_n_a_pas_encore_eu_lieu():
    suite = [recue(le(7)), accusee(le(8)), repondue(le(11))]
    etats = [parcours(*suite, au=le(jour)).etat for jour in (7, 8, 10, 11)]
    assert etats == [Etat.RECUE, Etat.ACCUSEE, Etat.ACCUSEE, Etat.REPONDUE]


def test_regarder_avant_l_arrivee_est_refuse():
    with pytest.raises(SuiteInvalide, match="Aucune réception"):
        parcours(recue(le(7)), au=le(4))


def test_les_jours_restants_alertent_avant_l_echeance():
    """Piège U20 : avant un pont, deux jours de travail et non six."""
    vu = parcours(recue(le(20, 5)), calendrier=PONT, au=le(25, 5))
    assert vu.reponse.restants == 2


GESTES = {
    "date_accuse": accusee,
    "date_attente": attente,
    "date_transmission": transmise,
    "date_reponse": repondue,
    "date_retrait": retiree,
}
OUVERTES = [[nom for rang, nom in enumerate([*GESTES][:3]) if n & 1 << rang] for n in range(8)]
POSES = [[*noms, *fin] for noms in OUVERTES for fin in ([], ["date_reponse"], ["date_retrait"])]


@pytest.mark.parametrize("poses", POSES, ids="+".join)
def test_l_etat_est_celui_que_la_base_deduit_des_dates(poses):
    """La même échelle que Demande.PAS : le dernier pas franchi."""
    vu = parcours(recue(le(7)), *(GESTES[nom](le(8)) for nom in poses))
    dates = {nom.removeprefix("date_"): le(8) for nom in poses}
    assert parcours(*depuis_dates(le(7), **dates)).etat is vu.etat
    pas = [(condition.children[0][0], etat) for condition, etat in Demande.PAS]
    attendu = next((e for c, e in pas if c.removesuffix("__isnull") in poses), Demande.Etat.RECUE)
    assert vu.etat.value == attendu.value
