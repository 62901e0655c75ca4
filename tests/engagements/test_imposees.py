"""Pourquoi une cellule est imposée non applicable : la règle, sur des valeurs simples."""

from datetime import date

import pytest

from engagements.imposees import (
    Choix,
    Faits,
    Question,
    Reponse,
    Vise,
    decision_qui_vaut,
    pourquoi,
    reponse_a,
)

SVI, RESEAU, CERT = 1, 2, 3
QUESTIONS = {
    SVI: Question("Le site a-t-il un serveur vocal ?", par_site=True, ecarte=True),
    RESEAU: Question("La préfecture anime-t-elle un compte ?", par_site=False, ecarte=False),
    CERT: Question("Y a-t-il un CERT ?", par_site=False, ecarte=True),
}
GRENOBLE, VIENNE = 10, 20
ACCUEIL, SEJOUR = 100, 200
COPIL = date(2022, 1, 15)
LIBRE = Vise(5, None, None)


def repondre(question, site, oui, precision=""):
    return Faits(QUESTIONS, {(question, site): Reponse(oui, precision)})


def test_non_a_une_question_du_site_ecarte_l_engagement_de_ce_site_seul():
    faits = repondre(SVI, VIENNE, oui=False, precision="Standard de la préfecture")
    engagement = Vise(9, SVI, None)
    raison = pourquoi(engagement, ACCUEIL, VIENNE, faits)
    assert raison == "Le site a-t-il un serveur vocal ? Non. Standard de la préfecture"
    assert pourquoi(engagement, ACCUEIL, GRENOBLE, faits) == ""


def test_oui_n_ecarte_rien():
    assert pourquoi(Vise(9, SVI, None), ACCUEIL, VIENNE, repondre(SVI, VIENNE, oui=True)) == ""


def test_sans_reponse_rien_n_est_ecarte():
    assert pourquoi(Vise(9, SVI, CERT), ACCUEIL, VIENNE, Faits(QUESTIONS)) == ""


def test_une_question_de_la_prefecture_vaut_pour_tous_les_sites():
    faits = repondre(CERT, None, oui=False)
    for site in (GRENOBLE, VIENNE):
        assert pourquoi(Vise(21, None, CERT), ACCUEIL, site, faits) == "Y a-t-il un CERT ? Non"


def test_non_qui_rend_non_conforme_laisse_l_avis_a_la_personne():
    faits = repondre(RESEAU, None, oui=False)
    assert pourquoi(Vise(19, RESEAU, None), ACCUEIL, VIENNE, faits) == ""
    assert reponse_a(RESEAU, VIENNE, faits) == Reponse(False, "")


def test_une_question_d_un_autre_referentiel_est_sans_effet():
    assert reponse_a(99, VIENNE, Faits(QUESTIONS, {(99, VIENNE): Reponse(False, "")})) is None


def test_une_dispense_n_ecarte_que_son_service():
    faits = Faits(dispenses={(5, SEJOUR): "aucun appel du public"})
    raison = pourquoi(LIBRE, SEJOUR, GRENOBLE, faits)
    assert raison == "Service dispensé : aucun appel du public"
    assert pourquoi(LIBRE, ACCUEIL, GRENOBLE, faits) == ""


@pytest.mark.parametrize(
    ("choix", "jusqu_au", "raison"),
    [
        (
            "differe",
            date(2023, 6, 30),
            "Différé jusqu'au 30/06/2023 par le comité de pilotage du 15/01/2022 : travaux",
        ),
        ("ecarte", None, "Écarté pour 2022 par le comité de pilotage du 15/01/2022 : travaux"),
    ],
)
def test_une_decision_se_dit_avec_son_comite(choix, jusqu_au, raison):
    decision = Choix(2022, choix, jusqu_au, COPIL, "travaux")
    assert pourquoi(LIBRE, ACCUEIL, VIENNE, Faits(decisions={5: decision})) == raison


def test_une_raison_trop_longue_se_coupe_entre_deux_mots():
    faits = Faits(dispenses={(5, SEJOUR): "mot " * 200})
    raison = pourquoi(LIBRE, SEJOUR, GRENOBLE, faits)
    assert len(raison) <= 300 and raison.endswith("mot…")


DEBUT, FIN = date(2022, 10, 1), date(2022, 12, 31)


def decision(annee, choix, jusqu_au=None):
    return Choix(annee, choix, jusqu_au, COPIL, "")


@pytest.mark.parametrize(
    ("prises", "retenue"),
    [
        ([], None),
        ([decision(2022, "retenu")], None),
        ([decision(2022, "ecarte")], 0),
        ([decision(2021, "ecarte")], None),  # écarté pour une autre année
        ([decision(2022, "differe", date(2023, 6, 30))], 0),
        ([decision(2022, "differe", FIN)], 0),
        ([decision(2022, "differe", date(2022, 11, 30))], None),  # à tenir avant la fin
        ([decision(2021, "differe", date(2023, 6, 30))], 0),  # court encore
        ([decision(2021, "differe", date(2023, 6, 30)), decision(2022, "retenu")], None),
        ([decision(2023, "ecarte"), decision(2022, "ecarte")], 1),  # l'avenir ne compte pas
    ],
)
def test_quelle_decision_vaut_pour_une_campagne(prises, retenue):
    attendue = None if retenue is None else prises[retenue]
    assert decision_qui_vaut(prises, DEBUT, FIN) == attendue
