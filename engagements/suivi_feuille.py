"""Où en est une feuille, engagement par engagement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engagements.cotation import NON_EVALUE, PIRE, Synthese, avis_engagement

A_REVOIR = "a_revoir"


@dataclass(frozen=True)
class LigneFeuille:
    """Un engagement de la feuille ; `revues` : exigences qui ne sont plus « à revoir ».

    `perimee` : une preuve citée là, ou sous l'une de ses exigences, a cessé de valoir.
    """

    reponse: object
    synthese: Synthese
    evaluees: int
    revues: int
    exigences: int
    perimee: bool


def lignes_de_la_feuille(
    reponses: Iterable,
    exigences: Iterable[tuple[int, str, str, bool, bool]],
    pire: Sequence[str] = PIRE,
) -> list[LigneFeuille]:
    """Rapproche les avis sur les engagements des exigences (engagement, avis, avancement,
    facultative, périmée) du même service ; `reponses` portent `engagement_id`, `avis` et
    `perimee`."""
    par_engagement = defaultdict(list)
    for engagement, *exigence in exigences:
        par_engagement[engagement].append(exigence)
    return [_ligne(r, par_engagement[r.engagement_id], pire) for r in reponses]


def _ligne(reponse, siennes, pire):
    calcule = avis_engagement(((avis, facultative) for avis, _, facultative, _ in siennes), pire)
    return LigneFeuille(
        reponse=reponse,
        synthese=Synthese(calcule, reponse.avis),
        evaluees=sum(avis != NON_EVALUE for avis, *_ in siennes),
        revues=sum(avancement != A_REVOIR for _, avancement, *_ in siennes),
        exigences=len(siennes),
        perimee=reponse.perimee or any(perimee for *_, perimee in siennes),
    )
