"""Deux campagnes côte à côte : ce qui a monté, ce qui a baissé, ce qui ne se compare pas."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engagements.cotation import CONFORME, NON_APPLICABLE, NON_CONFORME, NON_EVALUE, PARTIEL

# Du moins au mieux : seuls ces avis se comparent en hausse ou en baisse.
ECHELLE = (NON_CONFORME, PARTIEL, CONFORME)

HAUSSE = "hausse"
BAISSE = "baisse"
STABLE = "stable"
EVALUE = "evalue"
A_REVOIR = "a_revoir"
ECARTE = "ecarte"
REVENU = "revenu"
ENTRE = "entre"
SORTI = "sorti"

SENS = {
    HAUSSE: "en hausse",
    BAISSE: "en baisse",
    STABLE: "sans changement",
    EVALUE: "évalué pour la première fois",
    A_REVOIR: "plus évalué",
    ECARTE: "devenu non applicable",
    REVENU: "redevenu applicable",
    ENTRE: "entré dans le périmètre",
    SORTI: "sorti du périmètre",
}


def sens(avant: str | None, apres: str | None) -> str:
    """Le sens d'un changement d'avis ; None : l'engagement n'était pas demandé au service.

    Un avis ne monte ou ne baisse que de « non conforme » à « conforme » : un engagement jamais
    évalué qui devient conforme n'est pas une hausse, un non-applicable n'est ni mieux ni pire.
    """
    if avant is None or apres is None:
        return ENTRE if avant is None else SORTI
    if avant == apres:
        return STABLE
    if avant in ECHELLE and apres in ECHELLE:
        return HAUSSE if ECHELLE.index(apres) > ECHELLE.index(avant) else BAISSE
    if NON_APPLICABLE in (avant, apres):
        return ECARTE if apres == NON_APPLICABLE else REVENU
    return EVALUE if avant == NON_EVALUE else A_REVOIR


@dataclass(frozen=True)
class Changement:
    """L'avis d'un service sur un engagement, d'une campagne à l'autre.

    `pk` mène à la réponse la plus récente ; `ancien_pk` à celle d'avant.
    """

    module: int
    numero: int
    engagement: str
    theme: str
    service: str
    site: str
    avant: str | None
    apres: str | None
    pk: int | None = None
    ancien_pk: int | None = None
    cle_module: int = 0
    cle_theme: int | None = None
    cle_service: int = 0

    @property
    def sens(self) -> str:
        return sens(self.avant, self.apres)


def comparer(avant, apres) -> list[Changement]:
    """Les cellules de deux grilles, rapprochées par engagement et par service.

    Dans l'ordre de la grille la plus récente, puis ce qui n'est plus que dans l'ancienne.
    """
    anciennes, nouvelles = cellules_de(avant), cellules_de(apres)
    return [
        _changement(anciennes.get(cle), nouvelles.get(cle))
        for cle in dict.fromkeys([*nouvelles, *anciennes])
    ]


def cellules_de(grille) -> Mapping[tuple[int, int], tuple]:
    """(engagement, service) → (module, engagement, colonne, cellule), hors suivi hors label."""
    return {
        (ligne.engagement.pk, colonne.service): (bloc.module, ligne.engagement, colonne, cellule)
        for bloc in grille.blocs
        for ligne in bloc.lignes
        for colonne, cellule in zip(grille.colonnes, ligne.cellules, strict=True)
        if cellule is not None
    }


def _changement(ancienne, nouvelle):
    module, engagement, colonne, _ = nouvelle or ancienne
    return Changement(
        module=module.numero,
        numero=engagement.numero,
        engagement=engagement.intitule or "Intitulé non retrouvé",
        theme=str(engagement.theme or ""),
        service=colonne.nom,
        site=colonne.site,
        avant=ancienne and ancienne[3].avis,
        apres=nouvelle and nouvelle[3].avis,
        pk=nouvelle and nouvelle[3].pk,
        ancien_pk=ancienne and ancienne[3].pk,
        cle_module=module.pk,
        cle_theme=engagement.theme_id,
        cle_service=colonne.service,
    )


def bilan(changements: Iterable[Changement]) -> list[tuple[str, str, int]]:
    """(sens, en mots, combien), dans l'ordre de SENS, sans les nuls."""
    compte = Counter(changement.sens for changement in changements)
    return [(cle, mots, compte[cle]) for cle, mots in SENS.items() if compte[cle]]
