"""Le parcours dit en phrases : ce que lirait un usager."""

from dataclasses import replace
from datetime import date, time

import pytest

from suivi.comptes.decompte import Compte
from suivi.delais.evenements import Genre
from suivi.delais.parcours import NON_DUES, PeriodeNeutre, suivre
from suivi.delais.phrases import raconter
from suivi.models import NonDue
from tests.suivi.calendriers import METROPOLE
from tests.suivi.regles import DELAIS
from tests.suivi.vies import (
    ATTENTE,
    CINQ,
    GUICHET,
    QUINZE_CALENDAIRES,
    REMISE,
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


def phrases(*suite, regle=CINQ, au, **options):
    lues = raconter(suivre(suite, regle, METROPOLE, le=au, **options))
    assert all(phrase[0].isupper() and phrase.endswith(".") for phrase in lues)
    return [phrase.replace("\u00a0", " ") for phrase in lues]


def test_le_recit_d_une_demande_sans_incident():
    assert phrases(recue(le(7)), au=le(9)) == [
        "Arrivée le lundi 7 mars 2022 : ce jour ne compte pas.",
        "Délai : 5 jours ouvrés (règle « courriel »).",
        "Jours non comptés : 1 week-end (12 et 13 mars).",
        "Échéance : lundi 14 mars 2022, fin de journée.",
        "Au mercredi 9 mars 2022 : 2 jours ouvrés utilisés, il en reste 3.",
        "Accusé de réception dû au plus tard le lundi 14 mars 2022 : à envoyer.",
    ]


def test_le_recit_d_une_vie_mouvementee():
    suite = [
        recue(le(4), heure=time(18, 12)),
        suspendue(le(9), "justificatif de domicile"),
        prolongee(le(10), 2),
        reprise(le(16)),
        transmise(le(17)),
        repondue(le(24)),
    ]
    assert phrases(*suite, regle=GUICHET, au=le(31)) == [
        "Reçue le vendredi 4 mars 2022 à 18 h 12, après la fermeture (17 h) : elle est réputée "
        "arrivée le jour ouvré suivant.",
        "Arrivée le lundi 7 mars 2022 : ce jour ne compte pas.",
        "Délai : 5 jours ouvrés (règle « guichet »), plus 2 jours ouvrés de prolongation : 7 jours "
        "en tout.",
        "Jours non comptés : du 10 au 16 mars, délai suspendu : justificatif de domicile ; "
        "1 week-end (19 et 20 mars).",
        "Échéance : mercredi 23 mars 2022, fin de journée.",
        "Délai arrêté après le mercredi 9 mars 2022 et jusqu'au mercredi 16 mars 2022 : "
        "justificatif de domicile.",
        "Délai prolongé le jeudi 10 mars 2022 de 2 jours ouvrés : dossier complexe.",
        "Transmise le jeudi 17 mars 2022 : le délai continue de courir.",
        "Répondue le jeudi 24 mars 2022, en 8 jours ouvrés : hors délai.",
    ]


@pytest.mark.parametrize(
    ("suite", "regle", "au", "phrase"),
    [
        pytest.param(
            [recue(le(7)), suspendue(le(9))],
            CINQ,
            le(10),
            "Délai suspendu depuis le mercredi 9 mars 2022 : l'échéance sera connue à la reprise.",
            id="suspendue",
        ),
        pytest.param(
            [recue(le(7)), suspendue(le(9))],
            CINQ,
            le(10),
            "Au jeudi 10 mars 2022 : 2 jours ouvrés utilisés, il en restera 3 à la reprise.",
            id="reste à la reprise",
        ),
        pytest.param(
            [recue(le(7))],
            CINQ,
            le(14),
            "Au lundi 14 mars 2022 : 5 jours ouvrés utilisés, c'est le dernier jour.",
            id="dernier jour",
        ),
        pytest.param(
            [recue(le(7))],
            CINQ,
            le(16),
            "Au mercredi 16 mars 2022 : 7 jours ouvrés utilisés, échéance dépassée de 2 jours "
            "ouvrés.",
            id="dépassée",
        ),
        pytest.param(
            [recue(le(4))],
            CINQ,
            le(12),
            "Au samedi 12 mars 2022 : 5 jours ouvrés utilisés, échéance dépassée.",
            id="dépassée un samedi",
        ),
        pytest.param(
            [recue(le(7)), repondue(le(7))],
            CINQ,
            le(12),
            "Répondue le lundi 7 mars 2022, sans attendre : dans le délai.",
            id="répondue le jour même",
        ),
        pytest.param(
            [recue(le(7)), suspendue(le(16)), reprise(le(20))],
            CINQ,
            le(21),
            "La suspension du mercredi 16 mars 2022 vient après la fin du délai : elle n'y change "
            "rien.",
            id="suspension tardive",
        ),
        pytest.param(
            [recue(le(7)), prolongee(le(16), 3)],
            CINQ,
            le(21),
            "La prolongation du mercredi 16 mars 2022 vient après l'échéance : elle ne la déplace "
            "pas.",
            id="prolongation tardive",
        ),
        pytest.param(
            [recue(le(7)), suspendue(le(8)), reprise(le(9))],
            REMISE,
            le(9),
            "Le compte repart de zéro après le mercredi 9 mars 2022.",
            id="remise à zéro",
        ),
        pytest.param(
            [recue(le(7)), attente(le(8))],
            CINQ,
            le(9),
            "Réponse d'attente le mardi 8 mars 2022 : elle n'arrête pas le délai.",
            id="attente sans effet",
        ),
        pytest.param(
            [recue(le(7)), attente(le(8), reference="identité"), reprise(le(9))],
            ATTENTE,
            le(9),
            "Délai arrêté après le mardi 8 mars 2022 et jusqu'au mercredi 9 mars 2022 : identité.",
            id="attente qui suspend",
        ),
        pytest.param(
            [recue(le(7)), retiree(le(9))],
            CINQ,
            le(9),
            "Retirée par son auteur le mercredi 9 mars 2022 : plus aucune réponse n'est due.",
            id="retirée",
        ),
        pytest.param(
            [recue(le(7)), repondue(le(9)), rouverte(le(10))],
            CINQ,
            le(10),
            "Rouverte le jeudi 10 mars 2022 : la réponse ne disait rien.",
            id="rouverte",
        ),
        pytest.param(
            [recue(le(7)), rectifiee(le(9), Genre.RECUE, le(7), le(4))],
            CINQ,
            le(10),
            "Rectification du mercredi 9 mars 2022 (erreur de saisie) : la réception du lundi "
            "7 mars 2022 se lit au vendredi 4 mars 2022.",
            id="rectifiée",
        ),
        pytest.param(
            [recue(le(7)), suspendue(le(8)), rectifiee(le(9), Genre.SUSPENDUE, None, None)],
            CINQ,
            le(10),
            "Rectification du mercredi 9 mars 2022 (erreur de saisie) : la suspension n'a pas eu "
            "lieu.",
            id="annulée",
        ),
        pytest.param(
            [recue(le(5))],
            GUICHET,
            le(7),
            "Reçue le samedi 5 mars 2022, jour non ouvré : elle est réputée arrivée le jour ouvré "
            "suivant.",
            id="un samedi, heure réglée",
        ),
        pytest.param(
            [recue(le(7)), accusee(le(9))],
            CINQ,
            le(9),
            "Accusé de réception dû au plus tard le lundi 14 mars 2022, envoyé le mercredi "
            "9 mars 2022 : dans le délai.",
            id="accusé envoyé",
        ),
        pytest.param(
            [recue(le(7))],
            CINQ,
            le(15),
            "Accusé de réception dû au plus tard le lundi 14 mars 2022 : il manque encore.",
            id="accusé manquant",
        ),
        pytest.param(
            [recue(le(7)), repondue(le(16))],
            CINQ,
            le(16),
            "Accusé de réception dû au plus tard le lundi 14 mars 2022 ; la réponse du mercredi "
            "16 mars 2022 en tient lieu : hors délai.",
            id="réponse qui tient lieu d'accusé, trop tard",
        ),
        pytest.param(
            [recue(le(1)), suspendue(le(3)), reprise(le(6))],
            QUINZE_CALENDAIRES,
            le(9),
            "Le délai finit le samedi 19 mars 2022, jour non ouvré : report au jour ouvré suivant.",
            id="suspension puis report",
        ),
    ],
)
def test_chaque_incident_a_sa_phrase(suite, regle, au, phrase):
    assert phrase in phrases(*suite, regle=regle, au=au)


@pytest.mark.parametrize("raison", NON_DUES)
def test_une_reponse_non_due_dit_pourquoi_et_rien_du_delai(raison):
    lues = phrases(recue(le(7)), au=le(31), non_due=raison)
    assert lues == [
        "Arrivée le lundi 7 mars 2022.",
        f"Aucune réponse n'est due : {NON_DUES[raison]}.",
        "La demande est comptée dans les volumes, ni dans les taux ni dans les délais moyens.",
    ]


def test_les_raisons_sont_celles_du_referentiel_et_de_la_base():
    assert {*NON_DUES} == {raison["cle"] for raison in DELAIS["reponse_non_due"]}
    assert {*NON_DUES} == {*NonDue.values}


def test_une_periode_suspendue_se_dit():
    confinement = PeriodeNeutre(date(2020, 3, 1), date(2020, 6, 30), "crise sanitaire")
    jour = date(2020, 3, 2)
    lues = phrases(recue(jour), au=jour, periodes_suspendues=[confinement])
    assert lues[-2:] == [
        "Arrivée pendant une période suspendue (du dimanche 1er mars 2020 au mardi 30 juin 2020, "
        "crise sanitaire).",
        "La demande est comptée dans les volumes, ni dans les taux ni dans les délais moyens.",
    ]


def test_l_accuse_qui_vaut_traitement_le_dit():
    """Jamais « dans le délai » sur le seul accusé sans que ce soit écrit."""
    lues = phrases(recue(le(7)), accusee(le(9)), au=le(31), compte=Compte.ACCUSE)
    assert (
        "L'accusé de réception du mercredi 9 mars 2022 vaut traitement, en 2 jours ouvrés : dans "
        "le délai ; la réponse sur le fond se suit à part."
    ) in lues


def test_sans_delai_fixe_la_reponse_n_a_pas_de_verdict():
    lues = phrases(recue(le(7)), repondue(le(9)), regle=replace(CINQ, jours=None), au=le(9))
    assert "Répondue le mercredi 9 mars 2022, en 2 jours ouvrés." in lues
