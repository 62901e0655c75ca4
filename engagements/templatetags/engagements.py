"""Les avis à l'écran : un mot et un pictogramme, jamais une couleur seule."""

from django import template
from django.utils.html import format_html

from engagements import cotation

register = template.Library()

MOTS = {
    cotation.CONFORME: ("Conforme", "fr-icon-checkbox-circle-fill"),
    cotation.PARTIEL: ("Partiel", "fr-icon-contrast-fill"),
    cotation.NON_CONFORME: ("Non conforme", "fr-icon-close-circle-fill"),
    cotation.NON_APPLICABLE: ("Non applicable", "fr-icon-subtract-line"),
    cotation.NON_EVALUE: ("Non évalué", "fr-icon-question-line"),
}
# Dessinés une fois : la grille en montre près de mille.
PASTILLES = {
    avis: format_html(
        '<span class="qp-avis qp-avis--{}"><span class="{}" aria-hidden="true"></span> {}</span>',
        avis,
        icone,
        mot,
    )
    for avis, (mot, icone) in MOTS.items()
}


@register.filter
def pastille(avis):
    """Un avis en mot et pictogramme."""
    return PASTILLES[avis]
