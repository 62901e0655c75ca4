"""D'une version d'un référentiel à la suivante : quel ancien élément devient quel nouveau.

Un numéro n'est pas une identité : une version qui en insère un décale tous les autres. Un élément
est le même s'il dit la même chose, ou s'il garde sa place en étant seulement reformulé ; ainsi une
réponse reste avec la promesse qu'elle juge.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from qualepref.socle.lecture.valeurs import normaliser

# Part des mots du plus court qui font d'un texte la reformulation d'un autre.
MOTS_COMMUNS = 0.4  # à la même place
MOTS_VOISINS = 0.6  # ailleurs dans le groupe
LONGUEUR_D_UN_MOT = 4
PASSE_PARTOUT = set("nous vous votre notre leur pour dans avec sans chaque tout toute tous".split())


@dataclass(frozen=True)
class Element:
    """Un engagement ou une exigence : sa place dans un groupe, et ce qu'il dit."""

    groupe: Hashable
    place: Hashable
    texte: str
    retire: bool = False


def mots(texte: str) -> set[str]:
    lus = re.findall(r"[a-z0-9]+", normaliser(texte))
    return {mot for mot in lus if len(mot) >= LONGUEUR_D_UN_MOT} - PASSE_PARTOUT


def parente(avant: str, apres: str) -> float:
    """De 0 à 1 : la part des mots du plus court que l'autre a aussi ; 1 si l'un manquait."""
    anciens, nouveaux = mots(avant), mots(apres)
    if not anciens or not nouveaux:
        return 1
    return len(anciens & nouveaux) / min(len(anciens), len(nouveaux))


def apparier(
    anciens: Mapping[Hashable, Element], nouveaux: Mapping[Hashable, Element]
) -> dict[Hashable, Hashable]:
    """Nouveau → ancien, pour ceux qui ont un ancien ; chaque ancien ne sert qu'une fois.

    D'abord le même texte à la même place, puis le même texte ailleurs s'il n'y a pas de doute,
    puis un texte voisin du même groupe, enfin la même place reformulée. Un élément déjà retiré
    ne revient que par son texte.
    """
    appariement: dict[Hashable, Hashable] = {}
    libres = dict(sorted(anciens.items(), key=lambda paire: paire[1].retire))
    for memes in (_meme_texte_meme_place, _meme_texte, _texte_voisin, _meme_place):
        restants = {cle: e for cle, e in nouveaux.items() if cle not in appariement}
        for nouveau, ancien in memes(libres, restants):
            if ancien in libres and nouveau not in appariement:
                appariement[nouveau] = ancien
                del libres[ancien]
    return appariement


def _meme_texte_meme_place(anciens, nouveaux):
    places = defaultdict(list)
    for cle, element in anciens.items():
        places[element.groupe, element.place, normaliser(element.texte)].append(cle)
    return [
        (cle, places[place][0])
        for cle, element in nouveaux.items()
        if (place := (element.groupe, element.place, normaliser(element.texte))) in places
    ]


def _meme_texte(anciens, nouveaux):
    """Un texte qui ne se trouve qu'une fois de chaque côté : dans son groupe, puis ailleurs."""
    for par in (lambda e: (e.groupe, normaliser(e.texte)), lambda e: normaliser(e.texte)):
        actifs_d_abord = reversed(anciens.items())  # le dernier rangé l'emporte
        avant = {par(e): cle for cle, e in actifs_d_abord if e.texte}
        apres = {par(e): cle for cle, e in nouveaux.items() if e.texte}
        fois = Counter(par(e) for e in anciens.values() if not e.retire)
        fois |= Counter(par(e) for e in nouveaux.values())
        yield from (
            (apres[texte], avant[texte])
            for texte in apres.keys() & avant.keys()
            if fois[texte] == 1
        )


def _texte_voisin(anciens, nouveaux):
    """Les plus proches d'abord ; à parenté égale, ceux qui ont le moins bougé."""
    notes = [
        (parente(avant.texte, apres.texte), avant.place == apres.place, nouveau, ancien)
        for ancien, avant in anciens.items()
        for nouveau, apres in nouveaux.items()
        if avant.texte and apres.texte and not avant.retire and avant.groupe == apres.groupe
    ]
    proches = [note for note in notes if note[0] >= MOTS_VOISINS]
    for _, _, nouveau, ancien in sorted(proches, key=lambda note: note[:2], reverse=True):
        yield nouveau, ancien


def _meme_place(anciens, nouveaux):
    places = {(e.groupe, e.place): cle for cle, e in anciens.items() if not e.retire}
    for cle, element in nouveaux.items():
        ancien = places.get((element.groupe, element.place))
        if ancien is not None and parente(anciens[ancien].texte, element.texte) >= MOTS_COMMUNS:
            yield cle, ancien
