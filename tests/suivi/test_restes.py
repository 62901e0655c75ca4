from datetime import date

import pytest

from qualepref.socle.calendrier import Calendrier
from suivi.delais.restes import duree, reste, reste_en_detail

VENDREDI = date(2022, 3, 4)


@pytest.mark.parametrize(
    ("echeance", "simple", "detail"),
    [
        (date(2022, 3, 4), "aujourd'hui", "aujourd'hui"),
        (date(2022, 3, 5), "dans 1 jour", "dans 1 jour (0 jour ouvré)"),
        (date(2022, 3, 7), "dans 3 jours", "dans 3 jours (1 jour ouvré)"),
        (date(2022, 3, 8), "dans 4 jours", "dans 4 jours (2 jours ouvrés)"),
        (date(2022, 3, 3), "dépassée de 1 jour", "dépassée de 1 jour (1 jour ouvré)"),
        (date(2022, 2, 25), "dépassée de 7 jours", "dépassée de 7 jours (5 jours ouvrés)"),
    ],
)
def test_le_temps_qui_reste(echeance, simple, detail):
    assert reste(echeance, VENDREDI) == simple
    assert reste_en_detail(echeance, VENDREDI, Calendrier()) == detail


@pytest.mark.parametrize(
    ("reponse", "attendue"),
    [
        (date(2022, 3, 4), "le jour même"),
        (date(2022, 3, 7), "en 3 jours (1 jour ouvré)"),
        (date(2022, 3, 11), "en 7 jours (5 jours ouvrés)"),
    ],
)
def test_le_temps_qu_a_pris_une_reponse(reponse, attendue):
    assert duree(VENDREDI, reponse, Calendrier()) == attendue
