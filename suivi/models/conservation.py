"""Ce qui décide d'effacer une identité : une durée, un blocage ; et la trace qui en reste."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from simple_history.models import HistoricalRecords

from qualepref.socle.models import Departement, PerimetreQuerySet
from qualepref.socle.temps import maintenant
from suivi.identites.conservation import MOIS_MAX, Durees
from suivi.models.demandes import Demande
from suivi.models.nomenclature import Nature, Registre
from suivi.models.pieces import tracer


class DureeConservationQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def de(self, departement) -> Durees:
        """Par (registre, nature) ; une nature vide vaut pour le registre."""
        siennes = self.filter(departement=departement)
        return {(une.registre, une.nature): une.mois for une in siennes}


class DureeConservation(models.Model):
    """Combien de mois un département garde l'identité d'un usager après la clôture."""

    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        related_name="durees_conservation",
        verbose_name="département",
    )
    registre = models.CharField("registre", max_length=25, choices=Registre)
    nature = models.CharField("nature", max_length=25, choices=Nature, blank=True)
    mois = models.PositiveSmallIntegerField(
        "mois", validators=[MinValueValidator(1), MaxValueValidator(MOIS_MAX)]
    )

    history = HistoricalRecords()
    objects = DureeConservationQuerySet.as_manager()

    class Meta:
        verbose_name = "durée de conservation"
        verbose_name_plural = "durées de conservation"
        ordering = ["departement", "registre", "nature"]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "registre", "nature"], name="dureeconservation_unique"
            )
        ]

    def __str__(self):
        return f"{self.get_registre_display()} : {self.mois} mois"


class DUneDemandeQuerySet(PerimetreQuerySet):
    chemin_perimetre = "demande__service"
    chemin_site = "demande__site"
    chemin_departement = "demande__departement"


class Blocage(models.Model):
    """Ce qui retient l'effacement d'une identité : un contentieux, et le motif écrit."""

    # Pas d'historique : le motif peut nommer l'usager.
    demande = models.OneToOneField(
        Demande, models.CASCADE, related_name="blocage", verbose_name="demande"
    )
    motif = models.TextField("motif", help_text="Référence du recours, juridiction. Sans nom.")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="posé par",
    )
    moment = models.DateTimeField("posé le", default=maintenant)

    objects = DUneDemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "blocage de l'effacement"
        ordering = ["moment", "pk"]

    def __str__(self):
        return f"Effacement bloqué : {self.demande}"

    @transaction.atomic
    def lever(self):
        tracer(self.demande, "effacement de l'identité débloqué")
        self.delete()


class Effacement(models.Model):
    """La trace d'une identité effacée : quand, pourquoi, par qui ; rien de qui c'était."""

    class Raison(models.TextChoices):
        PURGE = "purge", "durée de conservation passée"
        DROIT = "droit", "à la demande de la personne"

    demande = models.OneToOneField(
        Demande, models.CASCADE, related_name="effacement", verbose_name="demande"
    )
    raison = models.CharField("raison", max_length=10, choices=Raison)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="effacée par",
    )
    moment = models.DateTimeField("effacée le", default=maintenant)

    objects = DUneDemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "effacement"
        ordering = ["-moment", "-pk"]

    def __str__(self):
        return f"Identité effacée : {self.demande}"
