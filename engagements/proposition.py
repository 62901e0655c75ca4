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
    """Propose une action, que le référent accepte ou refuse avec un motif.

    `chiffres` : ce qui la motive, en une phrase (« Attente : 74,4 % de satisfaits, cible 75 % »).
    La même proposition, encore à mener ou déjà refusée dans l'année, ne se fait pas deux fois :
    elle est rendue telle quelle. Les rappels d'une règle sont donc sans double.
    """
    if service is not None and service.site.departement_id != departement.pk:
        raise ValueError(f"« {service} » n'est pas un service de {departement}.")
    annee = annee or aujourdhui().year
    Departement.objects.select_for_update(of=("self",)).get(pk=departement.pk)
    deja = _deja_dite(departement, Action.Origine(origine), intitule[:300], service, annee)
    if deja is not None:
        return deja
    action = Action(
        departement=departement,
        annee=annee,
        origine=origine,
        intitule=intitule[:300],
        description=chiffres,
        service=service,
        etat=plan.PROPOSEE,
    )
    Action.objects.inscrire(action)
    action.engagements.set(engagements)
    return action


def _deja_dite(departement, origine, intitule, service, annee):
    pareilles = Action.objects.filter(
        departement=departement, origine=origine, intitule=intitule, service=service
    )
    refusees = pareilles.filter(etat=plan.REFUSEE, annee=annee)
    return (pareilles.a_mener() | refusees).first()


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
