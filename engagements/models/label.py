"""La vie du label : ses étapes datées, et les décisions annuelles du comité de pilotage."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from engagements import cycle
from engagements.models.contenu import Engagement
from engagements.models.perimetre import Labellisation
from qualepref.socle.models import PerimetreQuerySet, Site


class EtapeQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "labellisation__departement"

    def realisees(self):
        return self.filter(realisee=True)


class Etape(models.Model):
    """Un fait ou un rendez-vous daté de la vie du label, pour tous les sites ou un seul."""

    class Genre(models.TextChoices):
        CANDIDATURE = "candidature", "dossier de candidature"
        VALIDATION = "validation", "validation par le ministère"
        AUDIT_INTERNE = "audit_interne", "audit interne"
        AUDIT_EXTERNE = "audit_externe", "audit externe"
        OBTENTION = "obtention", "label obtenu"
        SUIVI = "suivi", "audit de suivi"
        RENOUVELLEMENT = "renouvellement", "audit de renouvellement"
        FIN_VALIDITE = "fin_validite", "fin de validité"
        SUSPENSION = "suspension", "label suspendu"
        REPRISE = "reprise", "suspension levée"
        PERTE = "perte", "label perdu"
        RETRAIT = "retrait", "retrait de la démarche"

    # Ce que le cycle du label calcule : une date écrite à la main y demande un motif.
    CALCULEES = (Genre.AUDIT_INTERNE, Genre.SUIVI, Genre.RENOUVELLEMENT, Genre.FIN_VALIDITE)
    INTERRUPTIONS = (Genre.SUSPENSION, Genre.PERTE, Genre.RETRAIT)

    labellisation = models.ForeignKey(
        Labellisation, models.CASCADE, related_name="etapes", verbose_name="labellisation"
    )
    genre = models.CharField("étape", max_length=20, choices=Genre)
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="etapes",
        verbose_name="site",
        help_text="Vide : tous les sites.",
    )
    date = models.DateField("date")
    realisee = models.BooleanField("faite", default=False, help_text="Sinon, elle est prévue.")
    motif = models.CharField(
        "motif", max_length=300, blank=True, help_text="Pourquoi cette date, ou pourquoi cet acte."
    )
    note = models.TextField("note", blank=True)
    chiffres = models.JSONField(
        "chiffres du cycle à l'obtention",
        default=dict,
        editable=False,
        help_text="Gardés ici : changer ceux du référentiel ne réécrit pas le passé.",
    )

    history = HistoricalRecords()
    objects = EtapeQuerySet.as_manager()

    class Meta:
        verbose_name = "étape du label"
        verbose_name_plural = "étapes du label"
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(realisee=True)
                | ~Q(genre__in=["audit_interne", "suivi", "renouvellement", "fin_validite"])
                | ~Q(motif=""),
                name="etape_corrigee_motif",
                violation_error_message="Cette date se calcule : dites pourquoi la vôtre diffère.",
            ),
            models.CheckConstraint(
                condition=~Q(genre__in=["suspension", "perte", "retrait"]) | ~Q(motif=""),
                name="etape_fin_motif",
                violation_error_message="Dites pourquoi le label s'interrompt.",
            ),
        ]

    def __str__(self):
        lieu = f", {self.site}" if self.site_id else ""
        return f"{self.get_genre_display()}{lieu}"

    def get_absolute_url(self):
        return self.labellisation.get_absolute_url()

    @property
    def fait(self):
        """Ce que lisent les règles du cycle."""
        chiffres = cycle.Chiffres.lire(self.chiffres)
        return cycle.Fait(
            self.pk, self.genre, self.date, self.realisee, self.site_id, self.motif, chiffres
        )


class DecisionQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "labellisation__departement"

    def de_l_annee(self, annee):
        return self.filter(annee=annee)


class Decision(models.Model):
    """Ce que le comité de pilotage décide, pour une année, d'un engagement optionnel."""

    class Choix(models.TextChoices):
        RETENU = "retenu", "retenu"
        DIFFERE = "differe", "différé"
        ECARTE = "ecarte", "écarté"

    labellisation = models.ForeignKey(
        Labellisation, models.CASCADE, related_name="decisions", verbose_name="labellisation"
    )
    annee = models.PositiveSmallIntegerField("année")
    engagement = models.ForeignKey(
        Engagement, models.PROTECT, related_name="decisions", verbose_name="engagement"
    )
    choix = models.CharField("décision", max_length=10, choices=Choix)
    differe_jusqu_au = models.DateField("différé jusqu'au", null=True, blank=True)
    date_copil = models.DateField("comité de pilotage du")
    motif = models.CharField("motif", max_length=300, blank=True)

    history = HistoricalRecords()
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision sur un engagement"
        verbose_name_plural = "décisions sur les engagements"
        ordering = ["-annee", "engagement__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["labellisation", "annee", "engagement"],
                name="decision_unique",
                violation_error_message="Cet engagement a déjà sa décision pour cette année.",
            ),
            models.CheckConstraint(
                condition=(Q(choix="differe") & Q(differe_jusqu_au__isnull=False))
                | (~Q(choix="differe") & Q(differe_jusqu_au=None)),
                name="decision_differee",
                violation_error_message="Un engagement différé l'est jusqu'à une date, les autres "
                "n'en ont pas.",
            ),
        ]

    def __str__(self):
        return f"Engagement {self.engagement.numero}, {self.annee} : {self.get_choix_display()}"

    def get_absolute_url(self):
        return self.labellisation.adresse_des_decisions(self.annee)
