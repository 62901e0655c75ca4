from django import template

from qualepref.socle.nombres import ecrire

register = template.Library()


@register.filter
def en_pour_cent(proportion):
    return ecrire(proportion, "%")
