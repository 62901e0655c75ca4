"""Retrouver l'engagement qu'une ligne de classeur désigne, par son numéro ou son intitulé."""

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from typing import Any

from qualepref.socle.lecture.valeurs import normaliser

MEME = 0.85  # ressemblance à partir de laquelle deux intitulés sont le même
AUTRE = 0.6  # en deçà, ils n'ont rien à voir
COUPE = 25  # un intitulé coupé par le tableur en garde au moins autant


def simplifier(intitule: str) -> str:
    """Les mots d'un intitulé, sans casse, accents ni ponctuation."""
    return " ".join(re.findall(r"[a-z0-9]+", normaliser(intitule)))


def ressemblance(un: str, autre: str) -> float:
    """De 0 à 1 ; un intitulé coupé ressemble à l'entier. Les deux sont simplifiés."""
    if min(len(un), len(autre)) >= COUPE and (un.startswith(autre) or autre.startswith(un)):
        return 1
    return SequenceMatcher(None, un, autre).ratio()


class Reperage:
    """Les engagements d'un référentiel ; chacun a `numero`, `intitule` et `module.numero`."""

    def __init__(self, engagements: Iterable[Any]):
        self.engagements = list(engagements)
        self._par_numero: dict[int, list[Any]] = defaultdict(list)
        for engagement in self.engagements:
            self._par_numero[engagement.numero].append(engagement)
        self._par_intitule = {simplifier(e.intitule): e for e in self.engagements if e.intitule}

    def connait(self, intitule: str) -> bool:
        return self._par_le_texte(intitule) is not None

    def connu(self, intitule: str) -> str | None:
        """L'intitulé du référentiel que dit ce texte, de quelque engagement qu'il soit."""
        trouve = self._par_le_texte(intitule)
        return trouve and simplifier(trouve.intitule)

    def nombre_de_connus(self, intitules: Iterable[str]) -> int:
        return sum(simplifier(intitule) in self._par_intitule for intitule in intitules)

    def dit_autre_chose(self, engagement: Any, intitule: str) -> bool:
        """Vrai si l'intitulé écrit n'a rien de celui du référentiel."""
        lu, connu = simplifier(intitule), simplifier(engagement.intitule)
        return bool(lu and connu) and ressemblance(lu, connu) < AUTRE

    def trouver(self, numero: int | None, intitule: str, module: str = "") -> Any | str:
        """L'engagement, ou la phrase qui dit pourquoi on ne le trouve pas."""
        par_texte = self._par_le_texte(intitule)
        if numero is None:
            return par_texte or self._inconnu(intitule)
        possibles = self._possibles(numero, module)
        if par_texte in possibles:
            return par_texte
        if not possibles:
            return f"le référentiel n'a pas d'engagement {numero}"
        if len(possibles) > 1:
            modules = ", ".join(str(e.module.numero) for e in possibles)
            return f"plusieurs modules ont un engagement {numero} ({modules}) : dites lequel"
        return self._confronter(possibles[0], par_texte, intitule)

    def _confronter(self, engagement, par_texte, intitule):
        """Le numéro l'emporte, sauf si l'intitulé est celui d'un autre engagement."""
        du_numero = ressemblance(simplifier(intitule), simplifier(engagement.intitule))
        if par_texte is None or du_numero >= AUTRE:
            return engagement
        return (
            f"le numéro {engagement.numero} et l'intitulé, celui de l'engagement "
            f"{par_texte.numero}, ne vont pas ensemble"
        )

    def _possibles(self, numero, module):
        possibles = self._par_numero.get(numero, [])
        chiffres = re.search(r"\d+", module)
        du_module = [e for e in possibles if chiffres and e.module.numero == int(chiffres[0])]
        return du_module or possibles

    def _par_le_texte(self, intitule):
        simple = simplifier(intitule)
        if not simple:
            return None
        if exact := self._par_intitule.get(simple):
            return exact
        notes = [(ressemblance(simple, connu), connu) for connu in self._par_intitule]
        note, connu = max(notes, default=(0, ""))
        return self._par_intitule[connu] if note >= MEME else None

    def _inconnu(self, intitule):
        if not intitule:
            return "ni numéro ni intitulé d'engagement"
        proches = get_close_matches(simplifier(intitule), self._par_intitule, n=2, cutoff=0.5)
        noms = " ; ".join(str(self._par_intitule[nom]) for nom in proches)
        suite = f" (intitulés proches : {noms})" if noms else ""
        return f"engagement inconnu : « {intitule} »{suite}"
