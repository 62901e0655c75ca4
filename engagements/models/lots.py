"""Les lots présentés au comité de pilotage, et les échéances déplacées."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements.models.actions import Action
from qualepref.socle.models import Agent, Departement, PerimetreQuerySet
from qualepref.socle.temps import aujourdhui


class LotActionsQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def avec_nombre(self):
        return self.annotate(nombre_actions=Count("actions"))

    def a_valider(self):
        """Présentés, pas encore validés ; un lot vide n'a rien à valider."""
        return self.avec_nombre().filter(date_validation=None, nombre_actions__gt=0)


class LotActions(models.Model):
    """Des actions présentées ensemble au comité de pilotage, qui les valide à une date."""

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="lots_actions", verbose_name="département"
    )
    intitule = models.CharField("intitulé", max_length=120)
    date_copil = models.DateField("comité de pilotage du")
    date_validation = models.DateField("validé le", null=True, blank=True, editable=False)
    valide_par = models.ForeignKey(
        Agent,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="lots_valides",
        verbose_name="validé par",
    )

    history = HistoricalRecords()
    objects = LotActionsQuerySet.as_manager()

    class Meta:
        verbose_name = "lot d'actions"
        verbose_name_plural = "lots d'actions"
        ordering = ["-date_copil", "-pk"]
        permissions = [("valider_lotactions", "Peut valider un lot d'actions")]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_validation=None, valide_par=None)
                | Q(date_validation__isnull=False, valide_par__isnull=False),
                name="lotactions_validation",
                violation_error_message="Une validation a une date et une personne.",
            ),
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("engagements:lotactions_detail", args=[self.pk])

    @property
    def est_valide(self):
        return self.date_validation is not None

    @transaction.atomic
    def valider(self, *, par):
        """Le comité valide le lot : ce qui y était proposé entre au plan."""
        if self.est_valide:
            raise ValidationError(f"Ce lot est déjà validé, le {self.date_validation:%d/%m/%Y}.")
        if not self.actions.exists():
            raise ValidationError("Ce lot ne contient aucune action : il n'y a rien à valider.")
        for action in self.actions.proposees():
            action.accepter()
        self.date_validation, self.valide_par = aujourdhui(), par
        self.save(update_fields=["date_validation", "valide_par"])


class ReportQuerySet(PerimetreQuerySet):
    chemin_perimetre = "action__service"
    chemin_departement = "action__departement"


class Report(models.Model):
    """Une échéance déplacée : l'ancienne date reste, avec la raison et la personne."""

    action = models.ForeignKey(
        Action, models.CASCADE, related_name="reports", verbose_name="action"
    )
    ancienne = models.DateField("échéance d'avant", null=True, blank=True)
    nouvelle = models.DateField("nouvelle échéance", null=True, blank=True)
    motif = models.CharField("motif", max_length=300)
    agent = models.ForeignKey(
        Agent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports_actions",
        verbose_name="par",
        help_text="Vide : un import l'a déplacée.",
    )
    date = models.DateField("le", default=aujourdhui)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "report d'échéance"
        verbose_name_plural = "reports d'échéance"
        ordering = ["-date", "-pk"]

    def __str__(self):
        return f"{self.action} : {self.motif}"
