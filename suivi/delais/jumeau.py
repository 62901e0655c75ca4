"""Les échéances d'un lot entier, en colonnes : un million de lignes en un dixième de seconde.

Un lot n'a que quelques règles, quelques calendriers et mille jours d'arrivée : chaque cas différent
se calcule une fois, par le moteur, puis les lignes se lisent dans la table. Les dates sont des
ordinaux (`date.toordinal`), zéro valant « aucune » ; une ligne qui a des incidents passe à part.
"""

from array import array
from collections.abc import Mapping, Sequence
from datetime import date

from qualepref.socle.calendrier import PREMIERE_ANNEE, Calendrier
from suivi.delais.echeances import chemin, date_echeance, delai, jours_utilises
from suivi.delais.interruptions import Interruption
from suivi.delais.regles import Regle, Unite

AUCUNE = 0
Colonne = Sequence[int]
Incidents = Mapping[int, tuple[Sequence[Interruption], int]]  # ligne → arrêts, jours en plus
_ORIGINE = date(PREMIERE_ANNEE, 1, 1)


class _Echeances(dict):
    """Arrivée → échéance d'une règle et d'un calendrier, calculée à la première demande."""

    def __init__(self, regle: Regle, calendrier: Calendrier):
        self.regle, self.calendrier = regle, calendrier

    def __missing__(self, arrivee: int) -> int:
        self[arrivee] = due = self.calculer(arrivee)
        return due

    def calculer(self, arrivee: int, interruptions=(), prolongation=0) -> int:
        jour = date.fromordinal(arrivee)
        due = date_echeance(jour, self.regle, self.calendrier, interruptions, prolongation)
        return due.toordinal() if due else AUCUNE


class _Rangs(dict):
    """Jour → son rang dans l'unité : une soustraction de deux rangs fait un décompte."""

    def __init__(self, unite: Unite, calendrier: Calendrier):
        self.unite, self.calendrier = unite, calendrier

    def __missing__(self, jour: int) -> int:
        self[jour] = rang = self.calculer(jour)
        return rang

    def calculer(self, jour: int) -> int:
        if self.unite is Unite.CALENDAIRES:
            return jour
        return self.calendrier.compter_jours_ouvres(_ORIGINE, date.fromordinal(jour))


class Jumeau:
    """Le moteur d'un jeu de cas (règle, calendrier), dont les tables servent de lot en lot.

    `cas` : le rang du cas de chaque ligne. `arrivees` : son jour zéro. `incidents` : les lignes,
    peu nombreuses, dont le délai fut arrêté ou prolongé. Lève DateHorsCalendrier, comme le moteur.
    """

    def __init__(self, couples: Sequence[tuple[Regle, Calendrier]]):
        self.couples = couples
        self._echeances = [_Echeances(regle, calendrier) for regle, calendrier in couples]
        rangs = {(r.unite, c): _Rangs(r.unite, c) for r, c in couples}
        self._rangs = [rangs[regle.unite, calendrier] for regle, calendrier in couples]

    def echeances(
        self, cas: Colonne, arrivees: Colonne, incidents: Incidents | None = None
    ) -> array:
        """L'échéance de chaque ligne ; AUCUNE si rien n'est fixé ou si le délai est arrêté."""
        colonne = array("i", _lire(self._echeances, cas, arrivees))
        for ligne, (interruptions, prolongation) in (incidents or {}).items():
            table = self._echeances[cas[ligne]]
            colonne[ligne] = table.calculer(arrivees[ligne], interruptions, prolongation)
        return colonne

    def utilises(
        self, cas: Colonne, arrivees: Colonne, jours: Colonne, incidents: Incidents | None = None
    ) -> array:
        """Jours comptés jusqu'au jour dit de chaque ligne : sa réponse, ou le jour du regard."""
        tables = map(self._rangs.__getitem__, cas)
        lignes = zip(tables, arrivees, jours, strict=True)
        colonne = array("i", [table[vu] - table[a] if vu > a else 0 for table, a, vu in lignes])
        for ligne, incident in (incidents or {}).items():
            jour = max(jours[ligne], arrivees[ligne])
            colonne[ligne] = self._utilises(cas[ligne], arrivees[ligne], jour, incident)
        return colonne

    def _utilises(self, cas: int, arrivee: int, jour: int, incident) -> int:
        regle, calendrier = self.couples[cas]
        debut, fin = date.fromordinal(arrivee), date.fromordinal(jour)
        if regle.jours is None:
            return delai(debut, fin, regle.unite, calendrier)
        return jours_utilises(
            chemin(debut, regle, calendrier, *incident), fin, regle.unite, calendrier
        )


def en_retard(echeances: Colonne, jours: Colonne) -> bytearray:
    """1 pour chaque ligne dont l'échéance est avant le jour dit."""
    return bytearray(AUCUNE < due < jour for due, jour in zip(echeances, jours, strict=True))


def _lire(tables: Sequence[Mapping[int, int]], cas: Colonne, cles: Colonne) -> list[int]:
    if len(cas) != len(cles):
        raise ValueError("Les colonnes d'un lot ont toutes la même longueur.")
    if len(tables) == 1:
        return list(map(tables[0].__getitem__, cles))
    return [tables[rang][cle] for rang, cle in zip(cas, cles, strict=True)]
