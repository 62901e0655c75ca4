"""Des avis sur les exigences à l'avis sur l'engagement, aux services, au taux d'un module.

Règles de la rubrique « evaluation » du référentiel Qual-e-Pref (échelle proposée par le projet) :
le pire des avis l'emporte, le non applicable est ignoré, une exigence facultative ne dégrade
rien, un engagement non évalué n'est jamais compté conforme mais reste au dénominateur.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CONFORME = "conforme"
PARTIEL = "partiel"
NON_CONFORME = "non_conforme"
NON_APPLICABLE = "non_applicable"
NON_EVALUE = "non_evalue"
EN_COURS = "en_cours"  # se lit dans les classeurs : non évalué, avec un avancement

PIRE = (NON_CONFORME, PARTIEL, NON_EVALUE, CONFORME)


def pire_avis(avis: Iterable[str], pire: Sequence[str] = PIRE) -> str:
    """L'avis le plus dégradant, dans l'ordre de `pire` ; ValueError si un avis n'y figure pas.

    Sert aux exigences d'un engagement comme aux services d'un site ou d'un département.
    Sans aucun avis : non évalué ; rien que du non applicable : non applicable.
    """
    lus = [NON_EVALUE if a == EN_COURS else a for a in avis]
    applicables = [a for a in lus if a != NON_APPLICABLE]
    if not applicables:
        return NON_APPLICABLE if lus else NON_EVALUE
    return min(applicables, key=tuple(pire).index)


def avis_engagement(exigences: Iterable[tuple[str, bool]], pire: Sequence[str] = PIRE) -> str:
    """L'avis que donnent des couples (avis, facultative) : seules les obligatoires comptent."""
    return pire_avis((avis for avis, facultative in exigences if not facultative), pire)


@dataclass(frozen=True)
class Synthese:
    """L'avis d'un service sur un engagement : ce que forment ses exigences, ce qu'il a saisi."""

    calcule: str
    saisi: str

    @property
    def retenu(self) -> str:
        """L'avis calculé dès qu'il se forme ; tant qu'il manque des cotations, l'avis saisi."""
        return self.saisi if self.calcule == NON_EVALUE else self.calcule

    @property
    def diverge(self) -> bool:
        """Vrai si l'avis saisi contredit celui que forment les exigences."""
        return NON_EVALUE not in (self.calcule, self.saisi) and self.calcule != self.saisi


@dataclass(frozen=True)
class Taux:
    """Décompte des engagements d'un module, par avis."""

    conformes: int = 0
    partiels: int = 0
    non_conformes: int = 0
    non_evalues: int = 0
    non_applicables: int = 0

    @property
    def applicables(self) -> int:
        return self.conformes + self.partiels + self.non_conformes + self.non_evalues

    @property
    def valeur(self) -> float | None:
        """Proportion d'engagements conformes parmi les applicables ; None s'il n'y en a pas."""
        return self.conformes / self.applicables if self.applicables else None


def taux_module(avis: Iterable[str]) -> Taux:
    """Le taux d'un module d'après l'avis retenu sur chacun de ses engagements."""
    compte = Counter(NON_EVALUE if a == EN_COURS else a for a in avis)
    return Taux(
        compte.pop(CONFORME, 0),
        compte.pop(PARTIEL, 0),
        compte.pop(NON_CONFORME, 0),
        compte.pop(NON_EVALUE, 0),
        compte.pop(NON_APPLICABLE, 0),
    )
