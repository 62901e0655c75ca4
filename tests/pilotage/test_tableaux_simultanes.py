"""Deux workers sur les mêmes tableaux au même instant : chacun une fois, et aucun n'échoue."""

from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from pilotage.lecture import mesures_lues
from pilotage.models import Indicateur, Mesure, TableauDeBord
from pilotage.tableaux import preparer_tableau
from pilotage.trimestres import inscrire_les_trimestres
from qualepref.socle.models import Production
from tests import factories
from tests.socle.test_rappels_simultanes import a_deux

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="une base en mémoire n'a qu'un écrivain"
    ),
]


def test_la_tache_rendue_deux_fois_n_inscrit_chaque_departement_qu_une_fois():
    factories.DepartementFactory.create_batch(8)
    inscrites = a_deux(lambda: inscrire_les_trimestres(date(2023, 1, 15)))
    assert sum(map(len, inscrites)) == 8
    assert TableauDeBord.objects.count() == Production.objects.count() == 8


def test_un_tableau_calcule_deux_fois_ensemble_n_a_qu_une_mesure_par_mois(
    service, settings, monkeypatch
):
    """Un worker cru mort qui finit avec celui qui l'a repris : l'un attend l'autre."""
    settings.ARRETE = date(2023, 1, 15)
    factories.IndicateurFactory(code="RECL-ACCUEIL", source=Indicateur.Source.CALCULE)
    champs = {"departement": service.site.departement, "service": service}
    champs |= {"registre": "suggestions_reclamations", "nature": "reclamation"}
    for mois in (10, 11, 12):
        factories.DemandeFactory(date_arrivee=date(2022, mois, 3), **champs)
    tableau = factories.TableauDeBordFactory(
        departement=service.site.departement, trimestre="2022-T4"
    )
    ensemble, connues = Barrier(2), mesures_lues._connues

    def connues_de_l_un_et_de_l_autre(*arguments):
        lues = connues(*arguments)
        with suppress(BrokenBarrierError):  # l'autre attend son tour : il ne viendra pas
            ensemble.wait(timeout=1)
        return lues

    monkeypatch.setattr(mesures_lues, "_connues", connues_de_l_un_et_de_l_autre)
    a_deux(lambda: preparer_tableau(tableau=TableauDeBord.objects.get(pk=tableau.pk)))
    assert Mesure.objects.count() == 3
