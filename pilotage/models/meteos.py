from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from pilotage.meteo import CIELS
from pilotage.models.indicateurs import Indicateur
from pilotage.models.tableaux import EditionQuerySet, valider_trimestre
from qualepref.socle.models import Departement
from qualepref.socle.periodes import Periode
from qualepref.socle.temps import maintenant


class MeteoQuerySet(EditionQuerySet):
    permission_brouillon = "pilotage.change_meteo"


class Meteo(models.Model):
    """Le temps qu'il fait sur un indicateur un trimestre, et le commentaire qui l'explique ; il
    ne se montre qu'une fois publié."""

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        PUBLIE = "publie", "publiée"

    indicateur = models.ForeignKey(
        Indicateur, models.PROTECT, related_name="meteos", verbose_name="indicateur"
    )
    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="meteos", verbose_name="département"
    )
    trimestre = models.CharField("trimestre", max_length=7, validators=[valider_trimestre])
    temps = models.CharField(
        "météo", max_length=10, choices=CIELS, blank=True, help_text="Vide : un commentaire seul."
    )
    temps_propose = models.CharField(
        "météo proposée", max_length=10, choices=CIELS, blank=True, editable=False
    )
    motif = models.CharField(
        "motif",
        max_length=300,
        blank=True,
        help_text="Obligatoire si la météo n'est pas celle que le chiffre propose.",
    )
    commentaire = models.TextField("commentaire", blank=True)
    etat = models.CharField(
        "état", max_length=10, choices=Etat, default=Etat.BROUILLON, editable=False
    )
    publie_le = models.DateTimeField("publiée le", null=True, editable=False)
    publie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="publiée par",
    )

    history = HistoricalRecords()
    objects = MeteoQuerySet.as_manager()

    class Meta:
        verbose_name = "météo"
        verbose_name_plural = "météos"
        ordering = ["-trimestre", "indicateur", "pk"]
        permissions = [("publier_meteo", "Peut publier une météo")]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "departement", "trimestre"],
                name="meteo_unique",
                violation_error_message="Ce trimestre a déjà sa météo : modifiez-la.",
            ),
            models.CheckConstraint(
                condition=~Q(temps="") | ~Q(commentaire=""),
                name="meteo_dite",
                violation_error_message="Donnez une météo, ou un commentaire.",
            ),
        ]

    def __str__(self):
        return f"{self.indicateur.code} {self.trimestre}"

    def get_absolute_url(self):
        return reverse("pilotage:meteo_detail", args=[self.pk])

    @property
    def periode(self):
        return Periode.lire(self.trimestre)

    @property
    def est_publie(self):
        return self.etat == self.Etat.PUBLIE

    @property
    def en_clair(self):
        """Ce qu'en garde un tableau de bord."""
        return {"temps": self.temps, "commentaire": self.commentaire}

    def clean(self):
        differe = self.temps and self.temps_propose and self.temps != self.temps_propose
        if differe and not self.motif.strip():
            dit = self.get_temps_propose_display()
            raise ValidationError({"motif": f"Le chiffre propose « {dit} » : dites pourquoi."})

    def reprendre(self):
        """Ce qu'on change redevient un brouillon, à publier de nouveau."""
        self.etat, self.publie_le, self.publie_par = self.Etat.BROUILLON, None, None

    def publier(self, par):
        if self.est_publie:
            raise ValidationError("Cette météo est déjà publiée.")
        self.etat, self.publie_le, self.publie_par = self.Etat.PUBLIE, maintenant(), par
        self.save(update_fields=["etat", "publie_le", "publie_par"])
