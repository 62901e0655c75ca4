from fractions import Fraction

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from pilotage import grandeurs
from pilotage.models.indicateurs import Indicateur
from pilotage.models.valeurs import ValeurDUnePeriode, donne, unicites
from qualepref.socle.models import PerimetreQuerySet, Production


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


class Mesure(ValeurDUnePeriode):
    """La valeur d'un indicateur pour une période et un lieu ; l'absence n'est jamais un zéro."""

    class Etat(models.TextChoices):
        MESURE = "mesure", "mesuré"
        SUSPENDU = "suspendu", "suspendu"
        EN_ATTENTE = "en_attente", "en attente"
        NON_MESURE = "non_mesure", "non mesuré"

    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.MESURE)
    source = models.CharField("source", max_length=10, choices=Indicateur.Source)
    motif = models.CharField(
        "motif",
        max_length=300,
        blank=True,
        help_text="Obligatoire si la mesure est suspendue.",
    )
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
        constraints = [
            *ValeurDUnePeriode.Meta.constraints,
            *unicites("Cette mesure existe déjà{} : modifiez-la."),
            models.CheckConstraint(
                condition=Q(etat="mesure") & (donne("numerateur") | donne("valeur"))
                | ~Q(etat="mesure") & Q(numerateur=None, denominateur=None, valeur=None),
                name="mesure_chiffree_ou_vide",
                violation_error_message=(
                    "Une mesure porte un chiffre positif ou nul ; "
                    "une période suspendue, en attente ou non mesurée n'en porte aucun."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(etat="suspendu") | ~Q(motif=""),
                name="mesure_suspendue_motivee",
                violation_error_message="Dites pourquoi la mesure est suspendue.",
            ),
        ]

    def __str__(self):
        return f"{self.indicateur.code} {self.periode.cle} {self.lieu_dit}"

    def get_absolute_url(self):
        return reverse("pilotage:mesure_detail", args=[self.pk])

    @property
    def est_chiffree(self):
        return self.etat == self.Etat.MESURE

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
