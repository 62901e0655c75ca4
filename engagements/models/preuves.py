"""Les preuves : ce qui montre qu'une exigence est tenue, et jusqu'à quand cela vaut."""

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements.models.campagne import Campagne
from engagements.models.cellules import AutoEvaluation, AvisEngagement
from qualepref.socle.histoire import ordre_au
from qualepref.socle.models import Departement, PerimetreQuerySet, Service
from qualepref.socle.temps import aujourdhui


class PreuveQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_departement = "departement"

    def valables(self, le=None):
        """Prises d'effet et pas encore périmées ce jour-là."""
        le = le or aujourdhui()
        return self.filter(
            Q(valable_jusqu_au=None) | Q(valable_jusqu_au__gte=le), date_effet__lte=le
        )

    def avec_dates_au(self, le):
        """Annote `effet_alors` et `fin_alors` : les dates que la preuve portait ce jour-là."""
        champs = {"effet_alors": F("date_effet"), "fin_alors": F("valable_jusqu_au")}
        if le >= aujourdhui():
            return self.annotate(**champs)
        lignes = self.model.history.model.objects.filter(id=OuterRef("pk")).exclude(
            history_type="-"
        )
        lue = lignes.order_by(*ordre_au(le))
        return self.annotate(
            **{
                alors: Case(
                    When(Exists(lignes), then=Subquery(lue.values(champ.name)[:1])), default=champ
                )
                for alors, champ in champs.items()
            }
        )

    def perimees(self, le=None):
        return self.filter(valable_jusqu_au__lt=le or aujourdhui())

    def recherchees(self, texte):
        return self.filter(Q(intitule__icontains=texte) | Q(emplacement__icontains=texte))

    def sans_usage(self):
        """Celles qu'aucune réponse ne cite."""
        return self.filter(autoevaluations=None, avisengagements=None)

    def confies(self, agent, permission):
        """Une preuve qui vaut pour tout le département se lit de tous ses lecteurs."""
        if permission != "engagements.view_preuve":
            return []
        return [Q(service=None, departement__in=agent.portee(permission).rattachements)]

    def pour_le_service(self, service):
        """Ce qu'un service peut citer : ses preuves, celles de ses services parents et communes."""
        siennes = Q(service__in=service.lignee()) | Q(service=None)
        return self.filter(siennes, departement=service.site.departement_id)

    def en_usage(self):
        """Celles que cite une réponse d'une campagne ouverte : les laisser périmer se verrait."""
        ouvertes = {"preuves": OuterRef("pk"), "campagne__etat": Campagne.Etat.OUVERTE}
        return self.filter(
            Exists(AutoEvaluation.objects.filter(**ouvertes))
            | Exists(AvisEngagement.objects.filter(**ouvertes))
        )

    def avec_usages(self):
        """Combien de réponses chaque preuve sert."""
        return self.annotate(
            nombre_usages=Count("autoevaluations", distinct=True)
            + Count("avisengagements", distinct=True)
        ).order_by(*self.model._meta.ordering)


class Preuve(models.Model):
    """Pièce ou donnée qui montre que des exigences sont tenues, une seule fois pour toutes.

    Chaque app plus haute lui ajoute son enfant (version de document, relevé, enquête…).
    """

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="preuves", verbose_name="département"
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="preuves",
        verbose_name="service",
        help_text="Vide : elle vaut pour tout le département.",
    )
    intitule = models.CharField("intitulé", max_length=300)
    genre = models.SlugField(
        "genre", max_length=30, blank=True, editable=False, help_text="Vide : décrite à la main."
    )
    type_preuve = models.SlugField("type de preuve", max_length=60, blank=True)
    emplacement = models.CharField(
        "où elle se trouve",
        max_length=500,
        blank=True,
        help_text="Adresse, référence ou dossier partagé.",
    )
    date_effet = models.DateField("date d'effet", default=aujourdhui)
    date_depot = models.DateField("déposée le", default=aujourdhui, editable=False)
    valable_jusqu_au = models.DateField("valable jusqu'au", null=True, blank=True)
    autoevaluations = models.ManyToManyField(
        AutoEvaluation, blank=True, related_name="preuves", verbose_name="auto-évaluations"
    )
    avisengagements = models.ManyToManyField(
        AvisEngagement, blank=True, related_name="preuves", verbose_name="avis sur les engagements"
    )

    history = HistoricalRecords(m2m_fields=[autoevaluations, avisengagements])
    objects = PreuveQuerySet.as_manager()

    class Meta:
        verbose_name = "preuve"
        ordering = ["-date_effet", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valable_jusqu_au=None) | Q(valable_jusqu_au__gte=F("date_effet")),
                name="preuve_ordre",
                violation_error_message="La preuve cesse de valoir avant sa date d'effet.",
            ),
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("engagements:preuve_detail", args=[self.pk])

    def est_perimee(self, le=None):
        fin = self.valable_jusqu_au
        return fin is not None and fin < (le or aujourdhui())

    def validite(self, le=None):
        """En mots : ce qu'elle vaut ce jour-là."""
        le = le or aujourdhui()
        if self.est_perimee(le):
            return f"périmée depuis le {self.valable_jusqu_au:%d/%m/%Y}"
        if self.date_effet > le:
            return f"prend effet le {self.date_effet:%d/%m/%Y}"
        if self.valable_jusqu_au:
            return f"valable jusqu'au {self.valable_jusqu_au:%d/%m/%Y}"
        return "valable"
