"""Ce qu'ont en commun une mesure et la valeur qu'un site propose : où, quand, combien."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from pilotage import grandeurs
from pilotage.models.indicateurs import Indicateur
from qualepref.socle.models import Departement, Service, Site
from qualepref.socle.periodes import Genre, Periode

CHIFFRES = ("numerateur", "denominateur", "valeur")
PRECISION = Decimal("0.000001")


def donne(champ):
    """Positif ou nul, et présent : une comparaison avec NULL laisserait tout passer."""
    return Q(**{f"{champ}__isnull": False, f"{champ}__gte": 0})


def unicites(message, si=None):
    """Une valeur par lieu et par période ; trois contraintes : en base, NULL diffère de NULL."""
    lieux = {
        "departement": (Q(site=None), ""),
        "site": (Q(site__isnull=False, service=None), " pour ce site"),
        "service": (Q(service__isnull=False), " pour ce service"),
    }
    return [
        models.UniqueConstraint(
            fields=["indicateur", lieu, "modalite", "pas", "date_debut"],
            condition=condition if si is None else condition & si,
            name=f"%(class)s_unique_{lieu}",
            violation_error_message=message.format(dit),
        )
        for lieu, (condition, dit) in lieux.items()
    ]


class ValeurDUnePeriode(models.Model):
    """La valeur d'un indicateur pour une période et un lieu."""

    class Pas(models.TextChoices):
        MOIS = "mois", "mois"
        TRIMESTRE = "trimestre", "trimestre"
        SEMESTRE = "semestre", "semestre"
        ANNEE = "annee", "année"

    indicateur = models.ForeignKey(
        Indicateur, models.PROTECT, related_name="%(class)ss", verbose_name="indicateur"
    )
    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="%(class)ss", verbose_name="département"
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="site",
        help_text="Vide : tout le département.",
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="service",
    )
    modalite = models.CharField(
        "détail",
        max_length=60,
        blank=True,
        default="",
        help_text="Le compte, le canal ou le type de titre ; vide pour un total.",
    )
    pas = models.CharField("pas", max_length=10, choices=Pas, default=Pas.MOIS)
    date_debut = models.DateField("du")
    date_fin = models.DateField("au")
    numerateur = models.DecimalField(
        "numérateur", max_digits=18, decimal_places=6, null=True, blank=True
    )
    denominateur = models.DecimalField(
        "dénominateur", max_digits=18, decimal_places=6, null=True, blank=True
    )
    valeur = models.DecimalField("valeur", max_digits=18, decimal_places=6, null=True, blank=True)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="auteur",
    )
    piece = models.FileField("pièce justificative", upload_to="mesures/%Y/", blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(service=None) | Q(site__isnull=False),
                name="%(class)s_service_et_site",
                violation_error_message="Un service se donne avec son site.",
            ),
            models.CheckConstraint(
                condition=Q(date_fin__gte=models.F("date_debut")),
                name="%(class)s_ordre",
                violation_error_message="La fin de la période précède son début.",
            ),
            models.CheckConstraint(
                condition=Q(denominateur=None) | Q(denominateur__gte=0, numerateur__isnull=False),
                name="%(class)s_denominateur",
                violation_error_message="Un dénominateur se donne avec son numérateur.",
            ),
        ]

    def save(self, *args, **kwargs):
        self.completer()
        super().save(*args, **kwargs)

    def clean(self):
        if self.service_id and not self.site_id:
            self.site = self.service.site
        if self.site_id and self.site.departement_id != self.departement_id:
            raise ValidationError({"site": "Ce site est dans un autre département."})
        if self.service_id and self.service.site_id != self.site_id:
            raise ValidationError({"service": "Ce service est sur un autre site."})
        if self.est_chiffree and self.indicateur_id:
            self._exiger_les_effectifs()

    def _exiger_les_effectifs(self):
        est_nombre = self.indicateur.definition.nature is grandeurs.Nature.NOMBRE
        if est_nombre and self.numerateur is None:
            raise ValidationError({"numerateur": "Donnez le nombre de la période."})
        if not est_nombre and self.numerateur is not None and self.denominateur is None:
            raise ValidationError({"denominateur": "Donnez le dénominateur."})
        if not est_nombre and self.numerateur is None and self.valeur is None:
            raise ValidationError(
                {"numerateur": "Donnez numérateur et dénominateur, ou à défaut la valeur reprise."}
            )

    @property
    def est_chiffree(self):
        """Faux pour une période dont on dit seulement pourquoi elle n'a pas de chiffre."""
        return True

    def completer(self):
        """La valeur découle du numérateur et du dénominateur quand ils sont donnés."""
        if self.numerateur is None:
            return
        if self.indicateur.definition.nature is grandeurs.Nature.NOMBRE:
            self.valeur = self.numerateur
        elif self.denominateur:
            self.valeur = (Decimal(self.numerateur) / Decimal(self.denominateur)).quantize(
                PRECISION
            )
        else:
            self.valeur = None

    @property
    def periode(self):
        return Periode(self.date_debut, Genre(self.pas))

    @property
    def lieu(self):
        return grandeurs.Lieu(self.site_id, self.service_id, self.modalite)

    @property
    def identite(self):
        """Ce qui distingue une mesure des autres de son département."""
        return (self.indicateur_id, self.lieu, self.pas, self.date_debut)

    @property
    def lieu_dit(self):
        """Le service, sinon le site, sinon le département ; avec le détail s'il y en a un."""
        lieu = str(self.service or self.site or self.departement)
        return f"{lieu}, {self.modalite}" if self.modalite else lieu
