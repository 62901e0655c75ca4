"""Les lieux d'un site où l'on affiche, reçoit ou dépose."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from qualepref.socle.models.organisation import Site, encore_ouvert
from qualepref.socle.models.perimetre import PerimetreQuerySet


class LieuQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "site__departement"

    def ouverts(self, le=None):
        return self.filter(encore_ouvert(le))

    def fermes(self, le=None):
        return self.exclude(encore_ouvert(le))

    def employables(self, *, garder=None):
        """Ce qu'un formulaire propose : les lieux ouverts, et celui que la fiche a déjà."""
        return self.filter(encore_ouvert() | Q(pk=garder)).select_related("site")


class Lieu(models.Model):
    """Un hall, un panneau ou un guichet d'un site."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="lieux", verbose_name="site")
    nom = models.CharField("nom", max_length=120)
    date_fin = models.DateField("fermé le", null=True, blank=True)

    history = HistoricalRecords()
    objects = LieuQuerySet.as_manager()

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["site", "nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("nom"),
                "site",
                condition=Q(date_fin=None),
                name="lieu_ouvert_unique",
                violation_error_message="Un lieu ouvert du site porte déjà ce nom.",
            )
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("socle:lieu_list")
