"""Les scénarios d'une enquête mystère."""

from django.db import models
from simple_history.models import HistoricalRecords

from enquetes.models.phrases import DuQuestionnaireQuerySet
from enquetes.models.questionnaires import Questionnaire
from enquetes.models.rangs import Rangee


class Scenario(Rangee):
    """Ce que joue un appelant ou un correspondant mystère, et la réponse qu'on attend."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="scenarios", verbose_name="questionnaire"
    )
    ordre = models.PositiveSmallIntegerField("rang", default=0)
    cle = models.SlugField("clé", max_length=60)
    libelle = models.CharField("libellé", max_length=200)
    reponse_attendue = models.CharField("réponse attendue", max_length=300, blank=True)

    history = HistoricalRecords()
    objects = DuQuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = "scénario"
        ordering = ["questionnaire", "ordre", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "cle"], name="scenario_unique")
        ]

    def __str__(self):
        return self.libelle

    def get_absolute_url(self):
        return f"{self.questionnaire.get_absolute_url()}#scenario-{self.pk}"

    def rangees(self):
        return self.questionnaire.scenarios.order_by("ordre", "pk")

    def en_dependent(self):
        """Aucune question ; les relevés qui le jouent, eux, le tiennent."""
        return self.questionnaire.questions.none()
