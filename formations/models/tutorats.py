"""Le tutorat : un nouvel arrivant accompagné en attendant sa formation.

Il couvre l'attente et ne vaut pas formation (formations.yaml, « tutorat » ; pratique de l'Isère).
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements.cycle import ajouter_mois
from formations.models.agents import AgentAFormer
from formations.models.catalogue import RegleTutorat
from qualepref.socle.models import PerimetreQuerySet, Service
from qualepref.socle.temps import aujourdhui


class TutoratQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"

    def en_cours(self, le=None):
        return self.filter(pk__in=PeriodeTutorat.objects.en_cours(le).values("tutorat"))

    def signes(self):
        return self.filter(pk__in=PeriodeTutorat.objects.signees().values("tutorat"))

    def a_signer(self):
        """Une période attend les trois signatures."""
        attendent = PeriodeTutorat.objects.filter(date_signature=None)
        return self.ouverts().filter(pk__in=attendent.values("tutorat"))

    def signes_au(self, le):
        """Une convention signée ce jour-là au plus tard, une fois même renouvelée."""
        signees = PeriodeTutorat.objects.signees().filter(date_signature__lte=le)
        return self.filter(pk__in=signees.order_by().values("tutorat"))

    def par_signature(self, debut=None, fin=None):
        """Une ligne par signature entre deux jours : un renouvellement compte une fois de plus."""
        bornes = {"periodes__date_signature__isnull": False}
        if debut:
            bornes["periodes__date_signature__gte"] = debut
        if fin:
            bornes["periodes__date_signature__lte"] = fin
        return self.filter(**bornes)

    def avec_fin(self):
        """`fin` : le dernier jour de la dernière période signée ; None si rien n'est signé."""
        signees = PeriodeTutorat.objects.signees().filter(tutorat=OuterRef("pk"))
        return self.annotate(fin=Subquery(signees.order_by("-date_fin").values("date_fin")[:1]))

    def ouverts(self):
        return self.filter(date_cloture=None)

    @transaction.atomic
    def convenir(self, tutorat, date_debut, *, signee_le=None):
        """Enregistre une convention, sa première période et ses points d'étape."""
        regle = RegleTutorat.objects.en_vigueur()
        tutorat.save()
        tutorat._ajouter(date_debut, regle, signee_le)
        PointEtape.objects.bulk_create(
            PointEtape(tutorat=tutorat, date_prevue=date_debut + timedelta(days=jours))
            for jours in regle.points_etape_jours
        )
        return tutorat


class Tutorat(models.Model):
    """Une convention entre un nouvel arrivant, son tuteur et le chef de bureau."""

    tutore = models.ForeignKey(
        AgentAFormer, models.CASCADE, related_name="tutorats", verbose_name="tutoré"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="tutorats", verbose_name="service"
    )
    service_lu = models.CharField(
        "service tel qu'écrit", max_length=150, blank=True, editable=False
    )
    tuteur = models.CharField("tuteur", max_length=200)
    chef_de_bureau = models.CharField("chef de bureau", max_length=200)
    objectifs = models.TextField("objectifs", blank=True)
    observations = models.TextField("observations", blank=True)
    bilan = models.TextField("bilan", blank=True)
    date_cloture = models.DateField("clos le", null=True, blank=True, editable=False)

    history = HistoricalRecords(excluded_fields=["tuteur", "chef_de_bureau"])
    objects = TutoratQuerySet.as_manager()

    class Meta:
        verbose_name = "convention de tutorat"
        verbose_name_plural = "conventions de tutorat"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(tuteur="") & ~Q(chef_de_bureau=""),
                name="tutorat_signataires",
                violation_error_message="Une convention a un tuteur et un chef de bureau.",
            ),
        ]

    def __str__(self):
        return f"Tutorat : {self.tutore}"

    def get_absolute_url(self):
        return reverse("formations:tutorat_detail", args=[self.pk])

    @property
    def est_clos(self):
        return self.date_cloture is not None

    @transaction.atomic
    def renouveler(self, date_debut):
        """Une période de plus, à signer ; elle commence après la dernière."""
        tutorat = self._verrouille()
        regle = RegleTutorat.objects.en_vigueur()
        derniere = tutorat.periodes.last()
        if derniere and date_debut <= derniere.date_fin:
            raise ValidationError(
                f"La convention court déjà jusqu'au {derniere.date_fin:%d/%m/%Y} : renouvelez-la "
                "à partir du lendemain."
            )
        return tutorat._ajouter(date_debut, regle)

    def reprendre(self, date_debut):
        """Un renouvellement déjà signé, noté dans un classeur, même s'il chevauche."""
        periode = self._ajouter(date_debut, RegleTutorat.objects.en_vigueur(), date_debut)
        self.citations.suivre()
        return periode

    @transaction.atomic
    def signer(self, le):
        """Les trois ont signé : la période qui attendait couvre l'attente."""
        attente = self._verrouille().periodes.filter(date_signature=None).first()
        if attente is None:
            raise ValidationError("Rien n'attend de signature.")
        attente.date_signature = le
        attente.full_clean()
        attente.save(update_fields=["date_signature"])
        self.citations.suivre()

    @transaction.atomic
    def clore(self, le, bilan):
        """Fin avant terme ou au terme : ce qui restait à courir ne couvre plus."""
        tutorat = self._verrouille()
        tutorat.date_cloture, tutorat.bilan = le, bilan
        tutorat.save(update_fields=["date_cloture", "bilan"])
        tutorat.periodes.filter(date_debut__gt=le).delete()
        tutorat.periodes.filter(date_fin__gt=le).update(date_fin=le)
        self.citations.suivre()

    def _verrouille(self):
        tutorat = Tutorat.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if tutorat.est_clos:
            raise ValidationError(f"Ce tutorat est clos depuis le {tutorat.date_cloture:%d/%m/%Y}.")
        return tutorat

    def _ajouter(self, date_debut, regle, signee_le=None):
        return self.periodes.create(
            rang=self.periodes.count() + 1,
            date_debut=date_debut,
            date_fin=ajouter_mois(date_debut, regle.duree_mois),
            date_signature=signee_le,
        )


class PeriodeTutoratQuerySet(PerimetreQuerySet):
    chemin_perimetre = "tutorat__service"

    def signees(self):
        return self.exclude(date_signature=None)

    def en_cours(self, le=None):
        le = le or aujourdhui()
        return self.signees().filter(date_debut__lte=le, date_fin__gte=le)

    def dernieres(self):
        """Ce qui éteint un tutorat encore ouvert : sa dernière période signée."""
        suites = self.model.objects.signees().filter(
            tutorat=OuterRef("tutorat"), rang__gt=OuterRef("rang")
        )
        return self.signees().filter(~Exists(suites), tutorat__date_cloture=None)


class PeriodeTutorat(models.Model):
    """La durée d'une convention, puis celle de chaque renouvellement ; non signée, elle attend."""

    tutorat = models.ForeignKey(
        Tutorat, models.CASCADE, related_name="periodes", verbose_name="convention"
    )
    rang = models.PositiveSmallIntegerField("rang")
    date_debut = models.DateField("du")
    date_fin = models.DateField("au")
    date_signature = models.DateField("signée le", null=True, blank=True)

    objects = PeriodeTutoratQuerySet.as_manager()

    class Meta:
        verbose_name = "période de tutorat"
        verbose_name_plural = "périodes de tutorat"
        ordering = ["tutorat", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["tutorat", "rang"], name="periode_tutorat_rang"),
            models.CheckConstraint(
                condition=Q(date_fin__gte=F("date_debut")),
                name="periode_tutorat_ordre",
                violation_error_message="La période finit avant de commencer.",
            ),
        ]

    def __str__(self):
        return f"du {self.date_debut:%d/%m/%Y} au {self.date_fin:%d/%m/%Y}"

    def get_absolute_url(self):
        return self.tutorat.get_absolute_url()


class PointEtapeQuerySet(PerimetreQuerySet):
    chemin_perimetre = "tutorat__service"

    def a_tenir(self):
        return self.filter(date_tenue=None, tutorat__date_cloture=None)


class PointEtape(models.Model):
    """Un point entre le tuteur, le tutoré et le chef de bureau, prévu puis tenu."""

    tutorat = models.ForeignKey(
        Tutorat, models.CASCADE, related_name="points_etape", verbose_name="convention"
    )
    date_prevue = models.DateField("prévu le")
    date_tenue = models.DateField("tenu le", null=True, blank=True)
    observations = models.TextField("ce qui s'est dit", blank=True)

    objects = PointEtapeQuerySet.as_manager()

    class Meta:
        verbose_name = "point d'étape"
        verbose_name_plural = "points d'étape"
        ordering = ["date_prevue", "pk"]

    def __str__(self):
        return f"Point d'étape du {self.date_prevue:%d/%m/%Y}"

    def get_absolute_url(self):
        return self.tutorat.get_absolute_url()
