"""Qui doit lire, qui a lu : les agents des services demandés, lus dans la base."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Count

from documents.lectures import Lecteur, Suivi
from documents.models import DemandeDeLecture, Document, Lecture
from documents.models.lectures import auditeurs_externes
from documents.models.phrases import NOMMER
from qualepref.socle.models import Agent, Service
from qualepref.socle.synthese import inscrire_le_genre
from qualepref.socle.temps import aujourdhui

GENRE = "documents-a-lire"


class Ligne(NamedTuple):
    """Une demande et son suivi ; `nommable` : qui regarde peut lire les noms."""

    demande: DemandeDeLecture
    suivi: Suivi
    nommable: bool = False


def suivre(document: Document, agent: Agent, le: date | None = None) -> list[Ligne]:
    """Les demandes d'un document en vigueur ; nombre de requêtes constant."""
    demandes = DemandeDeLecture.objects.filter(document=document)
    nommables = set(demandes.visibles_par(agent, NOMMER).order_by().values_list("pk", flat=True))
    lignes = relever(demandes, le)
    return [ligne._replace(nommable=ligne.demande.pk in nommables) for ligne in lignes]


def relever(demandes, le: date | None = None) -> list[Ligne]:
    """Où en sont ces demandes ce jour-là ; celles d'un document hors d'usage n'y sont pas."""
    en_cours = list(demandes.en_cours(le).select_related("service", "document"))
    lus = _lus({demande.version_a_lire for demande in en_cours})
    agents = _agents_par_service({demande.service_id for demande in en_cours})
    return [
        Ligne(
            demande,
            Suivi(
                demande.due,
                tuple(_lecteurs(agents[demande.service_id], lus[demande.version_a_lire])),
            ),
        )
        for demande in en_cours
    ]


def _lecteurs(agents: Iterable[Agent], lus: dict[int, date]) -> Iterator[Lecteur]:
    for agent in agents:
        yield Lecteur(agent.pk, str(agent), str(agent.service), lus.get(agent.pk))


def _lus(versions: Iterable[int]) -> dict[int, dict[int, date]]:
    """Version → agent → jour de sa lecture."""
    lus: dict[int, dict[int, date]] = defaultdict(dict)
    lectures = Lecture.objects.filter(version__in=versions).order_by()
    for version, agent, jour in lectures.values_list("version", "agent", "date"):
        lus[version][agent] = jour
    return lus


def _agents_par_service(services: set[int]) -> dict[int, list[Agent]]:
    """Les comptes actifs de chaque service demandé et de ceux qu'il contient."""
    contenus = list(Service.objects.sous(services).values_list("pk", "parent"))
    parents = dict(contenus)
    par_service: dict[int, list[Agent]] = defaultdict(list)
    agents = Agent.objects.actifs().filter(service__in=parents)
    for agent in agents.exclude(pk__in=auditeurs_externes()).select_related("service"):
        service = agent.service_id
        while service is not None:
            if service in services:
                par_service[service].append(agent)
            service = parents.get(service)
    return par_service


def versions_lues(document: Document) -> list[tuple[int, int]]:
    """(version, nombre de lecteurs), la dernière d'abord, pour celles qu'on a lues."""
    lectures = Lecture.objects.filter(version__document=document).order_by("-version__numero")
    return list(lectures.values_list("version__numero").annotate(Count("pk")))


def feuilles(document: Document, lignes: list[Ligne]) -> list[tuple[str, list[list]]]:
    """Les nombres par service ; puis les agents, pour les seuls services dont on lit les noms."""
    nombres = [["Service", "Demandée le", "À lire pour le", "Ont lu", "Agents", "Taux (%)"]]
    noms = [["Service", "Agent", "Service de l'agent", "Version", "À lire pour le", "Lue le"]]
    for demande, suivi, nommable in lignes:
        taux = None if suivi.taux is None else round(100 * suivi.taux, 1)
        service = str(demande.service)
        nombres.append([service, demande.date_demande, suivi.due, suivi.lus, suivi.attendus, taux])
        version = f"{document.reference}-v{demande.numero_a_lire}"
        for agent in suivi.lecteurs if nommable else ():
            noms.append([service, agent.nom, agent.service, version, suivi.due, agent.lu_le])
    return [("Par service", nombres)] + ([("Agents", noms)] if len(noms) > 1 else [])


def relancer(demande: DemandeDeLecture) -> int:
    """Rappelle à chacun qui n'a pas lu, sans attendre la passe de la nuit ; rend leur nombre."""
    lignes = relever(DemandeDeLecture.objects.filter(pk=demande.pk))
    restent = lignes[0].suivi.restent if lignes else 0
    if not restent:
        raise ValidationError("Personne à relancer : chacun a lu, ou rien n'est à lire.")
    demande.relancer()
    departement = demande.document.departement
    inscrire_le_genre(departement=departement, le=aujourdhui(), cle=GENRE)
    return restent
