from enquetes.models.campagnes import PUBLICS, Enquete, Mode, PointDeCollecte
from enquetes.models.exports_connus import ExportConnu
from enquetes.models.questionnaires import Questionnaire, Scenario, ThemeQuestionnaire
from enquetes.models.questions import Choix, Echelle, Question
from enquetes.models.reponses import JetonRecu, Reponse, Valeur

__all__ = [
    "PUBLICS",
    "Choix",
    "Echelle",
    "Enquete",
    "JetonRecu",
    "ExportConnu",
    "Mode",
    "PointDeCollecte",
    "Question",
    "Questionnaire",
    "Reponse",
    "Scenario",
    "ThemeQuestionnaire",
    "Valeur",
]
