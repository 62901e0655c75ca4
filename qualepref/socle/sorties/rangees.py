"""Les rangées d'un export : chaque colonne devient, une fois, une fonction ligne → valeur.

Ce que `Table.as_values` de django-tables2 rend, à la valeur près, sans refaire pour chaque case ce
qui ne dépend que de la colonne, et sans garder les lignes déjà écrites : un export de cinquante
mille lignes tient dans la mémoire d'un de cinq mille. Les tests comparent les deux.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.encoding import force_str
from django_tables2 import Column
from django_tables2.columns import ManyToManyColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.rows import BoundRow

from qualepref.socle.corps import appel, lecture

LOT = 2000
NON_EXPORTEES = ("actions",)
Case = Callable[[BoundRow], Any]


def rangees(table) -> Iterator[list]:
    """L'en-tête, puis une liste de valeurs par ligne, colonnes cachées comprises."""
    colonnes = [
        colonne
        for colonne in table.columns.iterall()
        if not colonne.column.exclude_from_export and colonne.name not in NON_EXPORTEES
    ]
    yield [force_str(colonne.header, strings_only=True) for colonne in colonnes]
    modele = getattr(table.data.data, "model", None)
    cases = [_case(colonne, modele) for colonne in colonnes]
    for ligne in _lignes(table):
        yield [case(ligne) for case in cases]


def _lignes(table) -> Iterator[BoundRow]:
    """Au fil de la base ; une liste, ou une table à lignes épinglées, telle quelle."""
    donnees = table.data.data
    if not isinstance(donnees, QuerySet) or any(table.rows.pinned_data.values()):
        yield from table.rows
        return
    for objet in donnees.iterator(LOT):
        yield BoundRow(objet, table)


def _case(colonne, modele) -> Case:
    def case_quelconque(ligne):
        return force_str(ligne.get_cell_value(colonne.name), strings_only=True)

    a_part = isinstance(colonne.column, BaseLinkColumn | ManyToManyColumn)
    if a_part or modele is None or not issubclass(modele, Model):
        return case_quelconque
    lire, vides = lecture(colonne.accessor, modele), colonne.column.empty_values
    rendre = _rendu(colonne)

    def case(ligne):
        if type(ligne.record) is not modele:
            return case_quelconque(ligne)
        valeur = lire(ligne.record)
        if valeur in vides:
            return None
        valeur = rendre(ligne, valeur) if rendre else valeur
        return valeur if type(valeur) is str else force_str(valeur, strings_only=True)

    return case


def _rendu(colonne) -> Callable | None:
    """`value_<nom>` de la table, ou `value` de la colonne ; None s'il rend la valeur même."""
    propre = getattr(colonne.value, "__func__", None) is not Column.value
    if not propre and type(colonne.column).render is Column.render:
        return None
    return appel(colonne, colonne.value)
