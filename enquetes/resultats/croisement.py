"""Deux questions croisées : la répartition des réponses de l'une selon les réponses de l'autre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enquetes.depouillement import groupes_masques
from enquetes.resultats.lus import ChoixLu

SANS_REPONSE = ChoixLu(0, "sans réponse", None)


@dataclass(frozen=True)
class Croisees:
    """Des répondants, jamais des coches : qui coche deux choix compte une fois par somme.

    `cases` : {(choix de l'une, choix de l'autre): répondants} ; 0 pour qui n'a pas répondu.
    """

    cases: Mapping[tuple[int, int], int]
    lignes: Mapping[int, int]
    colonnes: Mapping[int, int]
    total: int


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
    croisees: Croisees, en_ligne: Sequence[ChoixLu], en_colonne: Sequence[ChoixLu], montrer: int
) -> Croisement:
    """Sous `montrer` répondants, une ligne ou une colonne se cache, et ce qui la trahirait.

    Cachée, elle l'est tout entière : ses zéros diraient ce qu'aucun des siens n'a répondu. Qui
    n'a répondu qu'à l'une des deux questions compte en « sans réponse » à l'autre : sans lui, une
    somme s'écarterait de celle de la page des résultats, et l'écart se lirait.
    """
    rien = croisees.total < montrer
    lignes_cachees = groupes_masques(croisees.lignes, montrer)
    colonnes_cachees = groupes_masques(croisees.colonnes, montrer)
    en_ligne = _avec_sans_reponse(en_ligne, croisees.lignes)
    en_colonne = _avec_sans_reponse(en_colonne, croisees.colonnes)
    lignes = []
    for a in en_ligne:
        cachee = rien or a.cle in lignes_cachees
        cases = [
            _vu(croisees.cases.get((a.cle, b.cle), 0), cachee or b.cle in colonnes_cachees)
            for b in en_colonne
        ]
        lignes.append(LigneCroisee(a, cases, _vu(croisees.lignes.get(a.cle, 0), cachee)))
    totaux = [
        _vu(croisees.colonnes.get(b.cle, 0), rien or b.cle in colonnes_cachees) for b in en_colonne
    ]
    return Croisement(en_colonne, lignes, totaux, _vu(croisees.total, rien))


def _avec_sans_reponse(choix: Sequence[ChoixLu], effectifs: Mapping) -> list[ChoixLu]:
    return [*choix, *([SANS_REPONSE] if effectifs.get(SANS_REPONSE.cle) else [])]


def _vu(nombre: int, cache: bool) -> int | None:
    return None if cache else nombre
