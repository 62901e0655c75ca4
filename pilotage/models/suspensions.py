from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pilotage.grandeurs import Suspension
from pilotage.models.indicateurs import Indicateur
from qualepref.socle.models import Departement, PerimetreQuerySet, PeriodeSuspendue, Site


class SuspensionIndicateurQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"


class SuspensionIndicateur(models.Model):
    """Une période où un seul indicateur est suspendu, sur décision motivée ; celle qui vaut pour
    tous est une période suspendue du calendrier."""

    indicateur = models.ForeignKey(
        Indicateur, models.PROTECT, related_name="suspensions", verbose_name="indicateur"
    )
    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        related_name="suspensions_indicateurs",
        verbose_name="département",
    )
    site = models.ForeignKey(
        Site,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="suspensions_indicateurs",
        verbose_name="site",
        help_text="Vide : tout le département.",
    )
    date_debut = models.DateField("du")
    date_fin = models.DateField("au")
    motif = models.CharField("motif", max_length=300)

    history = HistoricalRecords()
    objects = SuspensionIndicateurQuerySet.as_manager()

    class Meta:
        verbose_name = "suspension d'un indicateur"
        verbose_name_plural = "suspensions d'indicateurs"
        ordering = ["-date_debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_fin__gte=F("date_debut")),
                name="suspension_indicateur_ordre",
                violation_error_message="La fin de la période précède son début.",
            )
        ]

    def __str__(self):
        return f"du {self.date_debut:%d/%m/%Y} au {self.date_fin:%d/%m/%Y} : {self.motif}"

    def get_absolute_url(self):
        return self.indicateur.get_absolute_url()

    def clean(self):
        if self.site_id and self.site.departement_id != self.departement_id:
            raise ValidationError({"site": "Ce site est dans un autre département."})


def suspensions_de(departement: Departement) -> list[Suspension]:
    """Ce qui est suspendu dans le département, pour tous les indicateurs ou pour un seul."""
    de_tous = PeriodeSuspendue.objects.filter(departement=departement)
    d_un_seul = SuspensionIndicateur.objects.filter(departement=departement)
    lues = [
        Suspension(p.date_debut, p.date_fin, p.motif, p.site_id, getattr(p, "indicateur_id", None))
        for p in (*de_tous, *d_un_seul)
    ]
    return sorted(lues, key=lambda suspension: suspension.debut)
