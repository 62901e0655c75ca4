"""La grille d'une campagne : les engagements en lignes, les services en colonnes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
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
    """Un avis saisi sur un engagement, et le service qui l'a donné.

    `perimee` : il cite une preuve qui a cessé de valoir.
    """

    pk: int
    engagement: int
    service: int
    avis: str
    code: str
    nom: str
    site: str
    perimee: bool = False


class Cotation(NamedTuple):
    """L'avis d'un service sur une exigence d'un engagement."""

    engagement: int
    service: int
    avis: str
    facultative: bool
    perimee: bool = False


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
    """Un engagement pour un service ; `pk` mène à son écran.

    `perimee` : une preuve citée là, ou sous l'une de ses exigences, a cessé de valoir.
    """

    pk: int
    synthese: Synthese
    evaluees: int
    exigences: int
    perimee: bool = False

    @property
    def avis(self) -> str:
        return self.synthese.retenu

    @property
    def est_commencee(self) -> bool:
        return self.avis == NON_EVALUE and self.evaluees > 0


@dataclass(frozen=True)
class HorsFiltre:
    """Une cellule que le filtre écarte : le service est engagé, mais on ne la montre pas."""


HORS_FILTRE = HorsFiltre()


@dataclass(frozen=True)
class Ligne:
    engagement: object
    cellules: list[Cellule | HorsFiltre | None]  # None : service non engagé sur ce module
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
    hors_label: list[Bloc] = field(default_factory=list)  # suivis à part, hors de tout taux
    avancement: list[tuple[int, int]] = field(default_factory=list)  # évaluées, exigences
    filtree: bool = False  # des lignes, des colonnes ou des cellules ne se montrent pas

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
    engages: Collection[tuple[int, int]] | None = None,
) -> Grille:
    """Assemble la grille ; `modules` portent leurs engagements dans `en_vigueur`.

    Les colonnes suivent l'ordre des réponses. `engages` : les couples (module, service) du
    label, tous si rien n'est dit ; les autres cellules se montrent à part, hors de tout taux.
    Un module dont aucun service n'est visible n'a pas de bloc, sauf sans contenu connu.
    """
    colonnes = list(dict.fromkeys(Colonne(r.service, r.code, r.nom, r.site) for r in reponses))
    cellules = _cellules(reponses, cotations, pire)
    blocs, hors_label, du_label = [], [], {}
    for module in modules:
        dedans, dehors = _partager(module, cellules, engages)
        du_label |= dedans
        if dedans or not module.en_vigueur:
            rang = hors_label if _est_quitte(module, engages) else blocs
            rang.append(_bloc(module, colonnes, dedans, pire))
        if dehors:
            hors_label.append(_bloc(module, colonnes, dehors, pire))
    return Grille(colonnes, blocs, hors_label, _avancement(du_label, colonnes))


def _partager(module, cellules, engages):
    """Les cellules d'un module : celles des services engagés, puis celles des autres."""
    siens = {engagement.pk for engagement in module.en_vigueur}
    dedans, dehors = {}, {}
    for (engagement, service), cellule in cellules.items():
        if engagement in siens:
            dans_le_label = engages is None or (module.pk, service) in engages
            (dedans if dans_le_label else dehors)[engagement, service] = cellule
    return dedans, dehors


def _est_quitte(module, engages):
    return engages is not None and not any(pk == module.pk for pk, _ in engages)


def _cellules(reponses, cotations, pire):
    par_cellule, perimees = defaultdict(list), set()
    for engagement, service, avis, facultative, perimee in cotations:  # des milliers
        par_cellule[engagement, service].append((avis, facultative))
        if perimee:
            perimees.add((engagement, service))
    cles = ((reponse, (reponse.engagement, reponse.service)) for reponse in reponses)
    return {
        cle: _cellule(reponse, par_cellule[cle], pire, reponse.perimee or cle in perimees)
        for reponse, cle in cles
    }


def _cellule(reponse, cotations, pire, perimee):
    return Cellule(
        pk=reponse.pk,
        synthese=Synthese(avis_engagement(cotations, pire), reponse.avis),
        evaluees=sum(avis != NON_EVALUE for avis, _ in cotations),
        exigences=len(cotations),
        perimee=perimee,
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
