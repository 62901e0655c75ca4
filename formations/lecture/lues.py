"""Ce qu'une ligne dit d'un agent à former ou d'une convention, avant tout rapprochement."""

from dataclasses import dataclass, field
from datetime import date

from formations.models import ThemeFormation
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Service

INSCRIT, PRESENT, ABSENT, EXCUSE = "inscrit", "present", "absent", "excuse"


@dataclass
class Venue:
    """Une place à une session ; `intitule` tel qu'écrit."""

    intitule: str
    jour: date
    etat: str


@dataclass
class AgentLu:
    """Un champ vide n'est pas dit : il n'efface rien."""

    nom: str
    service: Service
    theme: ThemeFormation
    prise_de_poste: date
    dits_agent: dict = field(default_factory=dict)
    dits_obligation: dict = field(default_factory=dict)
    venue: Venue | None = None

    @property
    def cle(self):
        return normaliser(self.nom), self.service.pk, self.theme.pk


@dataclass
class TutoratLu:
    """Une convention : sa première signature la reconnaît d'un import à l'autre."""

    nom: str
    service: Service
    service_lu: str
    date_signature: date
    date_renouvellement: date | None
    dits: dict = field(default_factory=dict)

    @property
    def cle(self):
        return normaliser(self.nom), self.service.pk, self.date_signature
