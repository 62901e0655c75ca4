"""Tableaux : une classe de base au gabarit DSFR, triable, paginée, avec légende."""

import django_tables2
from django.utils.formats import date_format
from django_tables2 import Column
from django_tables2.columns import library


@library.register
class DateColumn(django_tables2.DateColumn):
    """Affiche jj/mm/aaaa ; exporte une vraie date (la colonne d'origine exporte un texte)."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("format", "d/m/Y")
        super().__init__(*args, **kwargs)
        self.format_date = kwargs["format"]

    def render(self, value, **kwargs):
        return date_format(value, self.format_date)

    def value(self, record, value):
        return value

    @classmethod
    def from_field(cls, field, **kwargs):
        if field.get_internal_type() == "DateField":
            return cls(**kwargs)
        return None


class Table(django_tables2.Table):
    """Un tableau DSFR ; `Meta.caption` est sa légende, lue par les lecteurs d'écran."""

    class Meta:
        template_name = "socle/_table.html"
        empty_text = "Aucune ligne ne correspond."

    @property
    def legende(self):
        if caption := getattr(self._meta, "caption", ""):
            return caption
        nom = self._meta.model._meta.verbose_name_plural
        return nom[:1].upper() + nom[1:]


__all__ = ["Column", "DateColumn", "Table"]
