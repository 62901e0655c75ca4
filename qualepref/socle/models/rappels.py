from django.conf import settings
from django.db import models

from qualepref.socle.models.perimetre import PerimetreQuerySet


class RappelQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "agent__departement"


class Rappel(models.Model):
    """Un avis donné une seule fois à un agent, pour une échéance."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="rappels", verbose_name="agent"
    )
    genre = models.SlugField("genre", max_length=50)
    cle = models.CharField("clé", max_length=100)
    date_due = models.DateField("dû le")
    url = models.CharField("adresse", max_length=300)
    libelle = models.CharField("libellé", max_length=300)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    objects = RappelQuerySet.as_manager()

    class Meta:
        verbose_name = "rappel"
        ordering = ["date_due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "genre", "cle", "date_due"], name="rappel_unique"
            )
        ]

    def __str__(self):
        return self.libelle
