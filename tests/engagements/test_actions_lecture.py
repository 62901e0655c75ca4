"""Ce que les services écrivent dans un plan d'actions, et comment on le lit."""

from datetime import date

import pytest

from engagements.lecture import actions_lues as lecture
from qualepref.socle.lecture.valeurs import ValeurRefusee


@pytest.mark.parametrize(
    ("ecrit", "etat"),
    [
        ("en cours ", "en_cours"),
        ("EN COURS", "en_cours"),
        ("En cours de réalisation", "en_cours"),
        ("Partiellement réalisée", "en_cours"),
        ("Réalisée à 80 %", "en_cours"),
        ("0 %", "a_faire"),
        ("100 %", "realisee"),
        ("À poursuivre", "en_cours"),
        ("Ouverte", "en_cours"),
        ("Engagée", "en_cours"),
        ("Non commencé", "a_faire"),
        ("A faire", "a_faire"),
        ("À lancer", "a_faire"),
        ("Pas encore démarrée", "a_faire"),
        ("Non réalisée", "a_faire"),
        ("Prévue", "a_faire"),
        ("Terminé", "realisee"),
        ("FAIT", "realisee"),
        ("réalisée", "realisee"),
        ("Mise en place", "realisee"),
        ("OK", "realisee"),
        ("Reporté 2023", "reportee"),
        ("Décalée", "reportee"),
        ("Abandonné", "abandonnee"),
        ("Annulée", "abandonnee"),
        ("Sans suite", "abandonnee"),
        ("Soldée", "soldee"),
        ("Clôturée", "soldee"),
        ("À valider", "proposee"),
        ("Non retenue", "refusee"),
        ("", None),
        ("bleu", None),
    ],
)
def test_les_etats(ecrit, etat):
    assert lecture.lire_etat(ecrit) == etat


@pytest.mark.parametrize(
    ("ecrit", "origines"),
    [
        ("Auto-évaluation", ["autoevaluation"]),
        ("Audit interne", ["audit_interne"]),
        ("Audit externe AFNOR", ["audit_externe"]),
        ("Enquête de satisfaction", ["enquete_satisfaction"]),
        ("Enquête mystère", ["enquete_mystere"]),
        ("Tests de boîtes", ["test_boites"]),
        ("Boîte à idées", ["suggestion"]),
        ("Réclamations", ["reclamation"]),
        ("GT", ["groupe_travail"]),
        ("Indicateurs", ["indicateur"]),
        ("COPIL du 3 mars", ["copil"]),
        ("CLU / Réclamations", ["clu", "reclamation"]),
        ("", []),
        ("la directrice", []),
    ],
)
def test_les_origines(ecrit, origines):
    assert lecture.lire_origines(ecrit) == origines


@pytest.mark.parametrize(
    ("ecrit", "avancement"),
    [(0.25, 25), (1, 100), ("80 %", 80), (40, 40), ("3/4", 75), (None, None), ("en cours", None)],
)
def test_l_avancement_en_pour_cent(ecrit, avancement):
    assert lecture.lire_avancement(ecrit) == avancement


@pytest.mark.parametrize("ecrit", [120, -1, "beaucoup"])
def test_un_avancement_hors_bornes_se_refuse(ecrit):
    with pytest.raises(ValeurRefusee):
        lecture.lire_avancement(ecrit)


@pytest.mark.parametrize(
    ("ecrit", "echeance"),
    [
        ("T3 2022", date(2022, 9, 30)),
        ("juin 2022", date(2022, 6, 30)),
        ("Juin", date(2023, 6, 30)),
        ("T3", date(2023, 9, 30)),
        ("1er semestre", date(2023, 6, 30)),
        ("30/04", date(2023, 4, 30)),
        ("fin 2022", date(2022, 12, 31)),
        ("permanent", None),
        ("au fil de l'eau", None),
        ("à définir", None),
        ("Chaque trimestre", None),
        (None, None),
        (date(2022, 5, 2), date(2022, 5, 2)),
    ],
)
def test_l_echeance_est_le_dernier_jour_de_la_periode(ecrit, echeance):
    assert lecture.lire_echeance(ecrit, 2023) == echeance


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("30/02/2022", "date_impossible"),
        ("30/02", "date_impossible"),
        ("bientôt", "date_illisible"),
    ],
)
def test_une_echeance_fausse_se_refuse(ecrit, code):
    with pytest.raises(ValeurRefusee) as refus:
        lecture.lire_echeance(ecrit, 2022)
    assert refus.value.code == code


CONNUS = range(1, 24)


@pytest.mark.parametrize(
    ("ecrit", "numeros"),
    [
        ("5", [5]),
        (5, [5]),
        (5.0, [5]),
        ("2, 5", [2, 5]),
        ("2,5", [2, 5]),
        ("3, 4 et 17", [3, 4, 17]),
        ("16 à 18", [16, 17, 18]),
        ("16-18", [16, 17, 18]),
        ("E2 ; E5", [2, 5]),
        ("Engagement n° 7", [7]),
        ("n°3 / n°4", [3, 4]),
        ("17.1", [17]),
        ("Tous", list(CONNUS)),
        ("Tous les engagements", list(CONNUS)),
        ("-", []),
        (None, []),
    ],
)
def test_les_engagements(ecrit, numeros):
    assert lecture.lire_engagements(ecrit, CONNUS) == (numeros, "")


@pytest.mark.parametrize(
    ("ecrit", "numeros", "dit"),
    [
        (2.5, [], "transformée"),
        (date(2022, 5, 2), [], "transformée"),
        ("02/05/2022", [], "transformée"),
        ("3, 45", [3], "engagement inconnu : 45"),
        ("accueil", [], "engagement inconnu : accueil"),
        ("Tous sauf 3", [], "engagement inconnu"),
    ],
)
def test_un_engagement_incompris_se_signale(ecrit, numeros, dit):
    lus = lecture.lire_engagements(ecrit, CONNUS)
    assert lus.numeros == numeros and dit in lus.avertissement


@pytest.mark.parametrize(
    ("ecrit", "priorite"),
    [
        (1, 1),
        ("P2", 2),
        ("Haute", 1),
        ("très élevée", 1),
        ("moyenne", 2),
        ("faible", 3),
        ("", None),
    ],
)
def test_la_priorite(ecrit, priorite):
    assert lecture.lire_priorite(ecrit) == priorite


@pytest.mark.parametrize(
    ("ecrit", "fonction"),
    [
        ("Référente qualité", "referent_qualite"),
        ("Chef de bureau", "chef_service"),
        ("Correspondants qualité", "correspondant_qualite"),
        ("Adjointe", ""),
    ],
)
def test_la_fonction_du_responsable(ecrit, fonction):
    assert lecture.lire_fonction(ecrit) == fonction
