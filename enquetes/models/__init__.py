from enquetes.models.campagnes import Enquete
from enquetes.models.exports_connus import ExportConnu
from enquetes.models.points import PUBLICS, SAISIS, Mode, PointDeCollecte
from enquetes.models.questionnaires import Questionnaire, Scenario, ThemeQuestionnaire
from enquetes.models.questions import Choix, Echelle, Question
from enquetes.models.reponses import JetonRecu, Reponse, Valeur

__all__ = [
    "PUBLICS",
    "SAISIS",
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
