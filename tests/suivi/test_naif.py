"""Cent mille vies au hasard : le moteur et un compte naïf, jour par jour, disent la même chose."""

from random import Random

import pytest

from qualepref.socle.calendrier import Calendrier
from suivi.delais.parcours import suivre
from tests.suivi import hasard, naif

CAS, LOTS = 100_000, 10


@pytest.mark.parametrize("lot", range(LOTS))
def test_le_moteur_compte_comme_un_enfant_qui_barre_les_jours(lot):
    de = Random(20190204 + lot)
    calendriers = {}
    for _ in range(CAS // LOTS):
        suite, regle, territoire, fermetures, le = hasard.un_cas(de)
        cle = territoire, id(fermetures)
        if cle not in calendriers:
            calendriers[cle] = Calendrier(territoire, fermetures)
        reponse = suivre(suite, regle, calendriers[cle], le=le).reponse
        en_retard = reponse.echeance.date is not None and reponse.au > reponse.echeance.date
        calcule = naif.Vu(reponse.echeance.date, reponse.utilises, en_retard)
        assert calcule == naif.suivre(suite, regle, territoire, fermetures, le), (suite, regle, le)
