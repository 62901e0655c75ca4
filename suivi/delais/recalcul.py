"""Recalculer les échéances des demandes ouvertes ; les closes gardent ce qui fut décidé."""

from collections.abc import Sequence

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from qualepref.socle.models import Agent, Departement
from suivi.delais.bareme import Bareme
from suivi.delais.deplacements import Deplacement
from suivi.models import Demande, Fait
from suivi.models.conduite import DATES_CALCULEES

CHAMPS = ["regle", "unite", *DATES_CALCULEES]
RAISON = "Échéance recalculée : règle ou jours de fermeture changés"
PAR_LOT = 500

Deplacee = tuple[Demande, Deplacement]


def deplacees(demandes, departement: Departement) -> list[Deplacee]:
    """Les demandes dont une date changerait, déjà redatées, sans rien enregistrer."""
    bareme = Bareme(departement)
    faits = Fait.objects.de(Demande.objects.filter(departement=departement).ouvertes())
    comparees = (
        (demande, _redater(demande, bareme, faits.get(demande.pk, ()))) for demande in demandes
    )
    return [(demande, deplacement) for demande, deplacement in comparees if deplacement.deplace]


def _redater(demande: Demande, bareme: Bareme, faits: Sequence[Fait]) -> Deplacement:
    avant, accuse = demande.calcul_de_la_reponse, demande.date_echeance_accuse
    bareme.dater(demande, faits)
    return Deplacement(
        cle=demande.pk,
        avant=avant,
        apres=demande.calcul_de_la_reponse,
        accuse_avant=accuse,
        accuse_apres=demande.date_echeance_accuse,
    )


@transaction.atomic
def recalculer(*, departement: Departement, agent: Agent | None = None) -> int:
    """Redate les demandes ouvertes du département ; rejoué, ne change plus rien.

    Verrouillées d'abord : une demande close entre-temps garde son échéance.
    """
    ouvertes = Demande.objects.filter(departement=departement).ouvertes()
    touchees = [d for d, _ in deplacees(ouvertes.select_for_update(of=("self",)), departement)]
    if touchees:
        bulk_update_with_history(
            touchees,
            Demande,
            CHAMPS,
            batch_size=PAR_LOT,
            default_user=agent,
            default_change_reason=RAISON,
        )
    return len(touchees)
