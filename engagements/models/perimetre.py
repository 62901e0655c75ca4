"""Le périmètre engagé : quels services tiennent quels modules d'un référentiel."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements.models.contenu import Module
from engagements.models.referentiel import Referentiel
from qualepref.socle.models import Departement, PerimetreQuerySet, Service


class LabellisationQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def avec_services(self):
        return self.annotate(nombre_services=Count("perimetres__service", distinct=True)).order_by(
            "-date_debut"
        )


class Labellisation(models.Model):
    """La démarche d'un département pour un référentiel : le périmètre qu'il engage."""

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="labellisations", verbose_name="département"
    )
    referentiel = models.ForeignKey(
        Referentiel, models.PROTECT, related_name="labellisations", verbose_name="référentiel"
    )
    date_debut = models.DateField("démarche engagée le")

    history = HistoricalRecords()
    objects = LabellisationQuerySet.as_manager()

    class Meta:
        verbose_name = "labellisation"
        ordering = ["-date_debut"]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "referentiel"],
                name="labellisation_unique",
                violation_error_message="Ce référentiel a déjà son périmètre dans le département.",
            ),
        ]

    def __str__(self):
        return f"Périmètre {self.referentiel.intitule}"

    def get_absolute_url(self):
        return reverse("engagements:labellisation_detail", args=[self.pk])

    def aligner_les_campagnes(self):
        """Met les campagnes ouvertes au périmètre du jour."""
        campagnes = self.referentiel.campagnes.ouvertes().filter(departement=self.departement)
        for campagne in campagnes:
            campagne.aligner()


class PerimetreServiceQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"


class Perimetre(models.Model):
    """Un service engagé sur un module ; le site est celui du service."""

    class Role(models.TextChoices):
        METIER = "metier", "métier"
        SUPPORT = "support", "support"

    labellisation = models.ForeignKey(
        Labellisation, models.CASCADE, related_name="perimetres", verbose_name="labellisation"
    )
    module = models.ForeignKey(
        Module, models.PROTECT, related_name="perimetres", verbose_name="module"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="perimetres", verbose_name="service"
    )
    role = models.CharField("rôle", max_length=10, choices=Role, default=Role.METIER)
    restriction = models.CharField(
        "restriction",
        max_length=200,
        blank=True,
        help_text="En mots, par exemple : « point numérique uniquement ».",
    )

    history = HistoricalRecords()
    objects = PerimetreServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "périmètre"
        ordering = ["module__ordre", "service__site_id", "service_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["labellisation", "module", "service"],
                name="perimetre_unique",
                violation_error_message="Ce service est déjà engagé sur ce module.",
            ),
        ]

    def __str__(self):
        return f"{self.service}, module {self.module.numero}"

    def get_absolute_url(self):
        return self.labellisation.get_absolute_url()

    def clean(self):
        if self.module.referentiel_id != self.labellisation.referentiel_id:
            raise ValidationError({"module": "Ce module est d'un autre référentiel."})
        if self.service.site.departement_id != self.labellisation.departement_id:
            raise ValidationError({"service": "Ce service est dans un autre département."})
