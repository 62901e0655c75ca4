"""Dans un site, un nom ne désigne qu'un service : les classeurs ne sauraient sinon où aller."""

from collections.abc import Hashable, Iterable
from typing import NamedTuple

from qualepref.socle.lecture.valeurs import normaliser


class Nom(NamedTuple):
    """Une écriture qui désigne un service, et où elle se lit dans le fichier."""

    texte: str
    porteur: Hashable
    cle: str
    ligne: int | None = None

    @property
    def ou(self) -> str:
        """« sites/0/services/3/nom » (ligne 12)."""
        return f"« {self.cle} »" + (f" (ligne {self.ligne})" if self.ligne else "")


def homonymes(noms: Iterable[Nom]) -> list[tuple[Nom, Nom]]:
    """Les couples (premier, suivant) qu'on confondrait : même écriture, à la casse et aux accents
    près, pour deux services. Un couple de services n'y est qu'une fois."""
    premiers: dict[str, Nom] = {}
    couples: dict[tuple[Hashable, Hashable], tuple[Nom, Nom]] = {}
    for nom in noms:
        premier = premiers.setdefault(normaliser(nom.texte), nom)
        if premier.porteur != nom.porteur:
            couples.setdefault((premier.porteur, nom.porteur), (premier, nom))
    return list(couples.values())
