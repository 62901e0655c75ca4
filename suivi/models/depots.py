"""Les points de dépôt : où un usager, sans compte, dépose une suggestion ou une réclamation."""

from datetime import timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from qualepref.socle.depot_public import code_au_hasard
from qualepref.socle.models import Lieu, PerimetreQuerySet, Service
from suivi.models.demandes import Demande

RECU_LISIBLE = timedelta(days=1)


def code_neuf():
    return code_au_hasard(10)


def numero_neuf():
    """« D-7K2M-94QD » : ce que l'usager garde, et qu'un agent retrouve par la recherche."""
    tirage = code_au_hasard(8).upper()
    return f"D-{tirage[:4]}-{tirage[4:]}"


class PointDeDepotQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"

    def du_departement(self, departement):
        return self.filter(service__site__departement=departement)


class PointDeDepot(models.Model):
    """Une adresse et son QR code, affichés quelque part, par où un usager écrit sans compte."""

    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="points_de_depot",
        verbose_name="service qui reçoit",
    )
    lieu = models.ForeignKey(
        Lieu,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="points_de_depot",
        verbose_name="lieu d'affichage",
    )
    intitule = models.CharField(
        "intitulé", max_length=120, help_text="Lu par l'usager : « Hall de la préfecture »."
    )
    code = models.CharField("code", max_length=20, unique=True, default=code_neuf, editable=False)
    est_ouvert = models.BooleanField(
        "ouvert", default=True, help_text="Fermé, il n'accepte plus rien et le dit à l'usager."
    )

    history = HistoricalRecords()
    objects = PointDeDepotQuerySet.as_manager()

    class Meta:
        verbose_name = "point de dépôt"
        verbose_name_plural = "points de dépôt"
        ordering = ["service", "intitule", "pk"]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("suivi:pointdedepot_detail", args=[self.pk])

    def clean(self):
        if self.lieu_id and self.service_id and self.lieu.site_id != self.service.site_id:
            raise ValidationError({"lieu": "Ce lieu est sur un autre site que le service."})

    @property
    def chemin_public(self):
        return reverse("suivi:deposer", args=[self.code])


class DepotQuerySet(PerimetreQuerySet):
    chemin_perimetre = "demande__service"
    chemin_site = "demande__site"
    chemin_departement = "demande__departement"

    def lisibles(self, le=None):
        """Dont l'usager peut encore relire le reçu."""
        return self.filter(moment__gte=(le or timezone.now()) - RECU_LISIBLE)


class Depot(models.Model):
    """L'envoi d'un usager par un point de dépôt : il n'entre qu'une fois, et n'ouvre rien."""

    point = models.ForeignKey(
        PointDeDepot, models.PROTECT, related_name="depots", verbose_name="point de dépôt"
    )
    demande = models.OneToOneField(
        Demande, models.CASCADE, related_name="depot", verbose_name="demande"
    )
    jeton = models.UUIDField("jeton", unique=True, default=uuid4, editable=False)
    moment = models.DateTimeField("moment", default=timezone.now)

    objects = DepotQuerySet.as_manager()

    class Meta:
        verbose_name = "dépôt"
        ordering = ["-pk"]

    def __str__(self):
        return f"Dépôt n° {self.pk}"

    @property
    def adresse_du_recu(self):
        return reverse("suivi:depot_recu", args=[self.point.code, self.jeton])
