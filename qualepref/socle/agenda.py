"""L'agenda : chaque app dit dans son module `agenda.py` ce qui arrive à échéance, et où le lire.

Le calendrier et l'export iCalendar en viennent ; aucun des deux ne connaît les demandes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Model

if TYPE_CHECKING:
    from qualepref.socle.models import Agent, Departement, PerimetreQuerySet, Service


@dataclass(frozen=True)
class Source:
    """Des objets datés qui restent à faire.

    `objets` : ce qui reste à faire, avant de le borner à ce que voit l'agent. `permission` : le
    voir ; `agir` : en répondre, donc l'avoir dans son propre agenda. `adresse` : la liste filtrée
    entre deux jours. `libelle` : ce qu'on en dit hors de l'application, sans rien de personnel.
    `champ_service` : le service qui en répond, que le filtre `service` de la liste sait lire ;
    vide, elle ne se filtre pas par service.
    """

    cle: str
    singulier: str
    pluriel: str
    permission: str
    agir: str
    champ_date: str
    objets: Callable[[], "PerimetreQuerySet"]
    adresse: Callable[[date, date], str]
    libelle: Callable[[Model], str]
    champ_service: str = ""

    def compter(
        self, agent: "Agent", debut: date, fin: date, service: "Service | None" = None
    ) -> dict[date, int]:
        """Combien chaque jour, bornes comprises ; un jour sans rien n'y est pas (une requête)."""
        dus = self._entre(agent, self.permission, debut, fin).order_by()
        if service:
            dus = dus.filter(**{self.champ_service: service})
        return dict(dus.values_list(self.champ_date).annotate(nombre=Count("pk")))

    def siens(self, agent: "Agent", debut: date, fin: date) -> "PerimetreQuerySet":
        """Ceux dont l'agent répond, du plus pressant au plus lointain."""
        return self._entre(agent, self.agir, debut, fin).order_by(self.champ_date, "pk")

    def nombre_au_departement(self, departement: "Departement", debut: date, fin: date) -> int:
        """Combien dans tout le département, bornes comprises : ce qui se dit en réunion."""
        entre = {f"{self.champ_date}__range": (debut, fin)}
        return self.objets().au_departement(departement).filter(**entre).count()

    def adresse_du_jour(self, jour: date, service: "Service | None" = None) -> str:
        adresse = self.adresse(jour, jour)
        return f"{adresse}&service={service.pk}" if service else adresse

    def en_mots(self, nombre: int) -> str:
        return f"{nombre} {self.pluriel if nombre > 1 else self.singulier}"

    def _entre(self, agent, permission, debut, fin):
        visibles = self.objets().visibles_par(agent, permission)
        return visibles.filter(**{f"{self.champ_date}__range": (debut, fin)})


_sources: dict[str, Source] = {}


def inscrire(source: Source) -> None:
    if source.cle in _sources:
        raise ValueError(f"Deux sources de l'agenda pour la clé {source.cle}")
    _sources[source.cle] = source


def sources() -> list[Source]:
    return list(_sources.values())


def sources_pour(agent: "Agent") -> list[Source]:
    return [source for source in sources() if agent.has_perm(source.permission)]
