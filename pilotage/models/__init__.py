from pilotage.models.affiches import AfficheTransparence
from pilotage.models.bilans import BilanAnnuel, PlanBilan, Recit
from pilotage.models.dossiers import DossierDePreuves
from pilotage.models.expeditions import Destinataire, Expedition
from pilotage.models.fiches import Fiche
from pilotage.models.indicateurs import CibleIndicateur, Indicateur, ReglageIndicateur
from pilotage.models.mesures import Mesure
from pilotage.models.meteos import Meteo
from pilotage.models.pieces import PieceAFournir
from pilotage.models.propositions import PropositionDeMesure
from pilotage.models.suspensions import SuspensionIndicateur
from pilotage.models.tableaux import TableauDeBord

__all__ = [
    "AfficheTransparence",
    "BilanAnnuel",
    "CibleIndicateur",
    "Destinataire",
    "DossierDePreuves",
    "Expedition",
    "Fiche",
    "Indicateur",
    "Mesure",
    "Meteo",
    "PieceAFournir",
    "PlanBilan",
    "Recit",
    "PropositionDeMesure",
    "ReglageIndicateur",
    "SuspensionIndicateur",
    "TableauDeBord",
]
