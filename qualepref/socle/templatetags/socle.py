from django import template
from django.utils.formats import localize

from qualepref.socle import importation

register = template.Library()

VERBES = {"+": "création", "~": "modification", "-": "suppression"}
LIGNES_MAX = 20


@register.filter
def champs_import(type_classeur):
    """Les champs que sait lire l'importeur de ce genre."""
    return importation.trouver(type_classeur).champs


@register.filter
def historique(objet):
    """Les derniers changements de l'objet : qui, quand, avant, après (une requête)."""
    versions = list(objet.history.select_related("history_user")[: LIGNES_MAX + 1])
    precedentes = [*versions[1:], None]
    return [
        {
            "moment": version.history_date,
            "qui": version.history_user,
            "quoi": VERBES[version.history_type],
            "changements": _changements(version, precedente),
        }
        for version, precedente in zip(versions, precedentes, strict=True)
    ][:LIGNES_MAX]


def _changements(version, precedente):
    if precedente is None or version.history_type != "~":
        return []
    differences = version.diff_against(precedente, foreign_keys_are_objs=False)
    modele = version.instance_type._meta
    return [
        {
            "champ": modele.get_field(change.field).verbose_name,
            "avant": _lisible(change.old),
            "apres": _lisible(change.new),
        }
        for change in differences.changes
    ]


def _lisible(valeur):
    return "vide" if valeur in (None, "", [], {}) else localize(valeur)
