"""Ce qu'un questionnaire dit dans chacune de ses langues, et ce qui y manque encore."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from enquetes.langues import FRANCAIS, LANGUES


class Ecrit(NamedTuple):
    """Un texte du questionnaire : sa clé dans une page, où il se lit, et ses langues."""

    cle: str
    ou: str
    textes: Mapping[str, str]
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
