from pilotage.models.bilans import BilanAnnuel, PlanBilan, Recit
from pilotage.models.indicateurs import Indicateur, ReglageIndicateur
from pilotage.models.mesures import Mesure
from pilotage.models.tableaux import TableauDeBord

__all__ = [
    "BilanAnnuel",
    "Indicateur",
    "Mesure",
    "PlanBilan",
    "Recit",
    "ReglageIndicateur",
    "TableauDeBord",
]
