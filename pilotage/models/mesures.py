from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from pilotage import grandeurs
from pilotage.models.indicateurs import Indicateur
from qualepref.socle.models import Departement, PerimetreQuerySet, Production, Service, Site
from qualepref.socle.periodes import Genre, Periode

PRECISION = Decimal("0.000001")


def _donne(champ):
    """Positif ou nul, et présent : une comparaison avec NULL laisserait tout passer."""
    return Q(**{f"{champ}__isnull": False, f"{champ}__gte": 0})


class MesureQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_site = "site"
    chemin_departement = "departement"

    def entre(self, debut, fin):
        return self.filter(date_debut__gte=debut, date_fin__lte=fin)

    def relevees(self):
        """Saisies ou importées : ce que l'application n'a pas calculé elle-même."""
        return self.exclude(source=Indicateur.Source.CALCULE)

    def manquantes(self):
        return self.filter(etat__in=[Mesure.Etat.NON_MESURE, Mesure.Etat.EN_ATTENTE])


class Mesure(models.Model):
    """La valeur d'un indicateur pour une période et un lieu ; l'absence n'est jamais un zéro."""

    class Etat(models.TextChoices):
        MESURE = "mesure", "mesuré"
        SUSPENDU = "suspendu", "suspendu"
        EN_ATTENTE = "en_attente", "en attente"
        NON_MESURE = "non_mesure", "non mesuré"

    class Pas(models.TextChoices):
        MOIS = "mois", "mois"
        TRIMESTRE = "trimestre", "trimestre"
        SEMESTRE = "semestre", "semestre"
        ANNEE = "annee", "année"

    indicateur = models.ForeignKey(
        Indicateur, models.PROTECT, related_name="mesures", verbose_name="indicateur"
    )
    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="mesures", verbose_name="département"
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mesures",
        verbose_name="site",
        help_text="Vide : tout le département.",
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mesures",
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
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.MESURE)
    numerateur = models.DecimalField(
        "numérateur", max_digits=18, decimal_places=6, null=True, blank=True
    )
    denominateur = models.DecimalField(
        "dénominateur", max_digits=18, decimal_places=6, null=True, blank=True
    )
    valeur = models.DecimalField("valeur", max_digits=18, decimal_places=6, null=True, blank=True)
    source = models.CharField("source", max_length=10, choices=Indicateur.Source)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="auteur",
    )
    motif = models.CharField(
        "motif",
        max_length=300,
        blank=True,
        help_text="Obligatoire si la mesure est suspendue.",
    )
    piece = models.FileField("pièce justificative", upload_to="mesures/%Y/", blank=True)
    production = models.ForeignKey(
        Production,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="import",
    )

    history = HistoricalRecords()
    objects = MesureQuerySet.as_manager()

    class Meta:
        verbose_name = "mesure"
        ordering = ["-date_debut", "indicateur", "site", "service", "modalite", "pk"]
        indexes = [
            models.Index(fields=["departement", "indicateur", "date_debut"], name="mesure_periode")
        ]
        # Trois contraintes pour une seule règle : en base, NULL diffère de NULL.
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "departement", "modalite", "pas", "date_debut"],
                condition=Q(site=None),
                name="mesure_unique_departement",
                violation_error_message="Cette mesure existe déjà : modifiez-la.",
            ),
            models.UniqueConstraint(
                fields=["indicateur", "site", "modalite", "pas", "date_debut"],
                condition=Q(site__isnull=False, service=None),
                name="mesure_unique_site",
                violation_error_message="Cette mesure existe déjà pour ce site : modifiez-la.",
            ),
            models.UniqueConstraint(
                fields=["indicateur", "service", "modalite", "pas", "date_debut"],
                condition=Q(service__isnull=False),
                name="mesure_unique_service",
                violation_error_message="Cette mesure existe déjà pour ce service : modifiez-la.",
            ),
            models.CheckConstraint(
                condition=Q(service=None) | Q(site__isnull=False),
                name="mesure_service_et_site",
                violation_error_message="Un service se donne avec son site.",
            ),
            models.CheckConstraint(
                condition=Q(date_fin__gte=models.F("date_debut")),
                name="mesure_ordre",
                violation_error_message="La fin de la période précède son début.",
            ),
            models.CheckConstraint(
                condition=Q(etat="mesure") & (_donne("numerateur") | _donne("valeur"))
                | ~Q(etat="mesure") & Q(numerateur=None, denominateur=None, valeur=None),
                name="mesure_chiffree_ou_vide",
                violation_error_message=(
                    "Une mesure porte un chiffre positif ou nul ; "
                    "une période suspendue, en attente ou non mesurée n'en porte aucun."
                ),
            ),
            models.CheckConstraint(
                condition=Q(denominateur=None) | Q(denominateur__gte=0, numerateur__isnull=False),
                name="mesure_denominateur",
                violation_error_message="Un dénominateur se donne avec son numérateur.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="suspendu") | ~Q(motif=""),
                name="mesure_suspendue_motivee",
                violation_error_message="Dites pourquoi la mesure est suspendue.",
            ),
        ]

    def __str__(self):
        return f"{self.indicateur.code} {self.periode.cle} {self.lieu_dit}"

    def save(self, *args, **kwargs):
        self.completer()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("pilotage:mesure_detail", args=[self.pk])

    def clean(self):
        if self.service_id and not self.site_id:
            self.site = self.service.site
        if self.site_id and self.site.departement_id != self.departement_id:
            raise ValidationError({"site": "Ce site est dans un autre département."})
        if self.service_id and self.service.site_id != self.site_id:
            raise ValidationError({"service": "Ce service est sur un autre site."})
        if self.etat == self.Etat.MESURE and self.indicateur_id:
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

    @property
    def en_valeur(self):
        """La mesure telle que la consolidation la lit."""
        sans_effectif = self.numerateur is None
        return grandeurs.Valeur(
            periode=self.periode,
            lieu=self.lieu,
            etat=grandeurs.Etat(self.etat),
            numerateur=_fraction(self.numerateur),
            denominateur=_fraction(self.denominateur),
            reprise=_fraction(self.valeur) if sans_effectif else None,
            motif=self.motif,
        )


def _fraction(nombre):
    return None if nombre is None else Fraction(nombre)
