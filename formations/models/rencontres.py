"""Ce qui complète les sessions : journées d'immersion et séances de sensibilisation.

Source : « La politique qualité dans la Loire 2021-2022 », préfecture de la Loire.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from formations.models.agents import AgentAFormer
from qualepref.socle.models import Departement, PerimetreQuerySet, Service


class JourneeImmersionQuerySet(PerimetreQuerySet):
    chemin_perimetre = "agent__service"


class JourneeImmersion(models.Model):
    """Une journée d'un agent dans un autre service d'accueil, par exemple le point numérique."""

    agent = models.ForeignKey(
        AgentAFormer, models.CASCADE, related_name="immersions", verbose_name="agent"
    )
    accueil = models.ForeignKey(
        Service, models.PROTECT, related_name="immersions_recues", verbose_name="service d'accueil"
    )
    jour = models.DateField("jour")
    observations = models.TextField("observations", blank=True)

    history = HistoricalRecords()
    objects = JourneeImmersionQuerySet.as_manager()

    class Meta:
        verbose_name = "journée d'immersion"
        verbose_name_plural = "journées d'immersion"
        ordering = ["-jour", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "accueil", "jour"],
                name="immersion_unique",
                violation_error_message="Cette journée est déjà notée.",
            ),
        ]

    def __str__(self):
        return f"{self.agent} : {self.accueil}, {self.jour:%d/%m/%Y}"

    def get_absolute_url(self):
        return self.agent.get_absolute_url()

    def clean(self):
        if self.agent_id and self.accueil_id == self.agent.service_id:
            raise ValidationError({"accueil": "Une immersion se fait dans un autre service."})


class SensibilisationQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def comptees(self):
        """Tenues : on a compté les présents sur la feuille signée."""
        return self.exclude(presents=None)


class Sensibilisation(models.Model):
    """Une présentation de la démarche qualité dans des services, avec sa feuille d'émargement."""

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="sensibilisations", verbose_name="département"
    )
    sujet = models.CharField("sujet", max_length=200)
    services = models.ManyToManyField(
        Service, related_name="sensibilisations", verbose_name="services conviés"
    )
    jour = models.DateField("jour")
    lieu = models.CharField("lieu", max_length=200, blank=True)
    intervenant = models.CharField("intervenant", max_length=200, blank=True)
    presents = models.PositiveSmallIntegerField(
        "présents", null=True, blank=True, help_text="Compté sur la feuille signée ; vide avant."
    )
    observations = models.TextField("observations", blank=True)

    history = HistoricalRecords(m2m_fields=[services], excluded_fields=["intervenant"])
    objects = SensibilisationQuerySet.as_manager()

    class Meta:
        verbose_name = "séance de sensibilisation"
        verbose_name_plural = "séances de sensibilisation"
        ordering = ["-jour", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sujet=""),
                name="sensibilisation_sujet",
                violation_error_message="Dites le sujet de la séance.",
            ),
        ]

    def __str__(self):
        return f"{self.sujet}, {self.jour:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("formations:sensibilisation_detail", args=[self.pk])

    @property
    def services_en_mots(self):
        return ", ".join(str(service) for service in self.services.all())
