from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from engagements.models import Etape, Labellisation
from pilotage.envoi import Envoi
from pilotage.pieces import envois_des_pieces
from qualepref.socle.agenda import Source, inscrire


class EnvoiDate(NamedTuple):
    """Les pièces d'un audit, à envoyer un jour dit."""

    envoi: Envoi

    @property
    def pk(self) -> str:
        return f"{self.envoi.genre}-{self.envoi.audit:%Y%m%d}"

    @property
    def echeance(self) -> date:
        return self.envoi.echeance

    def get_absolute_url(self) -> str:
        return reverse("pilotage:pieces")

    def __str__(self) -> str:
        audit = Etape.Genre(self.envoi.genre).label
        return f"Pièces à envoyer avant l'audit du {self.envoi.audit:%d/%m/%Y} ({audit})"


@dataclass(frozen=True)
class EnvoisDesPieces(Source):
    """Des échéances calculées de la vie du label : aucune ligne de la base ne les porte."""

    def compter(self, agent, debut, fin, service=None):
        return dict(Counter(un.echeance for un in self._dus(agent, debut, fin)))

    def siens(self, agent, debut, fin):
        return self._dus(agent, debut, fin) if agent.has_perm(self.agir) else []

    def nombre_au_departement(self, departement, debut, fin):
        return len(self._du_departement(departement, debut, fin))

    def _dus(self, agent, debut: date, fin: date) -> list[EnvoiDate]:
        return self._du_departement(agent.departement, debut, fin) if agent.departement else []

    def _du_departement(self, departement, debut: date, fin: date) -> list[EnvoiDate]:
        dus = [EnvoiDate(envoi) for envoi in envois_des_pieces(departement)]
        return sorted(
            (un for un in dus if debut <= un.echeance <= fin), key=lambda un: (un.echeance, un.pk)
        )


inscrire(
    EnvoisDesPieces(
        "envois",
        "envoi de pièces à l'auditeur",
        "envois de pièces à l'auditeur",
        permission="pilotage.view_pieceafournir",
        agir="pilotage.change_dossierdepreuves",
        champ_date="echeance",
        objets=Labellisation.objects.avec_etapes,
        adresse=lambda debut, fin: reverse("pilotage:pieces"),
        libelle=str,
    )
)
