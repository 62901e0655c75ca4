"""Une suite d'événements qui n'a pas de sens est refusée, une phrase par faute."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suivi.delais.deroulement import derouler
from suivi.delais.evenements import Evenement, Genre, SuiteInvalide, depuis_dates
from tests.suivi.vies import (
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

RECUE = recue(le(7))


@pytest.mark.parametrize(
    ("suite", "phrase"),
    [
        pytest.param([], "Aucune réception n'est connue à cette date.", id="rien"),
        pytest.param(
            [repondue(le(4)), RECUE],
            "La réponse du 04/03/2022 vient avant la réception de la demande.",
            id="réponse avant l'arrivée",
        ),
        pytest.param(
            [RECUE, repondue(le(4))],
            "La réponse du 04/03/2022 vient avant la réception du 07/03/2022 : vérifier les deux "
            "dates.",
            id="suite qui recule",
        ),
        pytest.param(
            [RECUE, recue(le(8))],
            "La réception du 08/03/2022 répète la réception du 07/03/2022 : une demande n'arrive "
            "qu'une fois.",
            id="reçue deux fois",
        ),
        pytest.param(
            [RECUE, reprise(le(8))],
            "La reprise du 08/03/2022 ne reprend rien : aucune suspension n'est ouverte.",
            id="reprise sans suspension",
        ),
        pytest.param(
            [RECUE, suspendue(le(8), reference="identité"), reprise(le(9), reference="domicile")],
            "La reprise du 09/03/2022 ne reprend rien : aucune suspension « domicile » n'est "
            "ouverte.",
            id="reprise d'une autre attente",
        ),
        pytest.param(
            [RECUE, suspendue(le(8), jusqua=le(9)), reprise(le(10))],
            "La reprise du 10/03/2022 ne reprend rien : aucune suspension n'est ouverte.",
            id="reprise d'une suspension déjà finie",
        ),
        pytest.param(
            [RECUE, suspendue(le(8)), suspendue(le(9))],
            "La suspension du 09/03/2022 s'ajoute à celle du 08/03/2022, encore ouverte.",
            id="suspension déjà ouverte",
        ),
        pytest.param(
            [RECUE, suspendue(le(8), motif=" ")],
            "La suspension du 08/03/2022 demande un motif.",
            id="suspension sans motif",
        ),
        pytest.param(
            [RECUE, suspendue(le(8), jusqua=le(7))],
            "La suspension du 08/03/2022 finirait le 07/03/2022, avant son début.",
            id="suspension qui finit avant de commencer",
        ),
        pytest.param(
            [RECUE, prolongee(le(8), 0)],
            "La prolongation du 08/03/2022 ne dit pas de combien de jours : au moins un.",
            id="prolongation de zéro jour",
        ),
        pytest.param(
            [RECUE, prolongee(le(8), 3, motif="")],
            "La prolongation du 08/03/2022 demande un motif.",
            id="prolongation sans raison",
        ),
        pytest.param(
            [RECUE, rouverte(le(8))],
            "La réouverture du 08/03/2022 rouvre une demande qui n'est pas close.",
            id="rouverte sans être close",
        ),
        pytest.param(
            [RECUE, repondue(le(8)), suspendue(le(9))],
            "La suspension du 09/03/2022 vient après la réponse du 08/03/2022 : rouvrir d'abord "
            "la demande.",
            id="suspendue après la réponse",
        ),
        pytest.param(
            [RECUE, retiree(le(8)), repondue(le(9))],
            "La réponse du 09/03/2022 vient après le retrait du 08/03/2022 : rouvrir d'abord la "
            "demande.",
            id="répondue après le retrait",
        ),
        pytest.param(
            [RECUE, rectifiee(le(8), Genre.ACCUSEE, le(7), le(8))],
            "La rectification du 08/03/2022 vise l'accusé de réception du 07/03/2022, introuvable.",
            id="rectification de rien",
        ),
        pytest.param(
            [RECUE, rectifiee(le(8), None, None, le(8))],
            "La rectification du 08/03/2022 ne dit pas quel événement elle corrige.",
            id="rectification sans objet",
        ),
        pytest.param(
            [RECUE, accusee(le(8)), rectifiee(le(9), Genre.RECUE, le(7), le(9))],
            "L'accusé de réception du 08/03/2022 vient avant la réception de la demande.",
            id="rectification qui croise un autre événement",
        ),
        pytest.param(
            [RECUE, rectifiee(le(9), Genre.RECUE, le(7), None)],
            "Aucune réception n'est connue à cette date.",
            id="réception annulée",
        ),
    ],
)
def test_une_suite_qui_n_a_pas_de_sens_est_refusee(suite, phrase):
    with pytest.raises(SuiteInvalide) as refus:
        derouler(suite)
    assert phrase in refus.value.fautes


def test_toutes_les_fautes_sont_dites_ensemble():
    suite = [RECUE, reprise(le(8)), rouverte(le(9)), recue(le(10))]
    with pytest.raises(SuiteInvalide) as refus:
        derouler(suite)
    assert len(refus.value.fautes) == 3
    assert str(refus.value) == " ".join(refus.value.fautes)


@pytest.mark.parametrize("genre", Genre)
def test_chaque_genre_se_nomme_en_tete_de_phrase(genre):
    evenement = Evenement(genre, le(7))
    assert str(evenement) == f"{genre.nom} du 07/03/2022"
    assert evenement.en_tete[1:] == str(evenement)[1:]
    assert evenement.en_tete[0].isupper()


def test_deux_faits_le_meme_jour_gardent_leur_ordre():
    vu = derouler([RECUE, suspendue(le(8)), reprise(le(8)), suspendue(le(8)), reprise(le(9))])
    assert [(a.debut.day, a.fin.day) for a in vu.arrets] == [(8, 8), (8, 9)]


def test_une_attente_et_une_suspension_peuvent_se_croiser():
    vu = derouler([RECUE, attente(le(8)), suspendue(le(9)), reprise(le(10))])
    assert {arret.fin for arret in vu.arrets} == {le(10)}


def test_accuse_et_transmission_s_inscrivent_encore_apres_la_reponse():
    vu = derouler([RECUE, repondue(le(8)), accusee(le(9)), transmise(le(10))])
    assert (vu.accuse, vu.transmission, vu.date_reponse) == (le(9), le(10), le(8))


def test_le_premier_accuse_et_la_premiere_transmission_comptent():
    suite = [RECUE, accusee(le(8)), transmise(le(9)), accusee(le(10)), transmise(le(11))]
    vu = derouler(suite)
    assert (vu.accuse, vu.transmission) == (le(8), le(9))


def test_une_rectification_se_rectifie():
    suite = [
        RECUE,
        rectifiee(le(9), Genre.RECUE, le(7), le(4)),
        rectifiee(le(10), Genre.RECUE, le(4), le(3)),
    ]
    assert derouler(suite).reception == replace(RECUE, le=le(3))


def test_la_suite_donnee_n_est_pas_changee():
    suite = [RECUE, rectifiee(le(9), Genre.RECUE, le(7), le(4))]
    copie = list(suite)
    derouler(suite)
    assert suite == copie


def test_les_seules_dates_font_une_suite_sensee():
    """Reprises d'un classeur, elles peuvent se contredire sans rien arrêter."""
    suite = depuis_dates(
        le(7), accuse=le(4), attente=le(31), transmission=le(31), reponse=le(9), retrait=le(10)
    )
    assert [(e.genre, e.le.day) for e in suite] == [
        (Genre.RECUE, 7),
        (Genre.ACCUSEE, 7),
        (Genre.RETIREE, 10),
        (Genre.TRANSMISE, 31),
    ]
    assert derouler(suite).date_retrait == le(10)


JOURS = st.none() | st.dates(le(1), le(31))


@given(JOURS, JOURS, JOURS, JOURS, JOURS)
def test_aucun_jeu_de_dates_n_est_refuse(accuse, attente, transmission, reponse, retrait):
    suite = depuis_dates(
        le(15),
        accuse=accuse,
        attente=attente,
        transmission=transmission,
        reponse=reponse,
        retrait=retrait,
    )
    assert derouler(suite).reception == recue(le(15))
