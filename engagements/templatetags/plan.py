from django import template
from django.urls import reverse

from engagements.models import Action
from engagements.plan import REFUSEE
from engagements.tables import actions as tables_actions

register = template.Library()


@register.filter
def badge_etat(etat):
    """L'état d'une action en mots, dans son badge."""
    return tables_actions.badge_etat(etat)


@register.inclusion_tag("engagements/_actions_de_l_engagement.html", takes_context=True)
def actions_de_l_engagement(context, avis):
    """Les actions du service sur cet engagement, et le lien qui en prépare une."""
    agent = context["request"].user
    siennes = Action.objects.visibles_par(agent).filter(
        engagements=avis.engagement_id, service=avis.service_id
    )
    creer = f"{reverse('engagements:action_create')}?avis={avis.pk}"
    return {
        "actions": siennes.exclude(etat=REFUSEE),
        "creer": creer if agent.has_perm("engagements.add_action") else "",
    }
