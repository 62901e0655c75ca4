"""Revoir ce qu'est une demande : sa nature, qui choisit sa règle, ou le fait de devoir répondre."""

from django.core.exceptions import ValidationError
from django.db import transaction

from suivi.delais.bareme import calculer_echeances
from suivi.models import Demande
from suivi.models.conduite import DATES_CALCULEES


@transaction.atomic
def requalifier(demande: Demande, nature: str) -> None:
    """Une autre nature peut suivre une autre règle : l'échéance se recalcule, et rien d'autre."""
    demande.exiger_ouverte()
    if demande.nature == nature:
        raise ValidationError(f"Sa nature est déjà « {demande.get_nature_display()} ».")
    demande.nature = nature
    calculer_echeances([demande])
    demande.save(
        update_fields=["nature", "site", "departement", "regle", "unite", *DATES_CALCULEES]
    )


def declarer_non_due(demande: Demande, raison: str) -> None:
    """La demande reste comptée dans les volumes, et sort des délais."""
    demande.exiger_ouverte()
    if demande.reponse_non_due == raison:
        raise ValidationError("C'est déjà ce qui est écrit : aucune réponse n'est due.")
    demande.reponse_non_due = raison
    demande.save(update_fields=["reponse_non_due", "site", "departement"])
