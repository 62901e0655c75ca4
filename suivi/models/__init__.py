from suivi.models.boites import BoiteFonctionnelle
from suivi.models.conservation import Blocage, DureeConservation, Effacement
from suivi.models.cumuls import Cumul, CumulPerime
from suivi.models.demandes import Demande
from suivi.models.depots import Depot, PointDeDepot
from suivi.models.echantillons import EchantillonDemandes
from suivi.models.faits import Fait
from suivi.models.identites import Identite
from suivi.models.lots import FicheSaisie, LotSaisie
from suivi.models.messages import MessageRecu
from suivi.models.modeles_reponse import ModeleReponse, Support, Usage, VersionModele
from suivi.models.nomenclature import Canal, Nature, NonDue, Registre
from suivi.models.objets import CategorieReclamation, ObjetReclamation
from suivi.models.pieces import PieceJointe
from suivi.models.qualification import Qualification
from suivi.models.reglages import EnTete, ReglageReponses
from suivi.models.regles import ProfilDelais, RegleDelai
from suivi.models.reponses import Reponse
from suivi.models.signalements import Signalement
from suivi.models.situations import Situation

__all__ = [
    "Blocage",
    "BoiteFonctionnelle",
    "Canal",
    "CategorieReclamation",
    "Cumul",
    "CumulPerime",
    "Demande",
    "Depot",
    "DureeConservation",
    "EchantillonDemandes",
    "Effacement",
    "EnTete",
    "Fait",
    "FicheSaisie",
    "Identite",
    "LotSaisie",
    "ModeleReponse",
    "MessageRecu",
    "Nature",
    "NonDue",
    "ObjetReclamation",
    "PieceJointe",
    "PointDeDepot",
    "ProfilDelais",
    "Qualification",
    "Registre",
    "ReglageReponses",
    "RegleDelai",
    "Reponse",
    "Signalement",
    "Situation",
    "Support",
    "Usage",
    "VersionModele",
]
