"""Les caducités repoussées : l'ancienne date reste, avec la raison et la personne."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from documents.models.documents import Document
from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui


class ProlongationQuerySet(PerimetreQuerySet):
    chemin_perimetre = "document__service"
    chemin_departement = "document__departement"


class Prolongation(models.Model):
    """Une date de caducité repoussée, et pourquoi."""

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="prolongations", verbose_name="document"
    )
    ancienne = models.DateField("caducité d'avant", null=True, blank=True)
    nouvelle = models.DateField("nouvelle caducité")
    motif = models.CharField("motif", max_length=300)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="par",
    )
    date = models.DateField("le", default=aujourdhui)

    objects = ProlongationQuerySet.as_manager()

    class Meta:
        verbose_name = "prolongation"
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="prolongation_motif",
                violation_error_message="Dites pourquoi la caducité est repoussée.",
            ),
            models.CheckConstraint(
                condition=Q(ancienne=None) | Q(nouvelle__gt=F("ancienne")),
                name="prolongation_plus_tard",
                violation_error_message="La nouvelle date n'est pas après l'ancienne.",
            ),
        ]

    def __str__(self):
        return f"{self.document} jusqu'au {self.nouvelle:%d/%m/%Y}"
