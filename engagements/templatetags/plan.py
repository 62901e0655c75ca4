from django import template
from django.urls import reverse

from engagements import tables_actions
from engagements.models import Action
from engagements.plan import REFUSEE

register = template.Library()
CREER = "engagements.add_action"
PARAMETRES = {"autoevaluation": "cellule", "avisengagement": "avis"}


@register.filter
def badge_etat(etat):
    """L'état d'une action en mots, dans son badge."""
    return tables_actions.badge_etat(etat)


@register.inclusion_tag("engagements/_actions_de_l_engagement.html", takes_context=True)
def actions_de_l_engagement(context, avis):
    """Les actions du service sur cet engagement, et le lien qui en crée une."""
    agent = context["request"].user
    siennes = Action.objects.visibles_par(agent).filter(
        engagements=avis.engagement_id, service=avis.service_id
    )
    return {"actions": siennes.exclude(etat=REFUSEE), "creer": action_a_creer(context, avis)}


@register.simple_tag(takes_context=True)
def action_a_creer(context, evaluation):
    """L'adresse qui prépare une action d'après cet avis, pour qui peut en créer ; sinon vide."""
    if not context["request"].user.has_perm(CREER):
        return ""
    parametre = PARAMETRES[evaluation._meta.model_name]
    return f"{reverse('engagements:action_create')}?{parametre}={evaluation.pk}"
