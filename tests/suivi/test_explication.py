"""Explication d'une échéance en phrases, et sa forme rangée."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.calendrier import Calendrier, JourExclu
from suivi.delais.echeances import Echeance, calculer, calculer_accuse
from suivi.delais.interruptions import Interruption
from suivi.delais.regles import regle_de_cle
from tests.suivi.calendriers import METROPOLE, PONT, calendriers, durees, jours
from tests.suivi.regles import DELAIS, regle, regles_du_profil

# --- Explication -----------------------------------------------------------------------------

FIN_D_ANNEE = Calendrier(
    fermetures={date(2022, 12, j): "fêtes de fin d'année" for j in range(26, 31)}
    | {date(2023, 1, 2): "fêtes de fin d'année"}
    | {date(2022, 12, j): "inventaire" for j in (21, 22)}
)


@pytest.mark.parametrize(
    ("arrivee", "cle", "calendrier", "phrases"),
    [
        pytest.param(
            date(2022, 3, 4),
            "10j_ouvres",
            METROPOLE,
            [
                "Arrivée le vendredi 4 mars 2022 : ce jour ne compte pas.",
                "Délai : 10 jours ouvrés (règle « 10j_ouvres »).",
                "Jours non comptés : 2 week-ends (5 et 6 mars, 12 et 13 mars).",
                "Échéance : vendredi 18 mars 2022, fin de journée.",
            ],
            id="des week-ends",
        ),
        pytest.param(
            date(2022, 5, 20),
            "5j_ouvres",
            PONT,
            [
                "Arrivée le vendredi 20 mai 2022 : ce jour ne compte pas.",
                "Délai : 5 jours ouvrés (règle « 5j_ouvres »).",
                "Jours non comptés : 2 week-ends (21 et 22 mai, 28 et 29 mai) ; "
                "le 26 mai, Ascension (jour férié) ; "
                "le 27 mai, fermeture du site : pont de l'Ascension.",
                "Échéance : mardi 31 mai 2022, fin de journée.",
            ],
            id="un férié et un pont",
        ),
        pytest.param(
            date(2022, 12, 20),
            "3j_ouvres",
            FIN_D_ANNEE,
            [
                "Arrivée le mardi 20 décembre 2022 : ce jour ne compte pas.",
                "Délai : 3 jours ouvrés (règle « 3j_ouvres »).",
                "Jours non comptés : les 21 et 22 décembre, fermeture du site : inventaire ; "
                "2 samedis (24 décembre, 31 décembre) ; le 25 décembre, Noël (jour férié) ; "
                "du 26 au 30 décembre et le 2 janvier, fermeture du site : fêtes de fin d'année ; "
                "le 1er janvier, Jour de l'An (jour férié).",
                "Échéance : mercredi 4 janvier 2023, fin de journée.",
            ],
            id="une longue fermeture",
        ),
        pytest.param(
            date(2022, 3, 5),
            "1j_ouvres",
            METROPOLE,
            [
                "Arrivée le samedi 5 mars 2022 : ce jour ne compte pas.",
                "Délai : 1 jour ouvré (règle « 1j_ouvres »).",
                "Jours non comptés : 1 dimanche (6 mars).",
                "Échéance : lundi 7 mars 2022, fin de journée.",
            ],
            id="reçue un samedi",
        ),
        pytest.param(
            date(2022, 3, 7),
            "1j_ouvres",
            METROPOLE,
            [
                "Arrivée le lundi 7 mars 2022 : ce jour ne compte pas.",
                "Délai : 1 jour ouvré (règle « 1j_ouvres »).",
                "Échéance : mardi 8 mars 2022, fin de journée.",
            ],
            id="aucun jour exclu",
        ),
        pytest.param(
            date(2022, 7, 29),
            "15j_calendaires_report",
            METROPOLE,
            [
                "Arrivée le vendredi 29 juillet 2022 : ce jour ne compte pas.",
                "Délai : 15 jours calendaires (règle « 15j_calendaires_report »).",
                "Le délai finit le samedi 13 août 2022, jour non ouvré : "
                "report au jour ouvré suivant.",
                "Jours sautés : 1 week-end (13 et 14 août) ; le 15 août, Assomption (jour férié).",
                "Échéance : mardi 16 août 2022, fin de journée.",
            ],
            id="un report",
        ),
        pytest.param(
            date(2022, 3, 5),
            "5j_calendaires",
            METROPOLE,
            [
                "Arrivée le samedi 5 mars 2022 : ce jour ne compte pas.",
                "Délai : 5 jours calendaires (règle « 5j_calendaires »).",
                "Tous les jours comptent, week-ends et jours fériés compris.",
                "Échéance : jeudi 10 mars 2022, fin de journée.",
            ],
            id="calendaires",
        ),
    ],
)
def test_l_explication_raconte_le_calcul(arrivee, cle, calendrier, phrases):
    """Piège U9 : on voit comment l'échéance est calculée et quels jours n'ont pas compté."""
    explication = calculer(arrivee, regle_de_cle(cle), calendrier).explication()
    assert [phrase.replace("\u00a0", " ") for phrase in explication] == phrases


def test_une_regle_sans_delai_s_explique_aussi():
    explication = calculer(date(2022, 3, 1), regle("reseau", jours=None), METROPOLE).explication()
    assert explication[-1] == (
        "La règle «\u00a0reseau\u00a0» ne fixe aucun délai\u00a0: pas d'échéance."
    )


def test_la_ponctuation_double_est_precedee_d_une_espace_insecable():
    texte = " ".join(calculer(date(2022, 4, 13), regle_de_cle("5j_ouvres"), PONT).explication())
    assert "\u00a0:" in texte and "\u00a0;" in texte
    assert " :" not in texte and " ;" not in texte and "« " not in texte


# --- Rangement -------------------------------------------------------------------------------


@given(calendriers, jours, durees, st.sampled_from(["ouvres", "calendaires", "calendaires_report"]))
def test_une_echeance_rangee_se_relit_et_s_explique_pareil(c, arrivee, n, unite):
    echeance = calculer(arrivee, regle_de_cle(f"{n}j_{unite}"), c)
    relue = Echeance.depuis_json(json.loads(json.dumps(echeance.en_json())))
    assert relue == echeance
    assert relue.explication() == echeance.explication()


@pytest.mark.parametrize("profil", [profil["cle"] for profil in DELAIS["profils"]])
def test_toutes_les_regles_de_delais_yaml_se_calculent_et_se_rangent(profil):
    for livree in regles_du_profil(profil):
        for calcul in (calculer, calculer_accuse):
            echeance = calcul(date(2024, 2, 28), livree, METROPOLE)
            rangee = json.loads(json.dumps(echeance.en_json()))
            assert Echeance.depuis_json(rangee) == echeance
            assert (echeance.date is None) == (echeance.regle.jours is None)


def test_la_forme_rangee_est_lisible_sans_le_programme():
    rangee = calculer(date(2022, 3, 5), regle_de_cle("5j_ouvres"), METROPOLE).en_json()
    assert rangee["date"] == "2022-03-11"
    assert rangee["arrivee"] == "2022-03-05"
    assert rangee["regle"]["jours"] == 5 and rangee["regle"]["unite"] == "ouvres"
    assert rangee["jours_exclus"] == [{"jour": "2022-03-06", "motif": "dimanche"}]
    assert Echeance.depuis_json(rangee).jours_exclus == (JourExclu(date(2022, 3, 6), "dimanche"),)


# Ce que la base garde depuis les premières demandes, lettre pour lettre.
RANGEE = (
    '{"date": "2022-03-14", "regle": {"cle": "courriel", "canal": "tous", "nature": "toutes", '
    '"jours": 5, "unite": "ouvres", "report": false, "accuse_jours": null, "accuse_unite": null, '
    '"depuis": "0001-01-01", "jusqua": null, "portee": 1}, "arrivee": "2022-03-07", '
    '"jours_exclus": [{"jour": "2022-03-12", "motif": "samedi"}, '
    '{"jour": "2022-03-13", "motif": "dimanche"}], "report": []}'
)


def test_une_echeance_sans_incident_se_range_comme_toujours():
    calculee = calculer(date(2022, 3, 7), regle("courriel"), METROPOLE)
    assert json.dumps(calculee.en_json()) == RANGEE
    assert Echeance.depuis_json(json.loads(RANGEE)) == calculee


def test_une_prolongation_et_une_suspension_se_relisent():
    arret = [Interruption(date(2022, 3, 9), motif="pièces")]
    calculee = calculer(date(2022, 3, 7), regle("courriel"), METROPOLE, arret, 3)
    rangee = json.loads(json.dumps(calculee.en_json()))
    assert rangee["prolongation"] == 3
    assert rangee["suspendue_le"] == "2022-03-09"
    assert Echeance.depuis_json(rangee) == calculee
