import re

from django import template
from django.utils.safestring import mark_safe

from qualepref.socle.templatetags.socle import prose
from qualepref.socle.typographie import insecables

register = template.Library()
# Dans du HTML déjà échappé : ni balise, ni fin de paragraphe entre les deux signes.
_A_COMPLETER = re.compile(r"\[\[[^<>]*?\]\]|\{\{[^<>{}]*?\}\}")


@register.filter
def lettre(texte):
    """Un texte de réponse en HTML, où ce qui reste à compléter se voit."""
    html = prose(insecables(str(texte)))
    return mark_safe(_A_COMPLETER.sub(r"<mark>\g<0></mark>", html))
