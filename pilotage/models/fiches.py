from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from qualepref.socle.models import Departement, PerimetreQuerySet, Service
from qualepref.socle.typographie import MOIS


class FicheQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def mensuelles(self):
        return self.filter(genre=Fiche.Genre.MENSUELLE)

    def demi_pages(self):
        return self.filter(genre=Fiche.Genre.DEMI_PAGE)


class Fiche(models.Model):
    """Ce que la démarche dit chaque mois à une direction, chaque semaine au comité : figé."""

    class Genre(models.TextChoices):
        MENSUELLE = "mensuelle", "fiche mensuelle"
        DEMI_PAGE = "demi_page", "demi-page de la semaine"

    departement = models.ForeignKey(
        Departement, models.CASCADE, related_name="fiches", verbose_name="département"
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="fiches",
        verbose_name="direction",
    )
    genre = models.CharField("genre", max_length=10, choices=Genre)
    debut = models.DateField("premier jour")
    donnees = models.JSONField("données")
    preparee_le = models.DateTimeField("préparée le", default=timezone.now)

    objects = FicheQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche"
        ordering = ["-debut", "genre", "service", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(genre="mensuelle", service__isnull=False)
                | Q(genre="demi_page", service=None),
                name="fiche_direction",
            ),
            models.UniqueConstraint(
                fields=["service", "debut"],
                condition=Q(genre="mensuelle"),
                name="fiche_mensuelle_unique",
            ),
            models.UniqueConstraint(
                fields=["departement", "debut"],
                condition=Q(genre="demi_page"),
                name="demi_page_unique",
            ),
        ]

    def __str__(self):
        if self.est_mensuelle:
            return f"Fiche de {MOIS[self.debut.month - 1]} {self.debut.year} : {self.service}"
        return f"Demi-page de la semaine du {self.debut:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("pilotage:fiche_detail", args=[self.pk])

    @property
    def est_mensuelle(self):
        return self.genre == self.Genre.MENSUELLE
