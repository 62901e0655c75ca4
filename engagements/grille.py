"""La grille d'une campagne : les engagements en lignes, les services en colonnes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from engagements.cotation import (
    CONFORME,
    NON_CONFORME,
    NON_EVALUE,
    PARTIEL,
    PIRE,
    Synthese,
    Taux,
    avis_engagement,
    pire_avis,
    taux_module,
)


class Reponse(NamedTuple):
    """Un avis saisi sur un engagement, et le service qui l'a donné."""

    pk: int
    engagement: int
    service: int
    avis: str
    code: str
    nom: str
    site: str


class Cotation(NamedTuple):
    """L'avis d'un service sur une exigence d'un engagement."""

    engagement: int
    service: int
    avis: str
    facultative: bool


class Part(NamedTuple):
    """Un segment de la barre d'un module : `nombre` engagements à partir de `debut`."""

    avis: str
    debut: int
    nombre: int


class Colonne(NamedTuple):
    service: int
    code: str
    nom: str
    site: str


@dataclass(frozen=True)
class Cellule:
    """Un engagement pour un service ; `pk` mène à son écran."""

    pk: int
    synthese: Synthese
    evaluees: int
    exigences: int

    @property
    def avis(self) -> str:
        return self.synthese.retenu

    @property
    def est_commencee(self) -> bool:
        return self.avis == NON_EVALUE and self.evaluees > 0


@dataclass(frozen=True)
class Ligne:
    engagement: object
    cellules: list[Cellule | None]  # None : le service n'est pas engagé sur ce module
    ensemble: str


@dataclass(frozen=True)
class Bloc:
    """Un module : ses lignes, son taux d'ensemble et son taux par service."""

    module: object
    lignes: list[Ligne]
    taux: Taux
    par_service: list[Taux | None]

    @property
    def parts(self) -> list[Part]:
        """Les segments de sa barre, du mieux au moins bien, sans les vides."""
        nombres = (
            (CONFORME, self.taux.conformes),
            (PARTIEL, self.taux.partiels),
            (NON_CONFORME, self.taux.non_conformes),
            (NON_EVALUE, self.taux.non_evalues),
        )
        parts, debut = [], 0
        for avis, nombre in nombres:
            if nombre:
                parts.append(Part(avis, debut, nombre))
            debut += nombre
        return parts


@dataclass(frozen=True)
class Grille:
    colonnes: list[Colonne] = field(default_factory=list)
    blocs: list[Bloc] = field(default_factory=list)
    avancement: list[tuple[int, int]] = field(default_factory=list)  # évaluées, exigences

    @property
    def sites(self) -> list[tuple[str, int]]:
        """Chaque site et son nombre de colonnes, dans l'ordre."""
        groupes = groupby(self.colonnes, key=lambda colonne: colonne.site)
        return [(site, len(list(siennes))) for site, siennes in groupes]

    @property
    def evaluees(self) -> int:
        return sum(evaluees for evaluees, _ in self.avancement)

    @property
    def exigences(self) -> int:
        return sum(exigences for _, exigences in self.avancement)


def dresser(
    modules: Iterable,
    reponses: Sequence[Reponse],
    cotations: Iterable[Cotation],
    pire: Sequence[str] = PIRE,
) -> Grille:
    """Assemble la grille ; `modules` portent leurs engagements dans `en_vigueur`.

    Les colonnes suivent l'ordre des réponses ; un module dont aucun service n'est visible
    n'a pas de bloc, sauf s'il n'a pas de contenu connu (aucun engagement).
    """
    colonnes = list(dict.fromkeys(Colonne(r.service, r.code, r.nom, r.site) for r in reponses))
    cellules = _cellules(reponses, cotations, pire)
    blocs = [_bloc(module, colonnes, cellules, pire) for module in modules]
    return Grille(
        colonnes=colonnes,
        blocs=[bloc for bloc in blocs if bloc.lignes or not bloc.module.en_vigueur],
        avancement=_avancement(cellules, colonnes),
    )


def _cellules(reponses, cotations, pire):
    par_cellule = defaultdict(list)
    for cotation in cotations:
        cle = cotation.engagement, cotation.service
        par_cellule[cle].append((cotation.avis, cotation.facultative))
    return {
        (reponse.engagement, reponse.service): _cellule(
            reponse, par_cellule[reponse.engagement, reponse.service], pire
        )
        for reponse in reponses
    }


def _cellule(reponse, cotations, pire):
    return Cellule(
        pk=reponse.pk,
        synthese=Synthese(avis_engagement(cotations, pire), reponse.avis),
        evaluees=sum(avis != NON_EVALUE for avis, _ in cotations),
        exigences=len(cotations),
    )


def _bloc(module, colonnes, cellules, pire):
    lignes = []
    for engagement in module.en_vigueur:
        siennes = [cellules.get((engagement.pk, colonne.service)) for colonne in colonnes]
        if any(siennes):
            ensemble = pire_avis((cellule.avis for cellule in siennes if cellule), pire)
            lignes.append(Ligne(engagement, siennes, ensemble))
    par_service = [
        _taux_du_service([ligne.cellules[rang] for ligne in lignes])
        for rang in range(len(colonnes))
    ]
    return Bloc(module, lignes, taux_module(ligne.ensemble for ligne in lignes), par_service)


def _taux_du_service(cellules):
    engagees = [cellule for cellule in cellules if cellule]
    return taux_module(cellule.avis for cellule in engagees) if engagees else None


def _avancement(cellules, colonnes):
    evaluees, exigences = Counter(), Counter()
    for (_, service), cellule in cellules.items():
        evaluees[service] += cellule.evaluees
        exigences[service] += cellule.exigences
    return [(evaluees[colonne.service], exigences[colonne.service]) for colonne in colonnes]
