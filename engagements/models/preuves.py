"""Les preuves : ce qui montre qu'une exigence est tenue, et jusqu'à quand cela vaut."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements.models.evaluation import AutoEvaluation, AvisEngagement
from qualepref.socle.models import Departement, PerimetreQuerySet, Service
from qualepref.socle.temps import aujourdhui


class PreuveQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_departement = "departement"

    def valables(self, le=None):
        """Prises d'effet et pas encore périmées ce jour-là."""
        le = le or aujourdhui()
        return self.filter(
            Q(valable_jusqu_au=None) | Q(valable_jusqu_au__gte=le), date_effet__lte=le
        )

    def perimees(self, le=None):
        return self.filter(valable_jusqu_au__lt=le or aujourdhui())


class Preuve(models.Model):
    """Pièce ou donnée qui montre que des exigences sont tenues, une seule fois pour toutes.

    Chaque app plus haute lui ajoute son enfant (version de document, relevé, enquête…).
    """

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="preuves", verbose_name="département"
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="preuves",
        verbose_name="service",
        help_text="Vide : elle vaut pour tout le département.",
    )
    intitule = models.CharField("intitulé", max_length=300)
    type_preuve = models.SlugField("type de preuve", max_length=60, blank=True)
    emplacement = models.CharField(
        "où elle se trouve",
        max_length=500,
        blank=True,
        help_text="Adresse, référence ou dossier partagé.",
    )
    date_effet = models.DateField("date d'effet", default=aujourdhui)
    date_depot = models.DateField("déposée le", default=aujourdhui, editable=False)
    valable_jusqu_au = models.DateField("valable jusqu'au", null=True, blank=True)
    autoevaluations = models.ManyToManyField(
        AutoEvaluation, blank=True, related_name="preuves", verbose_name="auto-évaluations"
    )
    avisengagements = models.ManyToManyField(
        AvisEngagement, blank=True, related_name="preuves", verbose_name="avis sur les engagements"
    )

    history = HistoricalRecords(m2m_fields=[autoevaluations, avisengagements])
    objects = PreuveQuerySet.as_manager()

    class Meta:
        verbose_name = "preuve"
        ordering = ["-date_effet", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valable_jusqu_au=None) | Q(valable_jusqu_au__gte=F("date_effet")),
                name="preuve_ordre",
                violation_error_message="La preuve cesse de valoir avant sa date d'effet.",
            ),
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("engagements:preuve_detail", args=[self.pk])

    def est_perimee(self, le=None):
        fin = self.valable_jusqu_au
        return fin is not None and fin < (le or aujourdhui())
