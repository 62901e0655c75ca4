"""Les appels d'une enquête mystère prêtée : combien restent, et quel scénario jouer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from enquetes.echantillons.tirage import tirer


def scenario_suivant(cles: Iterable[str], joues: Mapping[str, int], graine: str) -> str | None:
    """Tiré parmi les moins joués : chacun passe avant qu'aucun ne revienne. None s'il n'y en a pas.

    La graine nomme le lieu ; le rang de l'appel s'y ajoute, et le tirage se refait à l'identique.
    """
    cles = list(cles)
    if not cles:
        return None
    comptes = Counter({cle: joues.get(cle, 0) for cle in cles})
    moins = min(comptes.values())
    candidats = [cle for cle in cles if comptes[cle] == moins]
    return tirer(candidats, 1, f"{graine}:{sum(comptes.values())}")[0]


@dataclass(frozen=True)
class Avancee:
    """Où en est un lieu : appels clos, dont non aboutis ; appels commencés, appels voulus."""

    clos: int
    en_cours: int
    voulus: int
    non_aboutis: int = 0

    @property
    def reste(self) -> int:
        return max(0, self.voulus - self.clos - self.en_cours)

    @property
    def est_complete(self) -> bool:
        return self.clos >= self.voulus
