"""Ce qui change d'un texte à l'autre : par paragraphes d'abord, puis mot à mot."""

import re
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

PARAGRAPHES_MAXIMAUX = 2000  # au-delà, on ne compare que le début
MOTS_MAXIMAUX = 2000  # d'un passage remplacé ; au-delà, il se remplace d'un bloc
VOISINS = 1  # paragraphes inchangés montrés de part et d'autre
_FINS = (".", "!", "?", ":", ";")
_MORCEAU = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)


class Genre(StrEnum):
    EGAL = "egal"
    RETIRE = "retire"
    AJOUTE = "ajoute"
    COUPE = "coupe"  # des paragraphes inchangés qu'on ne montre pas


class Bout(NamedTuple):
    genre: Genre
    texte: str


class Comparaison(NamedTuple):
    """`blocs` : chaque paragraphe, ou groupe de paragraphes changés, fait de bouts."""

    blocs: list[list[Bout]]
    ajoutes: int
    retires: int
    tronquee: bool = False

    @property
    def est_identique(self):
        return not (self.ajoutes or self.retires)


def comparer(avant: str, apres: str) -> Comparaison:
    """`ajoutes` et `retires` se comptent en mots."""
    anciens, nouveaux = _paragraphes(avant), _paragraphes(apres)
    tronquee = max(len(anciens), len(nouveaux)) > PARAGRAPHES_MAXIMAUX
    anciens, nouveaux = anciens[:PARAGRAPHES_MAXIMAUX], nouveaux[:PARAGRAPHES_MAXIMAUX]
    blocs: list[list[Bout]] = []
    for genre, i1, i2, j1, j2 in SequenceMatcher(None, anciens, nouveaux, False).get_opcodes():
        if genre == "equal":
            blocs += [[Bout(Genre.EGAL, ligne)] for ligne in anciens[i1:i2]]
        else:
            blocs.append(_mot_a_mot("\n".join(anciens[i1:i2]), "\n".join(nouveaux[j1:j2])))
    return Comparaison(
        _resserrer(blocs), _mots(blocs, Genre.AJOUTE), _mots(blocs, Genre.RETIRE), tronquee
    )


def _paragraphes(texte: str) -> list[str]:
    """Une ligne coupée par la mise en page (un PDF) est recollée à la suivante."""
    paragraphes: list[str] = []
    for brute in texte.splitlines():
        ligne = " ".join(brute.split())
        if paragraphes and ligne[:1].islower() and not paragraphes[-1].endswith(_FINS):
            paragraphes[-1] += f" {ligne}"
        elif ligne:
            paragraphes.append(ligne)
    return paragraphes


def _mot_a_mot(avant: str, apres: str) -> list[Bout]:
    anciens, nouveaux = _MORCEAU.findall(avant), _MORCEAU.findall(apres)
    if max(len(anciens), len(nouveaux)) > MOTS_MAXIMAUX:
        return _bouts((Genre.RETIRE, avant), (Genre.AJOUTE, apres))
    bouts: list[tuple[Genre, str]] = []
    for genre, i1, i2, j1, j2 in SequenceMatcher(None, anciens, nouveaux, False).get_opcodes():
        if genre == "equal":
            bouts.append((Genre.EGAL, "".join(anciens[i1:i2])))
        else:
            bouts.append((Genre.RETIRE, "".join(anciens[i1:i2])))
            bouts.append((Genre.AJOUTE, "".join(nouveaux[j1:j2])))
    return _bouts(*_sans_miettes(bouts))


def _sans_miettes(bouts: list[tuple[Genre, str]]) -> list[tuple[Genre, str]]:
    """Une espace ou un signe resté entre deux changements se lit mieux avec eux."""
    regroupes: list[tuple[Genre, str]] = []
    retire = ajoute = ""
    for rang, (genre, texte) in enumerate(bouts):
        miette = genre == Genre.EGAL and not re.search(r"\w", texte) and 0 < rang < len(bouts) - 1
        if genre == Genre.RETIRE or miette:
            retire += texte
        if genre == Genre.AJOUTE or miette:
            ajoute += texte
        if genre == Genre.EGAL and not miette:
            regroupes += [(Genre.RETIRE, retire), (Genre.AJOUTE, ajoute), (genre, texte)]
            retire = ajoute = ""
    return [*regroupes, (Genre.RETIRE, retire), (Genre.AJOUTE, ajoute)]


def _bouts(*bouts: tuple[Genre, str]) -> list[Bout]:
    return [Bout(genre, texte) for genre, texte in bouts if texte]


def _mots(blocs: list[list[Bout]], genre: Genre) -> int:
    return sum(
        len(re.findall(r"[^\W_]+", bout.texte))
        for bloc in blocs
        for bout in bloc
        if bout.genre == genre
    )


def _resserrer(blocs: list[list[Bout]]) -> list[list[Bout]]:
    """Des longs passages inchangés ne restent que les voisins d'un changement."""
    changes = [rang for rang, bloc in enumerate(blocs) if bloc[0].genre != Genre.EGAL or bloc[1:]]
    gardes = {rang + ecart for rang in changes for ecart in range(-VOISINS, VOISINS + 1)}
    serres: list[list[Bout]] = []
    caches = 0
    for rang, bloc in enumerate(blocs):
        if rang in gardes:
            serres += [_coupe(caches), bloc] if caches else [bloc]
            caches = 0
        else:
            caches += 1
    return [*serres, _coupe(caches)] if caches else serres


def _coupe(nombre: int) -> list[Bout]:
    accord = "s" if nombre > 1 else ""
    return [Bout(Genre.COUPE, f"{nombre} paragraphe{accord} inchangé{accord}")]
