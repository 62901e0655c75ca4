"""Le jumeau en colonnes rend, ligne à ligne, ce que rend le moteur."""

from array import array
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualepref.socle.calendrier import Calendrier, DateHorsCalendrier
from suivi.delais.echeances import calculer, chemin, delai, jours_utilises
from suivi.delais.interruptions import Interruption
from suivi.delais.jumeau import AUCUNE, Jumeau, en_retard
from suivi.delais.parcours import suivre
from suivi.delais.regles import Regle, Unite
from tests.suivi.calendriers import METROPOLE, PONT, durees, jours
from tests.suivi.vies import CINQ, le, prolongee, recue, reprise, suspendue

CALENDRIERS = [METROPOLE, PONT, Calendrier("alsace-moselle"), Calendrier("mayotte")]

regles = st.builds(
    Regle,
    cle=st.just("essai"),
    jours=st.none() | durees,
    unite=st.sampled_from(Unite),
    report=st.booleans(),
)
arrets = st.lists(st.tuples(st.integers(-3, 40), st.none() | st.integers(0, 20)), max_size=3)


class Lot(NamedTuple):
    couples: list
    cas: list
    arrivees: array
    incidents: dict

    @property
    def jumeau(self):
        return Jumeau(self.couples)

    def echeances(self):
        return self.jumeau.echeances(self.cas, self.arrivees, self.incidents)

    def utilises(self, jours):
        return self.jumeau.utilises(self.cas, self.arrivees, jours, self.incidents)

    def du_moteur(self, ligne):
        incident = self.incidents.get(ligne, ((), 0))
        arrivee = date.fromordinal(self.arrivees[ligne])
        return calculer(arrivee, *self.couples[self.cas[ligne]], *incident).date


def un_lot(couples, lignes, incidents=None):
    arrivees = array("i", [arrivee.toordinal() for arrivee, _ in lignes])
    return Lot(couples, [cas for _, cas in lignes], arrivees, incidents or {})


@st.composite
def lots(draw):
    """De zéro à trente lignes, de un à quatre cas, avec ou sans incidents."""
    couples = draw(
        st.lists(st.tuples(regles, st.sampled_from(CALENDRIERS)), min_size=1, max_size=4)
    )
    lignes = draw(st.lists(st.tuples(jours, st.integers(0, len(couples) - 1)), max_size=30))
    incidents = {
        rang: (_interruptions(arrivee, draw(arrets)), draw(st.integers(0, 9)))
        for rang, (arrivee, _) in enumerate(lignes)
        if draw(st.integers(0, 3)) == 0
    }
    return un_lot(couples, lignes, incidents)


def _interruptions(arrivee, bornes):
    return [
        Interruption(
            arrivee + timedelta(days=debut),
            None if duree is None else arrivee + timedelta(days=debut + duree),
        )
        for debut, duree in bornes
    ]


@given(lots())
def test_chaque_ligne_a_l_echeance_du_moteur(lot):
    calculees = [date.fromordinal(due) if due else None for due in lot.echeances()]
    assert calculees == [lot.du_moteur(ligne) for ligne in range(len(lot.arrivees))]


@given(lots(), st.integers(-5, 80))
def test_chaque_ligne_a_les_jours_du_moteur(lot, apres):
    vus = [arrivee + apres for arrivee in lot.arrivees]
    utilises = lot.utilises(vus)
    for ligne, arrivee in enumerate(lot.arrivees):
        regle, calendrier = lot.couples[lot.cas[ligne]]
        debut, fin = date.fromordinal(arrivee), date.fromordinal(max(vus[ligne], arrivee))
        attendus = delai(debut, fin, regle.unite, calendrier)
        if regle.jours and ligne in lot.incidents:
            trajet = chemin(debut, regle, calendrier, *lot.incidents[ligne])
            attendus = jours_utilises(trajet, fin, regle.unite, calendrier)
        assert utilises[ligne] == attendus


@given(lots(), st.integers(-5, 80))
def test_chaque_retard_est_celui_du_moteur(lot, apres):
    vus = [arrivee + apres for arrivee in lot.arrivees]
    for ligne, retard in enumerate(en_retard(lot.echeances(), vus)):
        due = lot.du_moteur(ligne)
        assert bool(retard) == (due is not None and vus[ligne] > due.toordinal())


@given(
    jours,
    st.sampled_from(CALENDRIERS),
    durees,
    st.sampled_from(Unite),
    st.lists(st.integers(0, 12), min_size=4, max_size=4),
)
def test_une_ligne_a_incidents_suit_le_parcours(arrivee, calendrier, n, unite, ecarts):
    """Suspendue, reprise, prolongée, regardée : le jumeau et le parcours disent pareil."""
    dates = [arrivee + timedelta(days=sum(ecarts[: rang + 1])) for rang in range(4)]
    regle = Regle(cle="essai", jours=n, unite=unite, report=True)
    suite = [recue(arrivee), suspendue(dates[0]), reprise(dates[1]), prolongee(dates[2], 4)]
    vu = suivre(suite, regle, calendrier, le=dates[3])
    interruptions = vu.deroulement.interruptions(regle)
    incidents = {0: (interruptions, vu.reponse.echeance.prolongation)}
    lot = un_lot([(regle, calendrier)], [(arrivee, 0)], incidents)
    regarde = [dates[3].toordinal()]
    assert lot.echeances()[0] == vu.reponse.echeance.date.toordinal()
    assert lot.utilises(regarde)[0] == vu.reponse.utilises
    assert en_retard(lot.echeances(), regarde)[0] == vu.reponse.est_passee


def test_un_lot_vide_rend_des_colonnes_vides():
    vide = un_lot([(CINQ, METROPOLE)], [])
    assert len(vide.echeances()) == len(vide.utilises([])) == len(en_retard([], [])) == 0


def test_une_suspension_sans_fin_n_a_pas_d_echeance():
    arret = [Interruption(le(8))]
    lot = un_lot([(CINQ, METROPOLE)], [(le(7), 0), (le(7), 0)], {1: (arret, 0)})
    vus = [le(31).toordinal()] * 2
    assert [*lot.echeances()] == [le(14).toordinal(), AUCUNE]
    assert [*lot.utilises(vus)] == [18, 1]
    assert [*en_retard(lot.echeances(), vus)] == [1, 0]


def test_une_date_hors_du_calendrier_est_refusee_comme_au_moteur():
    with pytest.raises(DateHorsCalendrier):
        un_lot([(CINQ, METROPOLE)], [(date(1904, 1, 1), 0)]).echeances()


@pytest.mark.parametrize("couples", [[(CINQ, METROPOLE)], [(CINQ, METROPOLE), (CINQ, PONT)]])
def test_des_colonnes_de_longueurs_differentes_sont_refusees(couples):
    jumeau = Jumeau(couples)
    with pytest.raises(ValueError, match="même longueur"):
        jumeau.echeances([0, 0], [738000])
    with pytest.raises(ValueError, match="longer|shorter"):
        jumeau.utilises([0], [738000], [738000, 738001])
    with pytest.raises(ValueError, match="longer|shorter"):
        en_retard([738000], [738000, 738001])


def test_les_tables_servent_de_lot_en_lot():
    jumeau = Jumeau([(CINQ, METROPOLE)])
    premier = jumeau.echeances([0], [le(7).toordinal()])
    assert jumeau.echeances([0, 0], [le(7).toordinal()] * 2) == premier * 2
