"""Les pièces à envoyer à un auditeur avant sa venue : une liste livrée, la même pour tous."""

from django.db import models
from simple_history.models import HistoricalRecords

from qualepref.socle.models import CommunQuerySet


class PieceAFournirQuerySet(CommunQuerySet):
    def demandees(self):
        return self.filter(retire=False)


class PieceAFournir(models.Model):
    """Une pièce qu'un auditeur attend avant sa venue, et les types de documents qui en tiennent."""

    ordre = models.PositiveSmallIntegerField("rang", unique=True)
    intitule = models.CharField("intitulé", max_length=200)
    types = models.JSONField("types de documents", default=list)
    delai_jours = models.PositiveSmallIntegerField("à envoyer avant l'audit (jours)")
    retire = models.BooleanField("retirée de la liste", default=False)

    history = HistoricalRecords()
    objects = PieceAFournirQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce à fournir"
        verbose_name_plural = "pièces à fournir"
        ordering = ["ordre"]

    def __str__(self):
        return self.intitule
