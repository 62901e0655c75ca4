"""Les preuves que demandent les exigences : ce qui en tient lieu dans un dossier, ce qui manque.

Valeurs simples, sans base ni fichier.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

FIGEE = "version citée, qui n'est pas celle en vigueur à cette date"


@dataclass(frozen=True)
class Exigence:
    cle: int
    code: str
    engagement: int | None
    types: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class Attendu:
    """Un type de preuve que demandent des exigences, et ce qui en tient lieu."""

    type: str
    libelle: str
    exigences: tuple[str, ...]
    tenu_par: tuple[str, ...] = ()
    reserves: tuple[str, ...] = ()  # ce qui en serait une preuve, mais n'est pas au dossier

    @property
    def manque(self) -> bool:
        return not self.tenu_par


def attendus(exigences, documents, citees, libelles, tenus) -> list[Attendu]:
    """`libelles` : type → ses mots ; `tenus` : type → tableau du dossier qui en tient lieu."""
    codes: dict[str, list[str]] = defaultdict(list)
    for exigence in exigences:
        for type_ in exigence.types:
            codes[type_].append(exigence.code)
    return [
        Attendu(
            type_,
            libelles.get(type_, type_),
            tuple(dict.fromkeys(siens)),
            tuple(_tenu_par(type_, documents, citees, tenus)),
            tuple(_reserves(type_, documents, citees)),
        )
        for type_, siens in codes.items()
    ]


def _tenu_par(type_, documents, citees, tenus) -> Iterable[str]:
    if type_ in tenus:
        yield tenus[type_]
    for un in documents:
        if un.type == type_ and un.tient_lieu:
            yield un.reference
    for preuve in citees:
        if preuve.type == type_ and preuve.valable and not _est_au_dossier(preuve, documents):
            yield preuve.intitule


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
