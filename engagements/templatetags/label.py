"""Ce que le label apporte aux autres pages : la question dont dépend un engagement, sa réponse."""

from django import template

from engagements.models import Condition, ReponseCondition

register = template.Library()


@register.inclusion_tag("engagements/_situation.html")
def situation_de(avis):
    """La question dont dépend l'engagement d'une réponse, et ce que le site en a dit."""
    condition = avis.engagement.condition
    if condition is None:
        return {"condition": None}
    par_site = condition.portee == Condition.Portee.SITE
    reponses = ReponseCondition.objects.filter(campagne=avis.campagne_id, condition=condition)
    lieu = avis.service.site_id if par_site else None
    return {"condition": condition, "reponse": reponses.filter(site=lieu).first()}
