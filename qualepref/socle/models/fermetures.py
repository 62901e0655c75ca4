"""Ce qui sort du calendrier ordinaire : les jours de fermeture, les périodes suspendues."""

from collections import defaultdict

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from qualepref.socle.calendrier import Calendrier
from qualepref.socle.models.organisation import Departement, Site
from qualepref.socle.models.perimetre import PerimetreQuerySet


class FermetureQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "site__departement"

    def calendrier(self, site):
        """Le calendrier du site : jours fériés du territoire et fermetures comptées."""
        jours = self.filter(site=site, compte_non_ouvre=True).values_list("jour", "motif")
        return Calendrier(site.departement.calendrier, dict(jours))

    def calendriers(self, departement):
        """Le calendrier de chaque site du département, par identifiant de site (une requête)."""
        fermes = defaultdict(dict)
        jours = self.filter(site__departement=departement, compte_non_ouvre=True)
        for site_id, jour, motif in jours.values_list("site_id", "jour", "motif"):
            fermes[site_id][jour] = motif
        calendriers = defaultdict(lambda: Calendrier(departement.calendrier))
        for site_id, motifs in fermes.items():
            calendriers[site_id] = Calendrier(departement.calendrier, motifs)
        return calendriers


class Fermeture(models.Model):
    """Un jour de fermeture d'un site, qui ne compte comme non ouvré que si on l'a décidé."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="fermetures", verbose_name="site")
    jour = models.DateField("jour")
    motif = models.CharField("motif", max_length=200)
    compte_non_ouvre = models.BooleanField(
        "jour non ouvré dans les délais",
        default=True,
        help_text="Coché, ce jour n'est pas compté dans les délais en jours ouvrés.",
    )

    history = HistoricalRecords()
    objects = FermetureQuerySet.as_manager()

    class Meta:
        verbose_name = "fermeture"
        ordering = ["-jour", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "jour"],
                name="fermeture_unique",
                violation_error_message="Ce jour de fermeture est déjà saisi pour le site.",
            )
        ]

    def __str__(self):
        return f"{self.site} fermé le {self.jour:%d/%m/%Y} : {self.motif}"


class PeriodeSuspendueQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"


class PeriodeSuspendue(models.Model):
    """Une période dont les mesures sortent des taux, sur décision motivée et datée."""

    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        related_name="periodes_suspendues",
        verbose_name="département",
    )
    site = models.ForeignKey(
        Site,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="periodes_suspendues",
        verbose_name="site",
        help_text="Vide : tout le département.",
    )
    date_debut = models.DateField("du")
    date_fin = models.DateField("au")
    motif = models.CharField("motif", max_length=300)
    date_decision = models.DateField("décidée le", null=True, blank=True)

    history = HistoricalRecords()
    objects = PeriodeSuspendueQuerySet.as_manager()

    class Meta:
        verbose_name = "période suspendue"
        verbose_name_plural = "périodes suspendues"
        ordering = ["-date_debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_fin__gte=models.F("date_debut")),
                name="periode_suspendue_ordre",
                violation_error_message="La fin de la période précède son début.",
            )
        ]

    def __str__(self):
        return f"du {self.date_debut:%d/%m/%Y} au {self.date_fin:%d/%m/%Y} : {self.motif}"
