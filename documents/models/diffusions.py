"""Où chaque document est accessible : un canal, un endroit, et quand on l'y a vu."""

from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from documents.models.documents import Document
from documents.models.phrases import VOIR, consultable
from documents.models.versions import VersionDocument
from documents.models.vocabulaire import CanalDiffusion
from qualepref.socle.models import Designation, Lieu, PerimetreQuerySet, Site
from qualepref.socle.temps import aujourdhui


def chemin_de_la_photo(diffusion, nom):
    return f"diffusions/{aujourdhui():%Y}/{uuid4().hex}"


class DiffusionQuerySet(PerimetreQuerySet):
    chemin_perimetre = "document__service"
    chemin_departement = "document__departement"

    def confies(self, agent, permission):
        """Les endroits d'un document se disent à qui le consulte."""
        if permission != VOIR or not agent.departement_id:
            return []
        siens = Q(document__departement=agent.departement_id)
        return [siens & consultable(aujourdhui(), "document__")]

    def en_cours(self, le=None):
        """En place ce jour-là."""
        le = le or aujourdhui()
        return self.filter(Q(date_retrait=None) | Q(date_retrait__gt=le), date_debut__lte=le)


class Diffusion(models.Model):
    """Un endroit où un document est accessible, qui l'y contrôle et quand on l'y a vu."""

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="diffusions", verbose_name="document"
    )
    canal = models.ForeignKey(
        CanalDiffusion, models.PROTECT, related_name="diffusions", verbose_name="canal"
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="diffusions",
        verbose_name="site",
    )
    lieu = models.ForeignKey(
        Lieu,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="diffusions",
        verbose_name="hall, panneau ou guichet",
    )
    adresse = models.URLField("adresse de la page", max_length=500, blank=True)
    precision = models.CharField("précision", max_length=200, blank=True)
    fonction = models.CharField(
        "qui contrôle", max_length=40, choices=Designation.Fonction, blank=True
    )
    version = models.ForeignKey(
        VersionDocument,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="diffusions",
        verbose_name="version en place",
    )
    date_debut = models.DateField("en place depuis le", default=aujourdhui)
    date_constat = models.DateField("vu le", null=True, blank=True)
    constate_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="vu par",
    )
    photo = models.FileField(
        "photographie", upload_to=chemin_de_la_photo, max_length=250, blank=True
    )
    date_retrait = models.DateField("retiré le", null=True, blank=True)

    history = HistoricalRecords()
    objects = DiffusionQuerySet.as_manager()

    class Meta:
        verbose_name = "diffusion"
        ordering = ["document", "canal__ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_retrait=None) | Q(date_retrait__gte=F("date_debut")),
                name="diffusion_ordre",
                violation_error_message="Le retrait précède la mise en place.",
            ),
            models.CheckConstraint(
                condition=Q(lieu=None) | Q(site__isnull=False),
                name="diffusion_lieu_et_site",
                violation_error_message="Dites le site de ce lieu.",
            ),
        ]

    def __str__(self):
        endroit = self.lieu or self.site or self.precision
        return f"{self.canal} : {endroit}" if endroit else str(self.canal)

    def get_absolute_url(self):
        return self.document.get_absolute_url()

    def clean(self):
        if self.lieu_id and self.lieu.site_id != self.site_id:
            raise ValidationError({"lieu": "Ce lieu est sur un autre site."})
        if self.site_id and self.site.departement_id != self.document.departement_id:
            raise ValidationError({"site": "Ce site est dans un autre département."})
