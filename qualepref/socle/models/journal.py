from django.conf import settings
from django.db import models

from qualepref.socle.models.organisation import Departement
from qualepref.socle.models.perimetre import PerimetreQuerySet


class EcritureInterdite(Exception):
    """Le journal ne se modifie ni ne s'efface."""


class JournalQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def consigner(self, agent, genre, details=None, departement=None):
        """Ajoute une ligne ; le département est celui de l'agent, sauf s'il est dit."""
        departement_id = departement.pk if departement else getattr(agent, "departement_id", None)
        return self.create(
            agent=agent, genre=genre, details=details or {}, departement_id=departement_id
        )

    def update(self, **kwargs):
        raise EcritureInterdite("Le journal ne se modifie pas.")

    def delete(self):
        raise EcritureInterdite("Le journal ne s'efface pas.")


class Journal(models.Model):
    """Une connexion, un export ou une consultation d'identité : écrit une fois, jamais changé."""

    class Genre(models.TextChoices):
        CONNEXION = "connexion", "connexion"
        DECONNEXION = "deconnexion", "déconnexion"
        ECHEC_CONNEXION = "echec_connexion", "échec de connexion"
        EXPORT = "export", "export"
        TELECHARGEMENT = "telechargement", "téléchargement"
        CONSULTATION = "consultation", "consultation d'identité"
        IMPORT = "import", "import"
        EFFACEMENT = "effacement", "effacement d'identités"

    moment = models.DateTimeField("moment", auto_now_add=True, db_index=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="agent",
    )
    departement = models.ForeignKey(
        Departement, models.PROTECT, null=True, related_name="+", verbose_name="département"
    )
    genre = models.CharField("genre", max_length=20, choices=Genre)
    details = models.JSONField("détails", default=dict)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.moment:%d/%m/%Y %H:%M} {self.get_genre_display()}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise EcritureInterdite("Le journal ne se modifie pas.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise EcritureInterdite("Le journal ne s'efface pas.")
