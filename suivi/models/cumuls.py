"""Ce que le suivi tient compté d'avance (docs/decisions/cumul-des-demandes.md)."""

from django.db import models

from qualepref.socle.models import Departement, PerimetreQuerySet, Service, Site


class CumulQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_site = "site"
    chemin_departement = "departement"

    def des_mois(self, debut, fin):
        """Ceux des mois que touche la période."""
        return self.filter(mois__gte=debut.replace(day=1), mois__lte=fin)


class Cumul(models.Model):
    """Les demandes d'un service arrivées un même mois, tassées pour être comptées sans être lues.

    Se refait des demandes seules : le perdre ne perd rien.
    """

    departement = models.ForeignKey(
        Departement, models.CASCADE, related_name="+", verbose_name="département", db_index=False
    )
    site = models.ForeignKey(
        Site, models.CASCADE, related_name="+", verbose_name="site", db_index=False
    )
    service = models.ForeignKey(
        Service, models.CASCADE, related_name="+", verbose_name="service", db_index=False
    )
    mois = models.DateField("mois d'arrivée")
    forme = models.PositiveSmallIntegerField("forme du tassement")
    profils = models.JSONField("profils et effectifs")
    reponses = models.BinaryField("colonne des réponses")
    accuses = models.BinaryField("colonne des accusés")

    objects = CumulQuerySet.as_manager()

    class Meta:
        verbose_name = "cumul"
        ordering = ["mois", "service", "site", "pk"]
        indexes = [models.Index(fields=["departement", "mois"], name="cumul_mois")]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "mois", "site", "departement"], name="cumul_unique"
            )
        ]

    def __str__(self):
        return f"{self.service}, {self.mois:%m/%Y}"


class CumulPerime(models.Model):
    """Une demande de ce service et de ce mois a changé : son cumul est à refaire.

    Des déclencheurs l'écrivent (suivi/cumul/declencheurs.py), une ligne de plus à chaque écriture :
    refaire un cumul n'efface que les lignes lues avant de relire les demandes.
    """

    # Sans contrainte : vider toutes les tables laisse une marque après le service, sans effet.
    service = models.ForeignKey(
        Service,
        models.CASCADE,
        related_name="+",
        verbose_name="service",
        db_index=False,
        db_constraint=False,
    )
    mois = models.DateField("mois d'arrivée")

    class Meta:
        verbose_name = "cumul périmé"
        verbose_name_plural = "cumuls périmés"
        ordering = ["pk"]
        indexes = [models.Index(fields=["mois", "service"], name="cumul_perime")]

    def __str__(self):
        return f"{self.service}, {self.mois:%m/%Y}"
