from formations.models.agents import AgentAFormer
from formations.models.catalogue import Formation, RegleTutorat, ThemeFormation
from formations.models.obligations import ObligationFormation
from formations.models.preuves import PreuveFormation
from formations.models.rencontres import JourneeImmersion, Sensibilisation
from formations.models.sessions import Participation, SessionFormation
from formations.models.tutorats import PeriodeTutorat, PointEtape, Tutorat

__all__ = [
    "AgentAFormer",
    "Formation",
    "JourneeImmersion",
    "ObligationFormation",
    "Participation",
    "PeriodeTutorat",
    "PointEtape",
    "PreuveFormation",
    "RegleTutorat",
    "Sensibilisation",
    "SessionFormation",
    "ThemeFormation",
    "Tutorat",
]
