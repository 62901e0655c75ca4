"""Tableaux : une classe de base au gabarit DSFR, triable, paginée, avec légende."""

from typing import NamedTuple

import django_tables2
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django_tables2 import A, Column
from django_tables2.columns import library
from django_tables2.utils import AttributeDict

from qualepref.socle import corps

PAR_PAGE_MAX = 100
VIDE_D_ORIGINE = "—"  # ce que django-tables2 écrit dans une case vide, faute de Meta.default


@library.register
class DateColumn(Column):
    """Affiche jj/mm/aaaa ; exporte une vraie date (la colonne d'origine exporte un texte)."""

    def render(self, value):
        return f"{value:%d/%m/%Y}"

    def value(self, value):
        return value

    @classmethod
    def from_field(cls, field, **kwargs):
        return cls(**kwargs) if field.get_internal_type() == "DateField" else None


@library.register
class MomentColumn(Column):
    """Affiche jj/mm/aaaa hh:mm à l'heure locale ; exporte une vraie date avec son heure."""

    def render(self, value):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"

    def value(self, value):
        return value

    @classmethod
    def from_field(cls, field, **kwargs):
        return cls(**kwargs) if field.get_internal_type() == "DateTimeField" else None


@library.register
class BooleanColumn(django_tables2.BooleanColumn):
    """Affiche et exporte « oui » ou « non » (la colonne d'origine écrit des signes)."""

    def __init__(self, yesno="oui,non", **kwargs):
        super().__init__(yesno=yesno, **kwargs)

    def value(self, value, record, bound_column):
        return self.yesno[int(not self._get_bool_value(record, value, bound_column))]


class ChoixColumn(Column):
    """Une case à cocher par ligne, du formulaire des actes groupés ; en tête, celle de la page."""

    ENTETE = (
        '<span class="fr-sr-only">Choisir</span><span class="qp-choix" hidden><input '
        'type="checkbox" data-tout-cocher aria-label="Tout cocher sur cette page"></span>'
    )

    def __init__(self, **kwargs):
        attributs = {"td": {"class": "qp-table__choix"}, "th": {"class": "qp-table__choix"}}
        super().__init__(accessor="pk", orderable=False, attrs=attributs, **kwargs)

    @property
    def header(self):
        return mark_safe(self.ENTETE)

    def render(self, value, record):
        return format_html(
            '<span class="qp-choix"><input type="checkbox" name="choix" value="{0}" '
            'id="choix-{0}" form="actes-groupes" aria-label="Choisir : {1}"></span>',
            value,
            record,
        )


class Entete(NamedTuple):
    """Un en-tête de colonne ; `adresse` la trie, vide si elle ne se trie pas.

    `sens` : ascending ou descending quand la page est triée par elle ; `ordre` : celui qu'un clic
    demande.
    """

    titre: str
    attributs: str
    adresse: str
    sens: str
    ordre: str


class Table(django_tables2.Table):
    """Un tableau DSFR ; `Meta.caption` est sa légende, lue par les lecteurs d'écran."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.default == VIDE_D_ORIGINE:
            self.default = "–"

    @property
    def legende(self):
        if caption := getattr(self.Meta, "caption", ""):  # que `_meta` ne garde pas
            return caption
        nom = self._meta.model._meta.verbose_name_plural
        return nom[:1].upper() + nom[1:]

    def paginate(self, *args, per_page=None, **kwargs):
        """`?per_page=` vient de l'adresse : il est borné. L'ordre est rendu total : sans cela, une
        ligne à égalité peut paraître sur deux pages ou sur aucune."""
        donnees = self.data.data
        if isinstance(donnees, QuerySet):
            ordre = donnees.query.order_by or donnees.model._meta.ordering
            if not {"pk", "-pk"} & set(ordre):
                self.data.data = donnees.order_by(*ordre, "pk")
        par_page = max(1, min(per_page or self._meta.per_page, PAR_PAGE_MAX))
        return super().paginate(*args, per_page=par_page, **kwargs)

    def entetes(self):
        """Les en-têtes des colonnes montrées ; trier ramène à la première page."""
        parametres = self.request.GET.copy() if hasattr(self, "request") else QueryDict("", True)
        parametres.pop(self.prefixed_page_field, None)
        return [self._entete(colonne, parametres) for colonne in self.columns]

    def _entete(self, colonne, parametres):
        attributs = colonne.column.attrs
        alias = colonne.order_by_alias
        parametres[self.prefixed_order_by_field] = alias.next
        return Entete(
            titre=colonne.header,
            attributs=AttributeDict(attributs.get("th", attributs.get("cell", {}))).as_html(),
            adresse=f"?{parametres.urlencode()}" if colonne.orderable else "",
            sens=("descending" if alias.is_descending else "ascending") * colonne.is_ordered,
            ordre="décroissant" if alias.next.is_descending else "croissant",
        )

    def corps(self):
        return corps.corps(self)


__all__ = ["A", "BooleanColumn", "Column", "DateColumn", "MomentColumn", "Table"]
