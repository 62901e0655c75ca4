from django.db import models

from qualepref.socle.models import PerimetreQuerySet
from suivi.models.demandes import Demande


class IdentiteQuerySet(PerimetreQuerySet):
    chemin_perimetre = "demande__service"
    chemin_site = "demande__site"
    chemin_departement = "demande__departement"


class Identite(models.Model):
    """L'auteur d'une demande, tenu à part pour pouvoir être effacé sans toucher aux chiffres."""

    # Pas d'historique : il garderait les noms que la purge doit faire disparaître.
    demande = models.OneToOneField(
        Demande, models.CASCADE, related_name="identite", verbose_name="demande"
    )
    nom = models.CharField("nom", max_length=200, blank=True)
    coordonnees = models.TextField("coordonnées", blank=True)

    objects = IdentiteQuerySet.as_manager()

    class Meta:
        verbose_name = "identité"
        permissions = [
            ("purger_identite", "Peut effacer les identités dont la durée est passée"),
            ("remettre_identite", "Peut réunir et remettre ce qui est tenu sur une personne"),
        ]

    def __str__(self):
        return f"Auteur de : {self.demande}"
