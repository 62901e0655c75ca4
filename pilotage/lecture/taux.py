"""Les taux d'un classeur : 85,3, « 85,3 % » et 0,853 sont le même."""

from collections.abc import Sequence

# Au-delà, un taux écrit sans signe est en pour cent ; un décroché peut dépasser un peu 100 %.
SEUILS = {"taux_decroche": 1.5, "taux_engagement": 1.0}
MARGE = 1.5  # un taux de la série ne dépasse pas de plus de moitié le plus haut connu


def en_proportions(cle: str, nus: Sequence[float], sures: Sequence[float] = ()) -> list[float]:
    """Les nombres sans signe d'une série, en proportions ; `sures` : ceux qui ont le leur.

    Parmi 4,5 et 5,2, le nombre 0,8 vaut 0,8 % ; parmi 85 et 92, le nombre 0,9 vaut 90 %.
    """
    grands = [nu / 100 for nu in nus if nu > SEUILS[cle]]
    if not grands:
        return list(nus)
    plafond = MARGE * max(*grands, *sures, 0)
    return [nu if nu <= SEUILS[cle] and nu <= plafond else nu / 100 for nu in nus]
