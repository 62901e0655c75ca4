from django import template

from engagements import tables_actions

register = template.Library()


@register.filter
def badge_etat(etat):
    """L'état d'une action en mots, dans son badge."""
    return tables_actions.badge_etat(etat)
