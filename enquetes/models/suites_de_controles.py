"""Ce qu'on décide d'un écart : une action proposée au plan, ou un refus et son motif."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from engagements.models import Action
from enquetes.models.controles import Controle
from enquetes.models.questions import Question
from qualepref.socle.models import PerimetreQuerySet


class SuiteDeControleQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "controle__departement"


class SuiteDeControle(models.Model):
    """Un écart d'un contrôle sur lequel on s'est prononcé, une fois : il ne se repropose pas."""

    controle = models.ForeignKey(
        Controle, models.CASCADE, related_name="suites", verbose_name="contrôle"
    )
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="suites_de_controles", verbose_name="point"
    )
    action = models.ForeignKey(
        Action,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="suites_de_controles",
        verbose_name="action",
    )
    motif = models.CharField("motif du refus", max_length=300, blank=True)

    history = HistoricalRecords()
    objects = SuiteDeControleQuerySet.as_manager()

    class Meta:
        verbose_name = "suite d'un contrôle"
        verbose_name_plural = "suites d'un contrôle"
        ordering = ["controle", "question__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["controle", "question"], name="suite_de_controle_unique"
            ),
            models.CheckConstraint(
                condition=Q(action=None) ^ Q(motif=""),
                name="suite_de_controle_action_ou_motif",
                violation_error_message="Un écart devient une action, ou se refuse avec un motif.",
            ),
        ]

    def __str__(self):
        return f"{self.question.code} : {self.action or self.motif}"
