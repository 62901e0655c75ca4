"""Les preuves que demandent les exigences : ce qui en tient lieu dans un dossier, ce qui manque.

Valeurs simples, sans base ni fichier.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

FIGEE = "version citée, qui n'est pas celle en vigueur à cette date"


@dataclass(frozen=True)
class Exigence:
    cle: int
    code: str
    engagement: int | None
    types: tuple[str, ...] = ()
    due: bool = True  # ni facultative, ni d'un engagement hors du périmètre de ce jour-là


@dataclass(frozen=True)
class Citee:
    """Une preuve que citent des réponses d'une campagne."""

    cle: int
    intitule: str
    type: str
    emplacement: str
    validite: str
    valable: bool
    engagements: frozenset[int] = frozenset()
    exigences: frozenset[int] = frozenset()
    services: tuple[str, ...] = ()
    document: int | None = None
    demarche: bool = False  # citée aussi pour une exigence qui n'est d'aucun engagement


@dataclass(frozen=True)
class Attendu:
    """Un type de preuve que demandent des exigences, et ce qui en tient lieu.

    `ailleurs` : les documents qui en tiennent lieu sans être au dossier, et où ils sont gardés.
    """

    type: str
    libelle: str
    exigences: tuple[str, ...]
    tenu_par: tuple[str, ...] = ()
    ailleurs: tuple[str, ...] = ()
    reserves: tuple[str, ...] = ()  # ce qui en serait une preuve, mais n'est pas au dossier

    @property
    def manque(self) -> bool:
        return not self.tenu_par and not self.ailleurs

    @property
    def est_ailleurs(self) -> bool:
        """Tenue, mais seulement par ce qui est gardé ailleurs."""
        return bool(self.ailleurs) and not self.tenu_par


def attendus(exigences, documents, citees, libelles, tenus) -> list[Attendu]:
    """Ceux des exigences dues. `libelles` : type → ses mots ; `tenus` : type → tableau du dossier
    qui en tient lieu.
    """
    codes: dict[str, list[str]] = defaultdict(list)
    for exigence in filter(attrgetter("due"), exigences):
        for type_ in exigence.types:
            codes[type_].append(exigence.code)
    return [
        Attendu(
            type_,
            libelles.get(type_, type_),
            tuple(dict.fromkeys(siens)),
            tuple(_tenu_par(type_, documents, citees, tenus)),
            tuple(_ailleurs(type_, documents)),
            tuple(_reserves(type_, documents, citees)),
        )
        for type_, siens in codes.items()
    ]


def _tenu_par(type_, documents, citees, tenus) -> Iterable[str]:
    if type_ in tenus:
        yield tenus[type_]
    for un in documents:
        if un.type == type_ and un.tient_lieu and not un.est_ailleurs:
            yield un.reference
    for preuve in citees:
        if preuve.type == type_ and preuve.valable and not _est_au_dossier(preuve, documents):
            yield preuve.intitule


def _ailleurs(type_, documents) -> Iterable[str]:
    for un in documents:
        if un.type == type_ and un.tient_lieu and un.est_ailleurs:
            yield f"{un.reference}, {un.en_mots}"


def _reserves(type_, documents, citees) -> Iterable[str]:
    """Ce qui existe mais ne compte pas : laissé dehors, caduc, introuvable, périmé."""
    for un in documents:
        if un.type == type_ and not un.tient_lieu:
            yield f"{un.reference} : {FIGEE if un.figee else un.sort.value}"
    for preuve in citees:
        if preuve.type == type_ and not preuve.valable and not _est_au_dossier(preuve, documents):
            yield f"{preuve.intitule} : {preuve.validite}"


def _est_au_dossier(preuve: Citee, documents) -> bool:
    """Le document qu'elle cite y répond déjà, ou dit pourquoi il ne le peut pas."""
    return any(un.cle == preuve.document for un in documents)
