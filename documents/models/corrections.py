"""Les corrections que les lecteurs d'un document proposent, et ce qu'on leur répond."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from documents.models.documents import Document
from documents.models.versions import VersionDocument
from qualepref.socle.models import Designation, PerimetreQuerySet
from qualepref.socle.temps import aujourdhui

SUIVRE = "documents.add_correction"  # proposer, et lire ce qu'on y répond
TEXTE_MAX = 2000
AUDITEURS = {Designation.Fonction.AUDITEUR_INTERNE, Designation.Fonction.AUDITEUR_EXTERNE}


def lit_pour_travailler(agent):
    """Faux de qui n'est désigné que pour auditer, du dedans ou du dehors : il lit, sans plus."""
    fonctions = {une.fonction for une in agent.designations_en_vigueur}
    return not fonctions or not fonctions <= AUDITEURS


class CorrectionQuerySet(PerimetreQuerySet):
    chemin_perimetre = "document__service"
    chemin_departement = "document__departement"

    def visibles_par(self, agent, permission=None):
        """Chacun suit les siennes ; qui tient le document les lit toutes."""
        if permission == SUIVRE:
            return self.filter(auteur=agent) if agent.is_active else self.none()
        return super().visibles_par(agent, permission)

    def proposees(self):
        return self.filter(etat=Correction.Etat.PROPOSEE)

    def repondues(self):
        return self.exclude(etat=Correction.Etat.PROPOSEE)

    def recherchees(self, texte):
        dans = ("texte", "passage", "document__reference", "document__intitule")
        return self.filter(Q(*[(f"{champ}__icontains", texte) for champ in dans], _connector=Q.OR))


class Correction(models.Model):
    """Une correction qu'un agent propose à un document, et la réponse du service qui le tient."""

    class Etat(models.TextChoices):
        PROPOSEE = "proposee", "proposée"
        RETENUE = "retenue", "retenue"
        ECARTEE = "ecartee", "écartée"
        DOUBLON = "doublon", "doublon"

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="corrections", verbose_name="document"
    )
    version = models.ForeignKey(
        VersionDocument,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="version lue",
    )
    passage = models.CharField(
        "passage", max_length=500, blank=True, help_text="Le passage en cause, ou sa page."
    )
    texte = models.TextField("correction", validators=[MaxLengthValidator(TEXTE_MAX)])
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="corrections_proposees",
        verbose_name="proposée par",
    )
    date_depot = models.DateField("proposée le", default=aujourdhui)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PROPOSEE)
    reponse = models.CharField("réponse", max_length=500, blank=True)
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="répondue par",
    )
    date_reponse = models.DateField("répondue le", null=True, blank=True)

    history = HistoricalRecords()
    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "correction proposée"
        verbose_name_plural = "corrections proposées"
        ordering = ["-date_depot", "-pk"]
        indexes = [models.Index(fields=["etat", "-date_depot"], name="correction_etat")]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat="proposee", date_reponse=None)
                | (~Q(etat="proposee") & Q(date_reponse__isnull=False)),
                name="correction_reponse_datee",
                violation_error_message="Une réponse a sa date.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="ecartee") | ~Q(reponse=""),
                name="correction_ecartee_raison",
                violation_error_message="Dites pourquoi la correction est écartée.",
            ),
        ]

    def __str__(self):
        return f"Correction n° {self.pk}, {self.document.reference}"

    def get_absolute_url(self):
        return reverse("documents:correction_repondre", args=[self.pk])

    def repondre(self, decision, reponse="", *, par=None, le=None):
        """Une seule fois : l'auteur la lit aussitôt."""
        if self.etat != self.Etat.PROPOSEE:
            raise ValidationError("Cette correction a déjà sa réponse.")
        if decision == self.Etat.ECARTEE and not reponse.strip():
            raise ValidationError({"reponse": "Dites pourquoi la correction est écartée."})
        self.etat, self.reponse = self.Etat(decision), reponse.strip()
        self.repondue_par, self.date_reponse = par, le or aujourdhui()
        self.save(update_fields=["etat", "reponse", "repondue_par", "date_reponse"])
