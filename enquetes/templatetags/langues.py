from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def dit_en(mots, langue):
    """La langue de ces mots, quand ce n'est pas celle de la page : l'attribut et son sens."""
    if mots.langue == langue:
        return ""
    return format_html(' lang="{}" dir="{}"', mots.langue, mots.sens)
