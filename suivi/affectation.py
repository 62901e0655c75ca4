"""Affecter une demande arrivée au service racine d'un site : la première fois, sans transfert."""

from django.core.exceptions import ValidationError
from django.db import transaction

from qualepref.socle.models import Service
from suivi.delais.bareme import calculer_echeances
from suivi.models import Demande
from suivi.models.conduite import DATES_CALCULEES

CHAMPS = ["service", "site", "departement", "regle", "unite", *DATES_CALCULEES]


def est_a_affecter(demande: Demande) -> bool:
    """Au service racine, et personne ne l'a encore prise en charge."""
    return demande.service.est_racine and demande.etat == Demande.Etat.RECUE


@transaction.atomic
def affecter(*, demande: Demande, vers: Service) -> None:
    """Corrige le service et redate ; le délai court depuis l'arrivée. Lève ValidationError."""
    actuelle = Demande.objects.select_for_update(of=("self",)).get(pk=demande.pk)
    if not est_a_affecter(actuelle):
        raise ValidationError(
            f"Cette demande est déjà au service {actuelle.service} "
            f"({actuelle.get_etat_display()}) : transférez-la plutôt."
        )
    du_departement = vers.site.departement_id == actuelle.departement_id
    if vers.est_racine or not du_departement or not vers.est_ouvert():
        raise ValidationError({"vers": "Choisissez un service ouvert du département."})
    demande.service = vers
    demande.placer()
    calculer_echeances([demande])
    demande._change_reason = "affectée à un service"
    demande.save(update_fields=CHAMPS)
