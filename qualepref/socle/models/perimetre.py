from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q


class PerimetreQuerySet(models.QuerySet):
    """Ce que chaque agent voit d'un objet placé dans l'organisation.

    `chemin_perimetre` mène à un service ; `chemin_site` et `chemin_departement` s'en déduisent, ou
    se disent quand l'objet les porte lui-même. Un objet commun à tout le département met
    `chemin_perimetre = None` et dit son `chemin_departement`.
    """

    chemin_perimetre = "service"
    chemin_site = None
    chemin_departement = None

    def visibles_par(self, agent, permission=None):
        """Objets des lieux où `permission` (à défaut : voir l'objet) est donnée à l'agent."""
        if not agent.is_active:
            return self.none()
        if agent.is_superuser:
            return self
        meta = self.model._meta
        permission = permission or f"{meta.app_label}.view_{meta.model_name}"
        portee = agent.portee(permission)
        if portee.nationale:
            return self
        lieux = [] if portee.est_vide else [self._dans(portee, agent)]
        conditions = [*lieux, *self.confies(agent, permission)]
        return self.filter(reduce(or_, conditions)) if conditions else self.none()

    def au_departement(self, departement):
        """Tous ceux d'un département, pour ce qui se compte en son nom et non pour un agent."""
        return self.filter(**{self._vers_le_departement: departement})

    @property
    def _vers_le_departement(self):
        site = self.chemin_site or f"{self.chemin_perimetre}__site"
        return self.chemin_departement or f"{site}__departement"

    def confies(self, agent, permission):
        """Les conditions de ce qu'on a confié à l'agent lui-même, hors de ses désignations."""
        return []

    def _dans(self, portee, agent):
        site = self.chemin_site or f"{self.chemin_perimetre}__site"
        departement = self._vers_le_departement
        if self.chemin_perimetre is None and self.chemin_site is None:
            return Q(**{f"{departement}__in": portee.rattachements})
        condition = Q(**{f"{departement}__in": portee.departements})
        if portee.sites:
            condition |= Q(**{f"{site}__in": portee.sites})
        if portee.services and self.chemin_perimetre:
            services = agent.services_contenus(portee.services)
            condition |= Q(**{f"{self.chemin_perimetre}__in": services})
        return condition


class CommunQuerySet(PerimetreQuerySet):
    """Données communes à tous les départements : qui a la permission les voit toutes."""

    chemin_perimetre = None

    def visibles_par(self, agent, permission=None):
        return self if agent.is_active else self.none()
