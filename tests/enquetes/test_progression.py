"""L'avancée d'une enquête : ce qui manque, et ce qu'un rythme régulier aurait déjà donné."""

from datetime import date

import pytest

from enquetes.progression import Progression, ensemble, est_sous_sa_cible, par_lieu

DEBUT, FIN = date(2022, 3, 1), date(2022, 3, 10)


@pytest.mark.parametrize(
    "recues, cible, reste, atteinte",
    [(0, 10, 10, False), (9, 10, 1, False), (10, 10, 0, True), (14, 10, 0, True)],
)
def test_ce_qui_reste_ne_descend_pas_sous_zero(recues, cible, reste, atteinte):
    ligne = Progression("Hall", recues, cible)
    assert (ligne.reste, ligne.est_atteinte) == (reste, atteinte)


def test_sans_cible_rien_ne_reste_ni_n_est_atteint():
    assert (Progression("Hall", 5).reste, Progression("Hall", 5).est_atteinte) == (None, False)


def test_un_lieu_sans_reponse_ni_cible_ne_se_montre_pas():
    lieux = [(1, "Préfecture"), (2, "Vienne"), (None, "Sans site")]
    lignes = par_lieu(lieux, {1: 4, None: 2}, {1: 10})
    assert lignes == [Progression("Préfecture", 4, 10), Progression("Sans site", 2, None)]
    assert ensemble(lignes) == Progression("Ensemble", 6, 10)


def test_un_ensemble_sans_aucune_cible_n_en_a_pas():
    assert ensemble([Progression("a", 1), Progression("b", 2)]).cible is None


@pytest.mark.parametrize(
    "recues, cible, le, attendu",
    [
        (0, None, FIN, False),
        (0, 100, date(2022, 2, 28), False),  # avant le premier jour
        (10, 100, DEBUT, False),  # un jour sur dix
        (9, 100, DEBUT, True),
        (49, 100, date(2022, 3, 5), True),
        (50, 100, date(2022, 3, 5), False),
        (99, 100, date(2022, 4, 1), True),  # après le dernier jour, tout est attendu
        (100, 100, date(2022, 4, 1), False),
    ],
)
def test_le_rythme_se_juge_au_jour(recues, cible, le, attendu):
    assert est_sous_sa_cible(recues, cible, DEBUT, FIN, le) is attendu
