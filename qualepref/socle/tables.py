"""Tableaux : une classe de base au gabarit DSFR, triable, paginée, avec légende."""

import django_tables2
from django.utils import timezone
from django_tables2 import Column
from django_tables2.columns import library


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


__all__ = ["Column", "DateColumn", "MomentColumn", "Table"]
