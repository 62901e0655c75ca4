from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from qualepref.socle import droits
from qualepref.socle.models.organisation import Departement, Service
from qualepref.socle.models.perimetre import PerimetreQuerySet
from qualepref.socle.models.rappels import Rappel
from qualepref.socle.portee import Portee


class AgentQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_departement = "departement"

    def actifs(self):
        return self.filter(is_active=True)

    def avec_rappels(self):
        """Chacun dit combien de rappels le registre lui garde à lire, valables ou non."""
        a_lire = Rappel.objects.filter(agent=OuterRef("pk"), clos_le=None, lu_le=None).order_by()
        nombre = a_lire.values("agent").annotate(nombre=Count("pk")).values("nombre")
        return self.annotate(rappels_au_registre=Coalesce(Subquery(nombre), 0))

    def nommes(self, texte):
        """Chaque mot est dans le nom, le prénom ou l'identifiant."""
        agents = self
        for mot in texte.split():
            champs = ("last_name", "first_name", "username")
            agents = agents.filter(
                Q(*[(f"{champ}__icontains", mot) for champ in champs], _connector=Q.OR)
            )
        return agents


class AgentManager(UserManager.from_queryset(AgentQuerySet)):
    pass


class Agent(AbstractUser):
    """Une personne qui a un compte dans l'application."""

    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agents",
        verbose_name="département",
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agents",
        verbose_name="service d'affectation",
    )

    history = HistoricalRecords(excluded_fields=["password", "last_login"])
    objects = AgentManager()

    class Meta:
        verbose_name = "agent"
        ordering = ["last_name", "first_name", "username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="agent_identifiant_unique",
                violation_error_message="Cet identifiant est déjà pris, aux majuscules près.",
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.username

    def get_absolute_url(self):
        return reverse("socle:agent_detail", args=[self.pk])

    def clean(self):
        super().clean()
        if self.service_id and self.service.site.departement_id != self.departement_id:
            raise ValidationError({"service": "Ce service est dans un autre département."})

    @cached_property
    def designations_datees(self):
        """Toutes, passées et à venir comprises ; lues une fois par requête."""
        lieux = ("departement", "site", "service")
        return list(self.designations.avec_vigueur().select_related(*lieux))

    @cached_property
    def designations_en_vigueur(self):
        """Les désignations du jour."""
        return [une for une in self.designations_datees if une.du_jour]

    @cached_property
    def est_auditeur_parti(self):
        """Vrai d'un compte qui n'a jamais servi qu'à un audit externe, hors de ses dates."""
        jamais_autre_chose = all(une.est_de_passage for une in self.designations_datees)
        return bool(
            self.designations_datees and jamais_autre_chose and not self.designations_en_vigueur
        )

    @property
    def est_du_departement(self):
        """Vrai de qui tient d'office le rôle « agent »."""
        return self.departement_id is not None and not self.est_auditeur_parti

    @property
    def roles(self):
        """Rôles d'accès tenus aujourd'hui, dans l'ordre de `droits.ROLES`."""
        tenus = {designation.role for designation in self.designations_en_vigueur}
        if self.est_du_departement:
            tenus.add("agent")
        return [role for role in droits.ROLES if role in tenus]

    @property
    def libelles_roles(self):
        affiches = [role for role in self.roles if role != "agent"] or self.roles
        return [droits.ROLES[role] for role in affiches]

    def portee(self, permission):
        """Lieux où une désignation du jour donne cette permission."""
        cache = self.__dict__.setdefault("_portees", {})
        if permission not in cache:
            par_role = droits.par_role()
            lieux = [d.lieu for d in self.designations_en_vigueur if permission in par_role[d.role]]
            if self.est_du_departement and permission in par_role["agent"]:
                lieux.append((self.departement_id, None, None))
            cache[permission] = Portee.de(lieux)
        return cache[permission]

    def services_contenus(self, services: frozenset[int]) -> list[int]:
        """Ces services et tous ceux qu'ils contiennent.

        Nommés un à un, et lus une fois : une sous-requête priverait chaque liste de ses index.
        """
        cache = self.__dict__.setdefault("_services_contenus", {})
        if services not in cache:
            contenus = Service.objects.sous(services).order_by()
            cache[services] = list(contenus.values_list("pk", flat=True))
        return cache[services]
