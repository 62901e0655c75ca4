"""Deux questions croisées : la répartition des réponses de l'une selon les réponses de l'autre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enquetes.depouillement import groupes_masques
from enquetes.resultats.tableau import ChoixLu


@dataclass(frozen=True)
class LigneCroisee:
    """`cases` : les répondants de chaque colonne, None s'ils se cachent."""

    choix: ChoixLu
    cases: Sequence[int | None]
    total: int | None


@dataclass(frozen=True)
class Croisement:
    colonnes: Sequence[ChoixLu]
    lignes: Sequence[LigneCroisee]
    totaux: Sequence[int | None]
    total: int | None

    @property
    def a_des_cases_masquees(self) -> bool:
        return any(case is None for ligne in self.lignes for case in ligne.cases)


def croiser(
    comptes: Mapping[tuple[int, int], int],
    en_ligne: Sequence[ChoixLu],
    en_colonne: Sequence[ChoixLu],
    montrer: int,
) -> Croisement:
    """Sous `montrer` répondants, une ligne ou une colonne se cache, et ce qui la trahirait."""
    par_ligne = {a.cle: sum(comptes.get((a.cle, b.cle), 0) for b in en_colonne) for a in en_ligne}
    par_colonne = {b.cle: sum(comptes.get((a.cle, b.cle), 0) for a in en_ligne) for b in en_colonne}
    total = sum(par_ligne.values())
    lignes_cachees = _cachees(par_ligne, montrer, total)
    colonnes_cachees = _cachees(par_colonne, montrer, total)
    lignes = []
    for a in en_ligne:
        cachee = a.cle in lignes_cachees
        cases = [
            _vu(comptes.get((a.cle, b.cle), 0), cachee or b.cle in colonnes_cachees)
            for b in en_colonne
        ]
        lignes.append(LigneCroisee(a, cases, _vu(par_ligne[a.cle], cachee)))
    totaux = [_vu(par_colonne[b.cle], b.cle in colonnes_cachees) for b in en_colonne]
    return Croisement(en_colonne, lignes, totaux, _vu(total, total < montrer))


def _cachees(effectifs: Mapping[int, int], montrer: int, total: int) -> frozenset[int]:
    return frozenset(effectifs) if total < montrer else groupes_masques(effectifs, montrer)


def _vu(nombre: int, cache: bool) -> int | None:
    """Une case vide n'apprend rien sur personne."""
    return None if nombre and cache else nombre
