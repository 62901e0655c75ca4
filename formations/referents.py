"""La référente qualité est-elle formée, ou son expérience admise par écrit ?

Source : « Bilan qualité 2022 », préfecture de l'Isère ; exigence 4.4 du référentiel livré.
"""

from datetime import date
from typing import NamedTuple

from formations.models import ObligationFormation
from qualepref.socle.models import Designation
from qualepref.socle.temps import aujourdhui

THEME = "referent_qualite"  # formations.yaml


class Referent(NamedTuple):
    """Une désignation en vigueur, et ce que le suivi sait de qui la tient ; None : rien."""

    designation: Designation
    obligation: ObligationFormation | None


def referents(departements, le: date | None = None) -> list[Referent]:
    """Le compte relie la désignation à la fiche de l'agent."""
    designees = (
        Designation.objects.en_vigueur(le or aujourdhui())
        .filter(departement__in=departements, fonction=Designation.Fonction.REFERENT_QUALITE)
        .select_related("agent")
        .order_by("date_debut", "pk")
    )
    suivies = ObligationFormation.objects.en_cours(le).avec_situation(le).select_related("agent")
    par_compte = {
        une.agent.compte_id: une
        for une in suivies.filter(
            theme__cle=THEME, agent__compte__in=[une.agent_id for une in designees]
        )
    }
    return [Referent(une, par_compte.get(une.agent_id)) for une in designees]
