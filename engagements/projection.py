"""Projeter une campagne vers un autre référentiel : ce qui passe d'une cellule à l'autre.

Une correspondance porte des preuves, des commentaires et la marque « à revoir », jamais un avis :
deux promesses voisines ne se jugent pas pareil. Rien de ce qu'une personne a mis n'est écrasé.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

DEJA_REMPLIE = "déjà remplie : son texte reste"
ABSENTE = "hors du périmètre de la campagne d'arrivée"


class Rapprochement(NamedTuple):
    """Des engagements de départ (clés), et les cellules d'arrivée : (genre, clé)."""

    sources: Sequence[int]
    cibles: Sequence[tuple[str, int]]
    relation: str


@dataclass
class Matiere:
    """Ce qu'un service a mis sous un engagement : textes (code, commentaire) et preuves."""

    textes: list[tuple[str, str]] = field(default_factory=list)
    preuves: set[int] = field(default_factory=set)


class Etat(NamedTuple):
    """Une cellule d'arrivée avant la projection ; `verrou` : pourquoi elle ne change pas."""

    version: int
    commentaire: str
    preuves: frozenset[int]
    verrou: str = ""


@dataclass(frozen=True)
class Portage:
    """Ce qui va vers une cellule d'arrivée ; `laisse` dit ce qui n'y va pas."""

    genre: str
    cle: int
    service: int
    codes: tuple[str, ...]
    relation: str
    commentaire: str = ""
    preuves: tuple[int, ...] = ()
    marque: bool = False
    laisse: str = ""

    @property
    def porte(self) -> bool:
        return bool(self.commentaire or self.preuves)


def projeter(
    rapprochements: Iterable[Rapprochement],
    matieres: Mapping[tuple[int, int], Matiere],
    etats: Mapping[tuple[str, int, int], Etat],
    depuis: str,
) -> list[Portage]:
    """Une ligne par cellule d'arrivée que la matière touche, dans l'ordre des rapprochements.

    `matieres` : (engagement, service) → matière ; `etats` : (genre, clé, service) → cellule ;
    `depuis` : le nom du référentiel de départ, que le commentaire rappelle. Ce qui est déjà porté
    ne donne pas de ligne : projeter deux fois ne change rien.
    """
    lignes = (
        _portage(cible, apport, etats.get(cible), depuis)
        for cible, apport in _apports(rapprochements, matieres).items()
    )
    return [ligne for ligne in lignes if ligne.porte or ligne.laisse]


def _apports(rapprochements, matieres) -> dict[tuple[str, int, int], list[tuple[str, Matiere]]]:
    """Cellule d'arrivée → ce qui y vient : (relation, matière)."""
    apports = defaultdict(list)
    services = sorted({service for _, service in matieres})
    for rapprochement in rapprochements:
        for service in services:
            siennes = [matieres.get((source, service)) for source in rapprochement.sources]
            for genre, cle in rapprochement.cibles if any(siennes) else ():
                apports[genre, cle, service] += [
                    (rapprochement.relation, matiere) for matiere in siennes if matiere
                ]
    return apports


def _portage(cible, apport, etat: Etat | None, depuis: str) -> Portage:
    textes = list(dict.fromkeys(texte for _, matiere in apport for texte in matiere.textes))
    preuves = sorted({preuve for _, matiere in apport for preuve in matiere.preuves})
    relation = min(relation for relation, _ in apport)
    ligne = Portage(*cible, tuple(code for code, _ in textes), relation)
    if etat is None or etat.verrou:
        return _avec(ligne, laisse=ABSENTE if etat is None else etat.verrou)
    nouvelles = tuple(preuve for preuve in preuves if preuve not in etat.preuves)
    commentaire = composer(textes, depuis)
    if etat.version:
        reste = commentaire and etat.commentaire != commentaire
        return _avec(ligne, preuves=nouvelles, laisse=DEJA_REMPLIE if reste else "")
    commentaire = "" if etat.commentaire else commentaire
    return _avec(ligne, commentaire=commentaire, preuves=nouvelles, marque=True)


def _avec(ligne: Portage, **champs) -> Portage:
    return Portage(**{**ligne.__dict__, **champs})


def composer(textes: Sequence[tuple[str, str]], depuis: str) -> str:
    """« Repris de Services Publics + (4.a) : … », une ligne par texte."""
    dits = [(code, texte) for code, texte in textes if texte]
    return "\n".join(f"Repris de {depuis} ({code}) : {texte}" for code, texte in dits)
