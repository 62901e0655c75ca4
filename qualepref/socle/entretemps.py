"""Ce qui a changé entre la lecture d'une fiche et son envoi, champ par champ.

Une page emporte l'empreinte de chaque champ tel qu'elle le montre et la rend à l'envoi. On sait
ainsi ce qu'un autre a changé, même un import, qui n'écrit pas d'historique.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

LONGUEUR = 12  # de quoi distinguer deux valeurs d'un même champ


class Rapprochement(NamedTuple):
    """`reprises` : changés par l'autre seul ; `conflits` : changés des deux côtés."""

    reprises: set[str]
    conflits: set[str]


def mot(valeur: object) -> str:
    """La valeur telle qu'un formulaire l'enverrait ; fins de ligne et bords ne comptent pas."""
    return "" if valeur is None else str(valeur).replace("\r\n", "\n").strip()


def empreintes(valeurs: Mapping[str, object]) -> str:
    """Ce qu'on emporte d'une lecture : champ → empreinte, en JSON."""
    return json.dumps({nom: _empreinte(valeur) for nom, valeur in valeurs.items()})


def dechiffrer(empreinte: str) -> dict[str, str]:
    """Champ → empreinte. Lève ValueError si ce n'est pas une empreinte."""
    lues = json.loads(empreinte)
    if not isinstance(lues, dict):
        raise ValueError("une empreinte est un objet JSON")
    return lues


def changes(lues: Mapping[str, str], valeurs: Mapping[str, object]) -> set[str]:
    """Les champs qui ne sont plus ce qu'on a lu ; un champ qui n'a pas été lu en est."""
    return {nom for nom, valeur in valeurs.items() if lues.get(nom) != _empreinte(valeur)}


def rapprocher(
    lues: Mapping[str, str], saisies: Mapping[str, object], en_base: Mapping[str, object]
) -> Rapprochement:
    """Ce que l'autre a changé, rapproché de ce que l'on envoie."""
    differents = {nom for nom in en_base if mot(saisies.get(nom)) != mot(en_base[nom])}
    siens = changes(lues, en_base) & differents
    miens = changes(lues, {nom: saisies.get(nom) for nom in siens})
    return Rapprochement(siens - miens, siens & miens)


def dernier_changement(objet, champs: Iterable[str]):
    """La version de l'historique qui a donné à l'un de ces champs sa valeur ; None sans histoire.

    L'historique d'un objet importé commence à sa première modification : elle en répond. D'un
    champ qu'il ne suit pas, la dernière version répond.
    """
    versions = list(objet.history.select_related("history_user"))
    suivis = [champ for champ in champs if versions and hasattr(versions[0], champ)]
    if not suivis:
        return versions[0] if versions else None
    for version, avant in zip(versions, versions[1:], strict=False):
        if any(getattr(version, champ) != getattr(avant, champ) for champ in suivis):
            return version
    return versions[-1]


def _empreinte(valeur: object) -> str:
    return sha256(mot(valeur).encode()).hexdigest()[:LONGUEUR]
