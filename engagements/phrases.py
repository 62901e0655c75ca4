"""Ce que le référent dit d'une campagne : les engagements tenus, module par module."""

from collections.abc import Iterable

from engagements.cotation import Taux


def part_tenue(taux: Taux) -> str:
    """« complet, 3 engagements tenus sur 3 », « plus de la moitié des engagements tenus (…) »."""
    tenus, total = taux.conformes, taux.applicables
    if not total:
        return "aucun engagement applicable"
    if tenus == total:
        return f"complet, {total} sur {total}"
    if not tenus:
        return f"aucun engagement tenu sur {total}"
    return f"{_fraction(tenus, total)} des engagements tenus, {tenus} sur {total}"


def _fraction(tenus: int, total: int) -> str:
    if 2 * tenus == total:
        return "la moitié"
    return "plus de la moitié" if 2 * tenus > total else "moins de la moitié"


def phrase_des_modules(blocs: Iterable) -> str:
    """« Module 1 : plus de la moitié des engagements tenus, 12 sur 20. Module 2 : complet… »

    `blocs` portent `module`, `lignes` et `taux` ; un module sans contenu connu le dit.
    """
    return " ".join(
        f"Module {bloc.module.numero} : "
        f"{part_tenue(bloc.taux) if bloc.lignes else 'contenu non retrouvé, hors de tout taux'}."
        for bloc in blocs
    )
