"""La lecture sur la fiche et l'aperçu : ce qu'on me demande de lire, et où cela en est."""

from django import template

from documents.lecteurs import suivre
from documents.models import DemandeDeLecture, Lecture
from documents.models.phrases import COMPTER_LES_LECTURES, DEMANDER

register = template.Library()


@register.inclusion_tag("documents/_lecture_demandee.html", takes_context=True)
def lecture_demandee(context, document, version=None):
    """La lecture demandée au service de l'agent, et ce qu'il en a fait.

    Sous l'aperçu d'une version qui n'est pas celle à lire, on ne dit pas l'avoir lue.
    """
    agent = context["request"].user
    siennes = DemandeDeLecture.objects.faites_a(agent).filter(document=document)
    demandes = sorted(siennes.en_cours().select_related("service"), key=lambda une: une.due)
    demande = demandes[0] if demandes else None
    lue = demande and Lecture.objects.filter(agent=agent, version=demande.version_a_lire).first()
    return {
        "demande": demande,
        "lue": lue,
        "autre_version": demande and version and version.pk != demande.version_a_lire,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("documents/_lectures_faites.html", takes_context=True)
def lectures_faites(context, document):
    """Combien ont lu, pour qui suit les lectures de ce document."""
    agent, page = context["request"].user, context["view"]
    if not page.peut(COMPTER_LES_LECTURES):
        return {}
    lignes = suivre(document, agent)
    return {
        "suivi": True,
        "document": document,
        "lus": sum(ligne.suivi.lus for ligne in lignes),
        "attendus": sum(ligne.suivi.attendus for ligne in lignes),
        "lignes": lignes,
        "demander": page.peut(DEMANDER),
    }
