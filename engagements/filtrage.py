"""Réduire la grille à ce que l'on cherche ; ses taux, eux, portent toujours sur tout."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from engagements.grille import HORS_FILTRE, Bloc, Grille, Ligne

PERIMEES = "perimees"


@dataclass(frozen=True)
class Choix:
    """Ce que l'on garde ; vide : tout. `preuves` : « sans », « avec » ou « perimees »."""

    module: int | None = None
    theme: int | None = None
    service: int | None = None
    avis: str = ""
    feuille: str = ""
    preuves: str = ""

    @property
    def est_vide(self) -> bool:
        return self == Choix()

    @property
    def trie_les_cellules(self) -> bool:
        return bool(self.avis or self.preuves)


def reduire(
    grille: Grille,
    choix: Choix,
    feuilles: Mapping[int, str],
    prouves: Collection[tuple[int, int]] = frozenset(),
) -> Grille:
    """La grille sans les lignes, les colonnes et les cellules que le choix écarte.

    `feuilles` : service → état de sa feuille ; `prouves` : couples (engagement, service) qui ont
    au moins une preuve. Un choix vide rend la grille telle quelle.
    """
    if choix.est_vide:
        return grille
    rangs = _rangs(grille, choix, feuilles)
    tri = _Tri(grille, choix, rangs, prouves)
    blocs, hors_label = tri.blocs(grille.blocs), tri.blocs(grille.hors_label)
    if choix.trie_les_cellules:
        utiles = _utiles([*blocs, *hors_label], len(rangs))
        blocs, hors_label = (_sans_les_vides(bs, utiles) for bs in (blocs, hors_label))
        rangs = [rangs[rang] for rang in utiles]
    return replace(
        grille,
        colonnes=[grille.colonnes[rang] for rang in rangs],
        blocs=blocs,
        hors_label=hors_label,
        avancement=[grille.avancement[rang] for rang in rangs],
        filtree=True,
    )


def _rangs(grille, choix, feuilles):
    """Les rangs des colonnes gardées."""
    return [
        rang
        for rang, colonne in enumerate(grille.colonnes)
        if choix.service in (None, colonne.service)
        and choix.feuille in ("", feuilles.get(colonne.service, ""))
    ]


@dataclass(frozen=True)
class _Tri:
    grille: Grille
    choix: Choix
    rangs: list[int]
    prouves: Collection[tuple[int, int]]

    def blocs(self, blocs: list[Bloc]) -> list[Bloc]:
        gardes = [b for b in blocs if self.choix.module in (None, b.module.pk)]
        reduits = [replace(b, lignes=self.lignes(b), par_service=[]) for b in gardes]
        return [bloc for bloc in reduits if bloc.lignes]

    def lignes(self, bloc: Bloc) -> list[Ligne]:
        gardees = (
            replace(ligne, cellules=self.cellules(ligne))
            for ligne in bloc.lignes
            if self.choix.theme in (None, ligne.engagement.theme_id)
        )
        return [ligne for ligne in gardees if any(_se_montre(c) for c in ligne.cellules)]

    def cellules(self, ligne: Ligne) -> list:
        return [
            cellule if cellule is None or self.convient(ligne, rang, cellule) else HORS_FILTRE
            for rang, cellule in ((rang, ligne.cellules[rang]) for rang in self.rangs)
        ]

    def convient(self, ligne, rang, cellule):
        if self.choix.avis not in ("", cellule.avis):
            return False
        if self.choix.preuves == PERIMEES:
            return cellule.perimee
        couple = ligne.engagement.pk, self.grille.colonnes[rang].service
        return not self.choix.preuves or (couple in self.prouves) == (self.choix.preuves == "avec")


def _se_montre(cellule):
    return cellule is not None and cellule is not HORS_FILTRE


def _utiles(blocs, nombre):
    """Les colonnes où il reste quelque chose à voir."""
    lignes = [ligne for bloc in blocs for ligne in bloc.lignes]
    return [r for r in range(nombre) if any(_se_montre(ligne.cellules[r]) for ligne in lignes)]


def _sans_les_vides(blocs, utiles):
    return [
        replace(
            bloc,
            lignes=[
                replace(ligne, cellules=[ligne.cellules[rang] for rang in utiles])
                for ligne in bloc.lignes
            ],
        )
        for bloc in blocs
    ]
