"""Confier une réponse à la file d'envoi ; accuser réception d'une demande, ou de beaucoup."""

from django.core.exceptions import ValidationError
from django.db import transaction

from qualepref.socle.models import Agent
from suivi.models import Demande, ModeleReponse, Reponse, Support, Usage
from suivi.reponses.redaction import ebauche, proposes
from suivi.tasks import envoyer_reponse

SANS_ADRESSE = "L'usager n'a pas laissé d'adresse électronique : l'accusé part par courrier."
SANS_MODELE = "Aucun modèle d'accusé de réception par courriel ne convient à cette demande."
DEJA = "Un accusé de réception est déjà en cours de rédaction."


@transaction.atomic
def expedier(*, reponse: Reponse, agent: Agent | None, tour: int | None = None) -> None:
    """Met le courriel dans la file une fois l'état écrit. Lève ValidationError.

    Si la file ne répond pas, rien n'est perdu : la relance périodique y remettra ce courriel.
    """
    reponse.partir(agent, tour)

    def confier():
        envoyer_reponse.delay(reponse.pk)

    transaction.on_commit(confier, robust=True)


@transaction.atomic
def accuser_reception(
    *, demande: Demande, agent: Agent | None = None, modele: ModeleReponse | None = None
) -> Reponse:
    """Écrit l'accusé d'après le modèle et l'envoie, ou le soumet si un autre doit le relire.

    Sans agent, l'accusé est automatique. Lève ValidationError avec ce qui manque : rien n'est
    alors gardé. Rejoué, il refuse : la demande est déjà accusée, ou en passe de l'être.
    """
    Demande.objects.select_for_update(of=("self",)).get(pk=demande.pk)
    if demande.reponses.en_cours().filter(usage=Usage.ACCUSE).exists():
        raise ValidationError(DEJA)
    version = (modele or _modele_d_accuse(demande)).courante
    if version is None:
        raise ValidationError(SANS_MODELE)
    champs = ebauche(demande=demande, agent=agent, version=version)
    if not champs["courriel"]:
        raise ValidationError(SANS_ADRESSE)
    reponse = Reponse.objects.create(
        demande=demande,
        redigee_par=agent,
        modifiee_par=agent,
        automatique=agent is None,
        **champs | {"usage": Usage.ACCUSE, "support": Support.COURRIEL},
    )
    if reponse.a_relire_avant:
        reponse.soumettre(agent)
    else:
        expedier(reponse=reponse, agent=agent)
    return reponse


def _modele_d_accuse(demande: Demande) -> ModeleReponse:
    trouves = proposes(demande=demande, usage=Usage.ACCUSE, support=Support.COURRIEL)
    if not trouves or trouves[0].support != Support.COURRIEL:
        raise ValidationError(SANS_MODELE)
    return trouves[0]
