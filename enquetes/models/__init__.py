from enquetes.models.campagnes import Enquete
from enquetes.models.controles import Controle
from enquetes.models.echantillons import Echantillon, PageInternet
from enquetes.models.exports_connus import ExportConnu
from enquetes.models.photos import PhotoReleve
from enquetes.models.points import PUBLICS, SAISIS, Mode, PointDeCollecte
from enquetes.models.prets import Pret
from enquetes.models.preuves import PreuveControle
from enquetes.models.publications import PublicationEnquete, SuiteDEnquete
from enquetes.models.questionnaires import Questionnaire, ThemeQuestionnaire
from enquetes.models.questions import Choix, Echelle, Question
from enquetes.models.releves import Releve
from enquetes.models.reponses import JetonDejaRecu, JetonRecu, Reponse, Valeur
from enquetes.models.scenarios import Scenario
from enquetes.models.suites_de_controles import SuiteDeControle
from enquetes.models.valeurs_relevees import ValeurReleve
from enquetes.models.verbatims import EtiquetteVerbatim, Verbatim

__all__ = [
    "PUBLICS",
    "SAISIS",
    "Choix",
    "Controle",
    "Echantillon",
    "Echelle",
    "Enquete",
    "JetonDejaRecu",
    "JetonRecu",
    "EtiquetteVerbatim",
    "ExportConnu",
    "Mode",
    "PageInternet",
    "PhotoReleve",
    "PointDeCollecte",
    "Pret",
    "PreuveControle",
    "PublicationEnquete",
    "Question",
    "Questionnaire",
    "Releve",
    "Reponse",
    "Scenario",
    "SuiteDEnquete",
    "SuiteDeControle",
    "ThemeQuestionnaire",
    "Valeur",
    "ValeurReleve",
    "Verbatim",
]
