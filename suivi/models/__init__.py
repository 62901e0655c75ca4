from suivi.models.demandes import Demande
from suivi.models.faits import Fait
from suivi.models.identites import Identite
from suivi.models.nomenclature import Canal, Nature, NonDue, ObjetRecevable, Registre
from suivi.models.pieces import PieceJointe
from suivi.models.regles import ProfilDelais, RegleDelai
from suivi.models.signalements import Signalement
from suivi.models.situations import Situation

__all__ = [
    "Canal",
    "Demande",
    "Fait",
    "Identite",
    "Nature",
    "NonDue",
    "ObjetRecevable",
    "PieceJointe",
    "ProfilDelais",
    "Registre",
    "RegleDelai",
    "Signalement",
    "Situation",
]
