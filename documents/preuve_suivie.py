"""Ce que vaut une preuve tirée d'un document : de quand à quand, d'après le document lui-même."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from documents import circuit
from documents.validite import Periode


class Suivi(NamedTuple):
    """Premier et dernier jour où la preuve vaut ; `jusqu_au` None : sans limite."""

    du: date
    jusqu_au: date | None


class Tenu(NamedTuple):
    """Le document, tel qu'il décide de ses preuves."""

    etat: str
    date_effet: date
    date_caducite: date | None = None
    date_archivage: date | None = None
    periodes: tuple[Periode, ...] = ()


def suivre(tenu: Tenu, le: date, figee: Periode | None = None, deja: date | None = None) -> Suivi:
    """`figee` : la version citée, sinon celle du jour ; `deja` : le dernier jour déjà retenu.

    Une preuve cesse de valoir avec son document (caduc, archivé, remis en rédaction) et, si une
    version est figée, le jour où la suivante la remplace.
    """
    du = (figee and figee.du) or tenu.date_effet
    fins = [tenu.date_caducite, figee and figee.au, _cesse(tenu, le, deja)]
    jusqu_au = min((fin for fin in fins if fin), default=None)
    return Suivi(min(du, jusqu_au) if jusqu_au else du, jusqu_au)


def _cesse(tenu: Tenu, le: date, deja: date | None) -> date | None:
    """Le dernier jour d'un document qui n'est plus en vigueur ; None s'il l'est."""
    if tenu.etat == circuit.EN_VIGUEUR:
        return None
    if tenu.date_archivage:
        return tenu.date_archivage
    derniere = _fin(tenu.periodes)
    if derniere:
        return derniere
    return min(deja, le) if deja else le


def _fin(periodes: Iterable[Periode]) -> date | None:
    return max((une.au for une in periodes if une.au), default=None)
