"""L'extrait d'un texte où se lisent les mots cherchés."""

import re
from typing import NamedTuple

from documents.contenus.mots import Requete, correspond

AVANT, LONGUEUR = 80, 280  # signes
_MOT = re.compile(r"[^\W_]+")


class Passage(NamedTuple):
    """Un bout d'extrait ; `trouve` : c'est un mot cherché."""

    texte: str
    trouve: bool = False


def extrait(texte: str, requete: Requete) -> list[Passage]:
    """Le passage autour du premier mot trouvé, mots cherchés à part ; vide s'il n'y en a pas."""
    texte = " ".join(texte.split())
    premier = next((m for m in _MOT.finditer(texte) if correspond(m[0], requete)), None)
    if premier is None:
        return []
    debut = _debut_de_mot(texte, premier.start() - AVANT)
    fin = _fin_de_mot(texte, debut + LONGUEUR)
    passages = surligner(texte[debut:fin], requete)
    ouvre = [Passage("… ")] if debut else []
    ferme = [Passage(" …")] if fin < len(texte) else []
    return [*ouvre, *passages, *ferme]


def _debut_de_mot(texte: str, position: int) -> int:
    return 0 if position <= 0 else texte.find(" ", position) + 1


def _fin_de_mot(texte: str, position: int) -> int:
    if position >= len(texte):
        return len(texte)
    espace = texte.rfind(" ", 0, position)
    return espace if espace > position - AVANT else position


def surligner(texte: str, requete: Requete) -> list[Passage]:
    """Le texte entier, les mots cherchés à part."""
    passages, position = [], 0
    for mot in _MOT.finditer(texte):
        if correspond(mot[0], requete):
            if position < mot.start():
                passages.append(Passage(texte[position : mot.start()]))
            passages.append(Passage(mot[0], True))
            position = mot.end()
    reste = texte[position:]
    return [*passages, Passage(reste)] if reste else passages
