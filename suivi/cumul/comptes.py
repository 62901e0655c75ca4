"""Compter des cumuls : des tas de demandes à des chiffres, par lieu, canal, nature et période.

Rien n'est lu en base ici. Un histogramme de jours donne la moyenne et la médiane exactes.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from qualepref.socle.periodes import Genre, Periode
from suivi.comptes.decompte import EN_VIGUEUR, Compte, arrondir
from suivi.cumul.tassement import Profil, trancher
from suivi.cumul.verdicts import UNITES, Cadre, Verdicts, echeancier, lire_verdicts
from suivi.delais.regles import Unite
from suivi.models.situations import BASE_DES_TAUX, Situation

LIEUX = ("site", "service")


class Cumule(NamedTuple):
    """Les demandes d'un service arrivées un mois : leurs profils, et une colonne de codes."""

    site: int
    service: int
    mois: date
    profils: Sequence[tuple[Profil, int]]
    colonne: array


def tout_retenir(profil: Profil) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Question:
    """Ce qu'on veut compter : arrivées de `debut` à `fin` compris, vues à l'arrêté.

    `par` : des lieux (« site », « service ») et des champs de Profil. `genre` : la période des
    groupes, None pour toute la durée. `regles` : EN_VIGUEUR, des clés de décompte, ou une unité.
    """

    debut: date
    fin: date
    arrete: date
    par: tuple[str, ...] = ()
    genre: Genre | None = None
    compte: Compte = Compte.REPONSE_FOND
    regles: tuple[str, ...] = (EN_VIGUEUR,)
    retenir: Callable[[Profil], bool] = tout_retenir

    def periode(self, mois: date) -> date | None:
        return self.genre and Periode.contenant(mois, self.genre).debut


@dataclass
class Chiffres:
    """Les comptes d'un groupe : effectif de chaque situation, histogramme de jours par unité."""

    situations: Counter = field(default_factory=Counter)
    jours: dict[Unite, Counter] = field(default_factory=lambda: {u: Counter() for u in Unite})

    @classmethod
    def depuis(cls, verdicts: Mapping[int, int]) -> "Chiffres":
        chiffres = cls()
        for situation, calendaires, ouvres, nombre in lire_verdicts(verdicts):
            chiffres.situations[situation] += nombre
            if calendaires is not None:
                chiffres.jours[Unite.CALENDAIRES][calendaires] += nombre
                chiffres.jours[Unite.OUVRES][ouvres] += nombre
        return chiffres

    def __add__(self, autre: "Chiffres") -> "Chiffres":
        jours = {unite: self.jours[unite] + autre.jours[unite] for unite in Unite}
        return Chiffres(self.situations + autre.situations, jours)

    @cached_property
    def recues(self) -> int:
        return self.situations.total()

    @property
    def base(self) -> int:
        """Répondues ou échues : le dénominateur du taux."""
        return sum(self.situations[situation] for situation in BASE_DES_TAUX)

    @property
    def dans_le_delai(self) -> int:
        return self.situations[Situation.REPONDUE_A_TEMPS]

    @property
    def taux(self) -> float | None:
        """En proportion ; None pour une base vide, jamais zéro."""
        return self.dans_le_delai / self.base if self.base else None

    def delais(self, unite: Unite) -> dict:
        """Effectif, somme, moyenne, médiane et plus grand délai, comme les donne le décompte."""
        return resumer(self.jours[unite])


def resumer(histogramme: Mapping[int, int]) -> dict:
    """Nombre de jours → effectif ; la médiane de deux valeurs centrales est leur demi-somme."""
    n = sum(histogramme.values())
    somme = sum(jours * nombre for jours, nombre in histogramme.items())
    tries = sorted(histogramme)
    milieu = _rang(histogramme, tries, (n - 1) // 2) + _rang(histogramme, tries, n // 2) if n else 0
    return {
        "n": n,
        "somme": somme,
        "moyenne": arrondir(somme, n),
        "mediane": arrondir(milieu, 2) if n else None,
        "max": tries[-1] if n else None,
    }


def _rang(histogramme: Mapping[int, int], tries: Sequence[int], rang: int) -> int:
    """La valeur de ce rang, compté depuis zéro."""
    for jours in tries:
        rang -= histogramme[jours]
        if rang < 0:
            return jours
    raise IndexError(rang)


def compter(
    cumules: Iterable[Cumule], question: Question, cadres: Mapping[int, Cadre]
) -> dict[tuple, dict[str, Chiffres]]:
    """(période, puis les champs de `par`) → règle → ses chiffres. Lève CleDeRegleInvalide."""
    verdicts, tables = defaultdict(Counter), _Tables(question, cadres)
    retenir = lru_cache(maxsize=None)(question.retenir)
    for cumule in cumules:
        periode = question.periode(cumule.mois)
        for profil, codes in trancher(cumule.profils, cumule.colonne):
            if retenir(profil):
                groupe = (periode, *_places(question.par, cumule, profil))
                for regle in question.regles:
                    juger = tables(cumule, profil, regle).__getitem__
                    verdicts[groupe, regle].update(map(juger, codes))
    chiffres = defaultdict(dict)
    for (groupe, regle), comptes in verdicts.items():
        lus = Chiffres.depuis(comptes)
        if lus.recues:
            chiffres[groupe][regle] = lus
    return dict(chiffres)


def _places(par: Sequence[str], cumule: Cumule, profil: Profil) -> list:
    return [getattr(cumule if champ in LIEUX else profil, champ) for champ in par]


class _Tables:
    """Les tables de verdicts, partagées par les sites qui comptent les jours de même."""

    def __init__(self, question: Question, cadres: Mapping[int, Cadre]):
        self.question = question
        self.uniques = list(dict.fromkeys(cadres.values()))
        self.rangs = {site: self.uniques.index(cadre) for site, cadre in cadres.items()}
        self.de_rang = lru_cache(maxsize=None)(self._faire)

    def __call__(self, cumule: Cumule, profil: Profil, regle: str) -> Verdicts:
        # Seule une unité seule dépend du délai de chaque règle suivie.
        jours = profil.jours if regle in UNITES else None
        return self.de_rang(self.rangs[cumule.site], cumule.mois, profil.sort, regle, jours)

    def _faire(self, rang, mois, sort, regle, jours) -> Verdicts:
        cadre = self.uniques[rang]
        return Verdicts(
            mois=mois,
            debut=self.question.debut,
            fin=self.question.fin,
            arrete=self.question.arrete,
            cadre=cadre,
            sort=sort,
            echeancier=echeancier(regle, jours, cadre.calendrier),
        )
