"""Ce qu'un questionnaire dit dans chacune de ses langues, et ce qui y manque encore."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from enquetes.formulaire.mots import reserve
from enquetes.langues import FRANCAIS, LANGUES, NOMS_EN_FRANCAIS


class Ecrit(NamedTuple):
    """Un texte du questionnaire : sa clé dans une page, où il se lit, ses langues, qui le porte."""

    cle: str
    ou: str
    textes: dict[str, str]
    objet: object = None
    long: bool = False

    def manque(self, langue: str) -> bool:
        """Écrit dans une autre langue, et pas dans celle-ci : c'est le français qui se lirait."""
        return any(self.textes.values()) and not self.textes.get(langue)


class EtatDUneLangue(NamedTuple):
    """Combien de textes sont écrits dans une langue, et lesquels manquent."""

    code: str
    total: int
    manquants: tuple[Ecrit, ...]

    @property
    def nom(self) -> str:
        return LANGUES.get(self.code, self.code)

    @property
    def ecrits(self) -> int:
        return self.total - len(self.manquants)

    @property
    def en_francais(self) -> str:
        return NOMS_EN_FRANCAIS.get(self.code, self.code)

    @property
    def reserve(self) -> str:
        return reserve(self.code)

    @property
    def est_le_francais(self) -> bool:
        return self.code == FRANCAIS


def etat_des_langues(ecrits: Iterable[Ecrit], langues: Iterable[str]) -> list[EtatDUneLangue]:
    """Une ligne par langue, le français d'abord."""
    dits = [ecrit for ecrit in ecrits if any(ecrit.textes.values())]
    rangees = sorted(set(langues), key=lambda code: (code != FRANCAIS, list(LANGUES).index(code)))
    return [
        EtatDUneLangue(code, len(dits), tuple(un for un in dits if un.manque(code)))
        for code in rangees
    ]


def traduire(ecrits: Iterable[Ecrit], langue: str, mots: Mapping[str, str]) -> int:
    """Écrit ces mots (clé d'un texte → mots) dans une langue ; rend combien de textes changent.

    Des mots vides ôtent la traduction : le français se lira à la place.
    """
    changes = [un for un in ecrits if un.textes.get(langue, "") != mots.get(un.cle, "")]
    for ecrit in changes:
        ecrit.textes.pop(langue, None)
        if mots.get(ecrit.cle):
            ecrit.textes[langue] = mots[ecrit.cle]
    for objet in {id(un.objet): un.objet for un in changes}.values():
        objet.save()
    return len(changes)
