"""Le seul chemin par lequel une app plus haute propose une action au plan."""

from collections.abc import Iterable

from django.db import transaction

from engagements import plan
from engagements.models import Action, AutoEvaluation, AvisEngagement, Engagement
from qualepref.socle.models import Departement, Service
from qualepref.socle.temps import aujourdhui


@transaction.atomic
def proposer_action(
    *,
    departement: Departement,
    origine: str,
    intitule: str,
    chiffres: str = "",
    engagements: Iterable[Engagement] = (),
    service: Service | None = None,
    annee: int | None = None,
) -> Action:
    """Propose une action à accepter ou à refuser ; celle qui l'est déjà est rendue telle quelle.

    `chiffres` : ce qui la motive, en une phrase (« Attente : 74,4 % de satisfaits, cible 75 % »).
    """
    proposee = Action(
        departement=departement,
        annee=annee or aujourdhui().year,
        origine=Action.Origine(origine),
        intitule=intitule[:300],
        description=chiffres,
        service=service,
        etat=plan.PROPOSEE,
    )
    _verifier_le_service(proposee)
    return _deja_dite(proposee) or _inscrire(proposee, engagements)


def _verifier_le_service(action):
    service, departement = action.service, action.departement
    if service is not None and service.site.departement_id != departement.pk:
        raise ValueError(f"« {service} » n'est pas un service de {departement}.")


def _deja_dite(action):
    """La même, encore à mener ou refusée dans l'année ; le département reste verrouillé."""
    Departement.objects.select_for_update(of=("self",)).get(pk=action.departement_id)
    pareilles = Action.objects.filter(
        departement=action.departement,
        origine=action.origine,
        intitule=action.intitule,
        service=action.service,
    )
    refusees = pareilles.filter(etat=plan.REFUSEE, annee=action.annee)
    return (pareilles.a_mener() | refusees).first()


def _inscrire(action, engagements):
    Action.objects.inscrire(action)
    action.engagements.set(engagements)
    return action


def depuis_l_evaluation(evaluation: AutoEvaluation | AvisEngagement) -> dict:
    """Ce qu'un avis dit déjà de l'action à créer : origine, service, engagement, constat."""
    exigence = getattr(evaluation, "exigence", None)
    engagement = exigence.engagement if exigence else evaluation.engagement
    quoi = f"Exigence {exigence}" if exigence else f"Engagement {engagement}"
    return {
        "origine": Action.Origine.AUTOEVALUATION,
        "service": evaluation.service_id,
        "numeros": str(engagement.numero) if engagement else "",
        "description": f"{quoi} : {evaluation.get_avis_display()} ({evaluation.campagne}).",
    }
