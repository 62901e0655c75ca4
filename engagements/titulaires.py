"""Qui tient aujourd'hui la fonction chargée d'une action : l'action suit la fonction."""

from collections.abc import Iterator
from datetime import date

from qualepref.socle.models import Agent, Designation, Service
from qualepref.socle.temps import aujourdhui

SANS_TITULAIRE = "fonction sans titulaire"


class Titulaires:
    """Les désignations du jour d'un département, lues en deux requêtes."""

    def __init__(self, departement, le: date | None = None):
        designations = Designation.objects.en_vigueur(le or aujourdhui())
        self.par_fonction: dict[str, list[Designation]] = {}
        for une in designations.filter(departement=departement).select_related("agent"):
            self.par_fonction.setdefault(une.fonction, []).append(une)
        services = Service.objects.filter(site__departement=departement)
        self.lieux = {
            pk: (parent, site) for pk, parent, site in services.values_list("pk", "parent", "site")
        }

    def de(self, action) -> Agent | None:
        """La personne désignée au plus près du service pilote ; None si personne."""
        designations = self.par_fonction.get(action.fonction, ())
        for lieu in self._lieux(action.service_id):
            for une in designations:
                if (une.site_id, une.service_id) == lieu:
                    return une.agent
        return None

    def en_mots(self, action) -> str:
        """« Chef de service : Agent 001 », « … : fonction sans titulaire », ou ce qui fut écrit."""
        if not action.fonction:
            return action.responsable_en_mots
        return f"{action.responsable_en_mots} : {self.de(action) or SANS_TITULAIRE}"

    def _lieux(self, service) -> Iterator[tuple[int | None, int | None]]:
        """Du service au département : (site, service) tels que les disent les désignations."""
        site = None
        while service is not None:
            parent, site = self.lieux.get(service, (None, None))
            yield site, service
            service = parent
        if site is not None:
            yield site, None
        yield None, None
