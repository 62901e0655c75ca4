"""Les corrections sur la fiche d'un document."""

from django import template

from documents.models import Correction
from documents.models.corrections import lit_pour_travailler

register = template.Library()


@register.inclusion_tag("documents/_corrections.html", takes_context=True)
def corrections(context, document):
    """Proposer une correction ; à qui tient le document, combien attendent une réponse."""
    agent = context["request"].user
    siennes = Correction.objects.filter(document=document)
    attendent = 0
    if agent.has_perm("documents.view_correction"):
        attendent = siennes.visibles_par(agent).proposees().count()
    return {
        "document": document,
        "attendent": attendent,
        "propose": lit_pour_travailler(agent),
    }
