"""Les agents à former : leurs noms ne se lisent que de qui tient le suivi."""

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from qualepref.socle.models import Agent, PerimetreQuerySet, Service
from qualepref.socle.temps import aujourdhui


class AgentAFormerQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"

    def en_fonction(self, le=None):
        """Pas encore partis ce jour-là ; le dernier jour compte."""
        return self.filter(Q(date_depart=None) | Q(date_depart__gte=le or aujourdhui()))

    def nommes(self, texte):
        """Chaque mot est dans le nom."""
        agents = self
        for mot in texte.split():
            agents = agents.filter(nom__icontains=mot)
        return agents


class AgentAFormer(models.Model):
    """Un agent dont la fonction demande une formation, titulaire ou non, avec ou sans compte."""

    class Contrat(models.TextChoices):
        TITULAIRE = "titulaire", "titulaire"
        CONTRACTUEL = "contractuel", "contractuel"
        SERVICE_CIVIQUE = "service_civique", "volontaire en service civique"
        AUTRE = "autre", "autre"

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="agents_a_former", verbose_name="service"
    )
    nom = models.CharField("nom", max_length=200)
    compte = models.ForeignKey(
        Agent,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="formations_suivies",
        verbose_name="compte",
        help_text="S'il se connecte à l'application : il y lit ses propres formations.",
    )
    fonctions = models.CharField("fonctions", max_length=300, blank=True)
    contrat = models.CharField("contrat", max_length=20, choices=Contrat, blank=True)
    date_depart = models.DateField(
        "dernier jour",
        null=True,
        blank=True,
        help_text="Départ ou fin de contrat : après ce jour, rien ne lui est plus demandé.",
    )
    observations = models.TextField("observations", blank=True)
    efface_le = models.DateField("nom effacé le", null=True, editable=False)

    history = HistoricalRecords(excluded_fields=["nom"])  # un nom corrigé ne se garde pas
    objects = AgentAFormerQuerySet.as_manager()

    class Meta:
        verbose_name = "agent à former"
        verbose_name_plural = "agents à former"
        ordering = ["nom", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nom=""),
                name="agent_a_former_nomme",
                violation_error_message="Dites le nom de l'agent.",
            ),
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("formations:agentaformer_detail", args=[self.pk])

    def est_en_fonction(self, le=None):
        return self.date_depart is None or (le or aujourdhui()) <= self.date_depart

    @transaction.atomic
    def partir(self, le):
        """Son dernier jour : ce qu'il devait s'arrête là, ses formations restent."""
        self.date_depart = le
        self.save(update_fields=["date_depart"])
        encore = self.obligations.filter(Q(date_depart=None) | Q(date_depart__gt=le))
        encore.filter(date_prise_de_poste__lte=le).update(date_depart=le)
        encore.filter(date_prise_de_poste__gt=le).update(date_depart=F("date_prise_de_poste"))
