"""La feuille d'un service dans une campagne : remplie, soumise, retournée avec un mot, ou close."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements.models.campagne import Campagne
from engagements.models.groupes import GroupeTravail
from qualepref.socle.models import Agent, PerimetreQuerySet, Service


class FeuilleQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"

    def modifiables(self):
        """Celles où l'on écrit encore, campagne ouverte."""
        return self.filter(campagne__etat=Campagne.Etat.OUVERTE, etat__in=Feuille.ETATS_MODIFIABLES)


class Feuille(models.Model):
    """Ce qu'un service remplit dans une campagne, et où en est l'échange avec le référent."""

    class Etat(models.TextChoices):
        A_REMPLIR = "a_remplir", "à remplir"
        SOUMISE = "soumise", "soumise"
        RETOURNEE = "retournee", "retournée"
        CLOSE = "close", "close"

    class RempliePar(models.TextChoices):
        CORRESPONDANT = "correspondant", "le correspondant du service"
        GROUPE = "groupe", "un groupe de travail"
        REFERENT = "referent", "le référent qualité"

    ETATS_MODIFIABLES = (Etat.A_REMPLIR, Etat.RETOURNEE)
    TRANSITIONS = {
        Etat.A_REMPLIR: {Etat.SOUMISE},
        Etat.SOUMISE: {Etat.RETOURNEE, Etat.CLOSE},
        Etat.RETOURNEE: {Etat.SOUMISE},
        Etat.CLOSE: {Etat.RETOURNEE},
    }

    campagne = models.ForeignKey(
        Campagne, models.CASCADE, related_name="feuilles", verbose_name="campagne"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="feuilles", verbose_name="service"
    )
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_REMPLIR)
    remplie_par = models.CharField(
        "remplie par", max_length=15, choices=RempliePar, default=RempliePar.CORRESPONDANT
    )
    groupe = models.ForeignKey(
        GroupeTravail,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="feuilles",
        verbose_name="groupe de travail",
    )
    date_soumission = models.DateTimeField("soumise le", null=True, blank=True, editable=False)
    soumise_par = models.ForeignKey(
        Agent,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="feuilles_soumises",
        verbose_name="soumise par",
    )
    note = models.TextField("mot du référent", blank=True)

    history = HistoricalRecords()
    objects = FeuilleQuerySet.as_manager()

    class Meta:
        verbose_name = "feuille d'auto-évaluation"
        verbose_name_plural = "feuilles d'auto-évaluation"
        ordering = ["service__site_id", "service_id"]
        constraints = [
            models.UniqueConstraint(fields=["campagne", "service"], name="feuille_unique"),
            models.CheckConstraint(
                condition=~Q(etat="retournee") | ~Q(note=""),
                name="feuille_retour_note",
                violation_error_message="Dites ce qui est à revoir.",
            ),
            models.CheckConstraint(
                condition=(Q(remplie_par="groupe") & Q(groupe__isnull=False))
                | (~Q(remplie_par="groupe") & Q(groupe=None)),
                name="feuille_groupe",
                violation_error_message="Choisissez le groupe qui remplit, et lui seul.",
            ),
        ]

    def __str__(self):
        return f"{self.service}, {self.campagne}"

    def get_absolute_url(self):
        return reverse("engagements:feuille_detail", args=[self.pk])

    @property
    def est_modifiable(self):
        return self.campagne.est_ouverte and self.etat in self.ETATS_MODIFIABLES
