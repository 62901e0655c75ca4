"""Qui prévenir : les désignations d'un département un jour donné, lues en deux requêtes."""

from collections.abc import Iterable, Iterator
from datetime import date

from qualepref.socle import droits
from qualepref.socle.models import Agent, Departement, Designation, Service
from qualepref.socle.temps import aujourdhui

Lieu = tuple[int | None, int | None]  # site, service, tels que les disent les désignations


class Destinataires:
    def __init__(self, departement: Departement, le: date | None = None):
        en_vigueur = Designation.objects.en_vigueur(le or aujourdhui())
        siennes = en_vigueur.filter(departement=departement).select_related("agent")
        self.designations = list(siennes)
        services = Service.objects.filter(site__departement=departement)
        self.parents = {
            pk: (parent, site) for pk, parent, site in services.values_list("pk", "parent", "site")
        }

    def au_plus_pres(self, fonction: str, service: int | None) -> Agent | None:
        """Qui tient la fonction au plus près du service ; None si personne."""
        tenues = [une for une in self.designations if une.fonction == fonction]
        for lieu in self.lieux(service):
            for une in tenues:
                if (une.site_id, une.service_id) == lieu:
                    return une.agent
        return None

    def du_role(self, role: str, service: int | None = None) -> list[int]:
        """Les agents actifs de ce rôle ; avec un service, ceux dont il est dans la portée."""
        return self._agents(une for une in self._couvrant(service) if une.role == role)

    def habilites(self, permission: str, service: int | None = None) -> list[int]:
        """Les agents actifs à qui une désignation donne cette permission sur ce service."""
        roles = {role for role, codes in droits.par_role().items() if permission in codes}
        return self._agents(une for une in self._couvrant(service) if une.role in roles)

    def roles(self, agent: int) -> set[str]:
        return {une.role for une in self.designations if une.agent_id == agent}

    def lieux(self, service: int | None) -> Iterator[Lieu]:
        """Du service au département, du plus près au plus large."""
        site = None
        while service is not None:
            parent, site = self.parents.get(service, (None, None))
            yield site, service
            service = parent
        if site is not None:
            yield site, None
        yield None, None

    def _couvrant(self, service: int | None) -> list[Designation]:
        if service is None:
            return self.designations
        lieux = set(self.lieux(service))
        return [une for une in self.designations if (une.site_id, une.service_id) in lieux]

    def _agents(self, designations: Iterable[Designation]) -> list[int]:
        return list(dict.fromkeys(une.agent_id for une in designations if une.agent.is_active))
