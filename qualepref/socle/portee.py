"""Ce que voit un agent : l'ensemble des lieux où ses désignations lui donnent une permission."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Portee:
    """Identifiants de départements, sites et services couverts ; `nationale` les couvre tous.

    `rattachements` : les départements dont l'agent voit les objets communs (campagnes,
    organisation…), même quand sa désignation ne porte que sur un service.
    """

    nationale: bool = False
    departements: frozenset[int] = field(default=frozenset())
    sites: frozenset[int] = field(default=frozenset())
    services: frozenset[int] = field(default=frozenset())
    rattachements: frozenset[int] = field(default=frozenset())

    @property
    def est_vide(self) -> bool:
        return not (self.nationale or self.rattachements)

    @classmethod
    def de(cls, lieux) -> "Portee":
        """Réunit des triplets (département, site, service) : le plus précis non vide borne."""
        departements, sites, services, rattachements = set(), set(), set(), set()
        nationale = False
        for departement, site, service in lieux:
            if departement is None:
                nationale = True
                continue
            rattachements.add(departement)
            if service is not None:
                services.add(service)
            elif site is not None:
                sites.add(site)
            else:
                departements.add(departement)
        return cls(nationale, *map(frozenset, (departements, sites, services, rattachements)))
