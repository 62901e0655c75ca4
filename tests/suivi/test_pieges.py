"""Les pièges publiés chez d'autres (idées, § 5) : chacun a ses essais, nommés ici."""

from importlib import import_module

import pytest

from qualepref.socle.calendrier import Calendrier
from suivi.delais.parcours import suivre
from tests.suivi.vies import CINQ, le, recue, reprise, suspendue

PIEGES = {
    "U9 montrer le calcul, ses fériés, et calculer pour toute date": """
        suivi.test_explication.test_l_explication_raconte_le_calcul
        suivi.test_parcours.test_l_explication_dit_quels_jours_feries_ont_ete_otes
        suivi.test_parcours.test_le_calcul_se_fait_pour_n_importe_quelle_date
        suivi.test_calcul.test_un_agent_lit_l_echeance_et_son_explication""",
    "U10 un férié ajouté ensuite déplace les demandes ouvertes": """
        suivi.test_parcours.test_un_ferie_ajoute_apres_coup_deplace_une_demande_ouverte
        suivi.test_echeances.test_une_fermeture_ajoutee_apres_coup_deplace_le_calcul_et_non_le_passe
        suivi.test_deplacements.test_confirmer_deplace_l_ouverte_et_laisse_la_close""",
    "U11 la pause se compte en jours ouvrés, et se refait si le calendrier change": """
        suivi.test_parcours.test_les_jours_ouvres_de_la_suspension_sont_rendus
        suivi.test_conduite.test_le_recalcul_garde_les_suspensions
        suivi.test_pieges.test_un_jour_ferme_ajoute_pendant_la_pause_ne_se_rend_pas""",
    "U12 ni relance la nuit, ni retard qui grandit le week-end": """
        suivi.test_parcours.test_le_samedi_apres_l_echeance_est_deja_un_retard_sans_jour_ouvre_perdu
        suivi.test_parcours.test_le_retard_ne_grandit_pas_pendant_le_week_end
        suivi.test_pieges.test_la_synthese_part_a_neuf_heures_les_jours_de_semaine
        socle.test_rappels.test_un_jour_ferme_ne_dit_rien""",
    "U12b et U23 une fête d'ailleurs n'allonge aucun délai": """
        suivi.test_parcours.test_la_fete_d_un_territoire_ne_vaut_que_chez_lui
        suivi.test_echeances.test_le_vendredi_saint_ne_compte_qu_en_alsace_moselle""",
    "U13 (10594) l'attente exclut les jours fermés": """
        suivi.test_parcours.test_une_suspension_sur_un_pont_ne_rend_pas_le_pont_deux_fois
        suivi.test_parcours.test_l_attente_en_jours_ouvres_ne_compte_pas_les_jours_fermes_deux_fois""",
    "U13 (6902, 15605) la pause survit à un changement de règle": """
        suivi.test_parcours.test_changer_de_regle_ne_perd_pas_la_suspension""",
    "U13 (15569, 14492) les relances suivent le calendrier du territoire": """
        socle.test_rappels.test_un_jour_ferie_d_un_territoire_ne_retient_pas_les_autres""",
    "U13 (24194) une relance manquée se rattrape": """
        socle.test_rappels.test_trois_jours_de_tache_arretee_font_un_courriel
        socle.test_rappels.test_un_envoi_manque_se_rattrape_a_la_passe_suivante""",
    "U13 (15035) une pause jusqu'à une date repart seule": """
        suivi.test_parcours.test_une_suspension_jusqu_a_une_date_repart_seule""",
    "U13b les heures d'ouverture": """
        suivi.test_parcours.test_l_heure_ne_change_rien_si_la_regle_n_en_parle_pas
        suivi.test_parcours.test_un_message_du_soir_est_repute_arrive_le_jour_ouvre_suivant
        suivi.test_conduite.test_l_heure_ne_compte_que_si_la_regle_ferme""",
    "U13c une prolongation en jours, motivée, qui se voit": """
        suivi.test_parcours.test_une_prolongation_ajoute_des_jours_de_la_meme_unite
        suivi.test_actes.test_une_prolongation_se_motive""",
    "U13d une suspension motivée, hors du délai moyen": """
        suivi.test_parcours.test_le_temps_suspendu_sort_du_delai_constate
        suivi.test_parcours.test_l_arrivee_en_periode_suspendue_sort_des_taux
        suivi.test_comptes.test_une_demande_exclue_ne_compte_qu_en_volume
        suivi.test_actes.test_un_acte_refuse_garde_la_saisie_et_n_ecrit_rien""",
    "U20 alerter avant la date ; la dire dans la liste, le filtre et l'export": """
        suivi.test_parcours.test_les_jours_restants_alertent_avant_l_echeance
        suivi.test_pages.test_la_liste_dit_la_situation_en_mots_et_le_temps_qui_reste
        suivi.test_pages.test_chaque_filtre_de_la_liste
        suivi.test_pages.test_l_export_donne_des_dates_et_des_jours
        suivi.test_pages.test_la_page_d_accueil_compte_les_retards_et_les_echeances_proches""",
    "U20e plusieurs pièces attendues, les unes reçues, les autres non": """
        suivi.test_parcours.test_deux_attentes_croisees_ne_repartent_que_toutes_levees
        suivi.test_parcours.test_deux_attentes_croisees_ne_comptent_pas_deux_fois""",
}


@pytest.mark.parametrize("piege", PIEGES)
def test_chaque_piege_publie_a_ses_essais(piege):
    for nom in PIEGES[piege].split():
        module, essai = nom.rsplit(".", 1)
        assert hasattr(import_module(f"tests.{module}"), essai), nom


def test_la_synthese_part_a_neuf_heures_les_jours_de_semaine(settings):
    (passage,) = (
        tache["schedule"]
        for tache in settings.CELERY_BEAT_SCHEDULE.values()
        if tache["task"].endswith(".rappeler_les_echeances")
    )
    assert (passage.hour, passage.minute) == ({9}, {0})
    assert passage.day_of_week == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("ferme", "attendue"), [(le(10), le(22)), (le(14), le(21)), (le(15), le(21)), (le(18), le(22))]
)
def test_un_jour_ferme_ajoute_pendant_la_pause_ne_se_rend_pas(ferme, attendue):
    """Piège U11 : fermé hors de la pause, un jour de plus ; pendant, rien n'est rendu deux fois."""
    suite = [recue(le(9)), suspendue(le(11)), reprise(le(16))]

    def due(calendrier):
        return suivre(suite, CINQ, calendrier, le=le(31, 12)).reponse.echeance.date

    assert due(Calendrier()) == le(21)
    assert due(Calendrier(fermetures={ferme: "fermeture ajoutée"})) == attendue
