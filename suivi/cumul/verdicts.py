"""Juger des demandes tassées : une table par mois, où chaque cas différent se calcule une fois.

Un mois n'a que quelques milliers de cas (jour d'arrivée, durée, échéance) : la table les apprend à
mesure, puis juger une demande est une lecture, comme dans le jumeau des échéances.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from qualepref.socle.calendrier import Calendrier
from suivi.comptes.decompte import EN_VIGUEUR
from suivi.cumul.tassement import Sort, decoder
from suivi.delais.echeances import date_echeance
from suivi.delais.regles import Unite, regle_de_cle
from suivi.models.situations import Situation

SITUATIONS = tuple(Situation)
_RANGS = {situation: rang for rang, situation in enumerate(SITUATIONS)}
_BITS_SITUATION, _BITS_JOURS = 4, 24
_SANS_REPONSE = (1 << _BITS_JOURS) - 1
HORS_PERIODE = -1
UNITES = frozenset(Unite)
Echeancier = Callable[[date], date | None]


@dataclass(frozen=True)
class Cadre:
    """Ce qu'un site apporte au compte : son calendrier et ses suspensions, bornes comprises."""

    calendrier: Calendrier
    suspensions: tuple[tuple[date, date], ...] = ()

    def suspend(self, arrivee: date) -> bool:
        return any(debut <= arrivee <= fin for debut, fin in self.suspensions)


class Verdicts(dict):
    """Code d'une demande → son verdict à l'arrêté, en un entier.

    Sans `echeancier`, l'échéance est celle rangée avec la demande.
    """

    def __init__(
        self,
        *,
        mois: date,
        debut: date,
        fin: date,
        arrete: date,
        cadre: Cadre,
        sort: Sort,
        echeancier: Echeancier | None = None,
    ):
        self.mois, self.debut, self.fin, self.arrete = mois, debut, fin, arrete
        self.cadre, self.sort, self.echeancier = cadre, sort, echeancier

    def __missing__(self, code: int) -> int:
        self[code] = verdict = self._juger(*decoder(code))
        return verdict

    def _juger(self, jour: int, duree: int | None, reste: int | None) -> int:
        arrivee = self.mois.replace(day=jour)
        if not self.debut <= arrivee <= self.fin:
            return HORS_PERIODE
        if self.cadre.suspend(arrivee):
            return _ecrire(Situation.SUSPENDUE)
        if self.sort.non_due:
            return _ecrire(Situation.NON_DUE)
        traitee = duree is not None and arrivee + timedelta(days=duree) <= self.arrete
        duree = duree if traitee else None
        if self.echeancier:
            due = self.echeancier(arrivee)
            reste = (due - arrivee).days if due else None
        situation = _situer(duree, reste, (self.arrete - arrivee).days, self.sort)
        return _ecrire(situation, *self._delais(arrivee, duree))

    def _delais(self, arrivee: date, duree: int | None) -> tuple[int, ...]:
        """Un accusé daté avant l'arrivée vaut le jour 0."""
        if duree is None:
            return ()
        calendaires = max(duree, 0)
        traitee = arrivee + timedelta(days=calendaires)
        return calendaires, self.cadre.calendrier.compter_jours_ouvres(arrivee, traitee)


def _situer(duree: int | None, reste: int | None, age: int, sort: Sort) -> Situation:
    """Les mêmes cas, dans le même ordre, que l'expression de `models.situations`."""
    if reste is None:
        return Situation.ARRETEE if sort.arretee else Situation.SANS_DELAI
    if duree is not None:
        return Situation.REPONDUE_A_TEMPS if duree <= reste else Situation.REPONDUE_HORS_DELAI
    if reste >= age:
        return Situation.A_TEMPS
    return Situation.ACCUSE_SEUL if sort.par_accuse else Situation.EN_RETARD


def _ecrire(
    situation: Situation, calendaires: int = _SANS_REPONSE, ouvres: int = _SANS_REPONSE
) -> int:
    jours = ouvres << _BITS_JOURS | calendaires
    return jours << _BITS_SITUATION | _RANGS[situation]


def lire_verdicts(comptes: Mapping[int, int]) -> Iterator[tuple[Situation, int | None, int, int]]:
    """(situation, jours calendaires ou None, jours ouvrés, effectif) de chaque verdict compté."""
    for verdict, nombre in comptes.items():
        if verdict == HORS_PERIODE:
            continue
        jours = verdict >> _BITS_SITUATION
        calendaires, ouvres = jours & _SANS_REPONSE, jours >> _BITS_JOURS
        situation = SITUATIONS[verdict & (1 << _BITS_SITUATION) - 1]
        yield situation, None if calendaires == _SANS_REPONSE else calendaires, ouvres, nombre


def echeancier(regle: str, jours: int | None, calendrier: Calendrier) -> Echeancier | None:
    """De l'arrivée à l'échéance selon une clé de décompte ; None pour celle rangée.

    Une unité seule (« ouvres », « calendaires ») garde le nombre de jours de la règle suivie.
    Lève CleDeRegleInvalide.
    """
    if regle == EN_VIGUEUR:
        return None
    if regle in UNITES:
        if jours is None:
            return lambda arrivee: None
        regle = f"{jours}j_{regle}"
    return lambda arrivee: date_echeance(arrivee, regle_de_cle(regle), calendrier)
