"""Les thèmes, le catalogue et la règle du tutorat : des données, que le fichier chargé change."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from formations.echeances import Regle
from qualepref.socle.models import CommunQuerySet, Departement, PerimetreQuerySet


class ThemeFormation(models.Model):
    """Ce sur quoi certains agents doivent être formés : qui, en combien de mois, tous les combien.

    Ses durées ne valent que pour ce qui se décide ensuite : une obligation garde les siennes.
    """

    cle = models.SlugField("clé", max_length=60, unique=True)
    libelle = models.CharField("libellé", max_length=150)
    populations = models.JSONField("agents visés", default=list)
    delai_initial_mois = models.PositiveSmallIntegerField("à faire dans les (mois)")
    renouvellement_mois = models.PositiveSmallIntegerField(
        "à renouveler tous les (mois)", null=True, blank=True
    )
    equivalence = models.CharField("équivalence", max_length=300, blank=True)
    exigence = models.CharField("exigence", max_length=10)
    alias = models.JSONField("autres écritures", default=list)
    statut = models.CharField("statut", max_length=20)
    statut_periodicite = models.CharField("statut de la périodicité", max_length=20)
    reference = models.CharField("source", max_length=300, blank=True)
    version = models.CharField("version", max_length=20)
    ordre = models.PositiveSmallIntegerField("rang", default=0)
    retire = models.BooleanField("retiré", default=False)

    history = HistoricalRecords()
    objects = CommunQuerySet.as_manager()

    class Meta:
        verbose_name = "thème de formation"
        verbose_name_plural = "thèmes de formation"
        ordering = ["ordre", "pk"]

    def __str__(self):
        return self.libelle

    @property
    def regle(self):
        return Regle(self.delai_initial_mois, self.renouvellement_mois)


class FormationQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def confies(self, agent, permission):
        """Le catalogue livré est à tous ; ce qu'une préfecture y ajoute n'est qu'à elle."""
        return [Q(departement=None)]

    def proposees(self, departement):
        """Ce que ce département peut programmer."""
        return self.filter(Q(departement=None) | Q(departement=departement), retire=False)


class Formation(models.Model):
    """Une formation du catalogue, et les thèmes qu'elle valide."""

    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="formations",
        verbose_name="département",
        help_text="Vide : livrée avec le catalogue.",
    )
    cle = models.SlugField("clé", max_length=60, blank=True)
    intitule = models.CharField("intitulé", max_length=200)
    themes = models.ManyToManyField(
        ThemeFormation, blank=True, related_name="formations", verbose_name="thèmes validés"
    )
    origine = models.CharField("origine", max_length=60, blank=True)
    ordre = models.PositiveSmallIntegerField("rang", default=0)
    retire = models.BooleanField("retirée", default=False)

    history = HistoricalRecords(m2m_fields=[themes])
    objects = FormationQuerySet.as_manager()

    class Meta:
        verbose_name = "formation"
        ordering = ["ordre", "intitule", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cle"],
                condition=~Q(cle=""),
                name="formation_cle_unique",
                violation_error_message="Cette clé est déjà celle d'une autre formation.",
            ),
            models.UniqueConstraint(
                fields=["departement", "intitule"],
                name="formation_intitule_unique",
                violation_error_message="Cette formation est déjà au catalogue.",
            ),
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("formations:formation_list")

    @property
    def est_modifiable(self):
        """Ce que le fichier livré apporte ne se change que par lui."""
        return self.departement_id is not None

    @property
    def adresse_de_modification(self):
        return reverse("formations:formation_update", args=[self.pk])

    @property
    def themes_en_mots(self):
        return ", ".join(str(theme) for theme in self.themes.all()) or "aucun"

    @property
    def origine_en_mots(self):
        return "la préfecture" if self.est_modifiable else "catalogue livré"


class RegleTutoratQuerySet(CommunQuerySet):
    def en_vigueur(self):
        """La seule règle chargée ; lève ValidationError s'il n'y en a pas."""
        regle = self.first()
        if regle is None:
            raise ValidationError("La règle du tutorat n'est pas chargée (formations.yaml).")
        return regle


class RegleTutorat(models.Model):
    """Combien de mois dure une convention de tutorat, et quels jours on fait le point."""

    cle = models.SlugField("clé", max_length=60, unique=True)
    version = models.CharField("version", max_length=20)
    duree_mois = models.PositiveSmallIntegerField("durée (mois)")
    points_etape_jours = models.JSONField("points d'étape (jours)", default=list)
    statut = models.CharField("statut de la durée", max_length=20)

    objects = RegleTutoratQuerySet.as_manager()

    class Meta:
        verbose_name = "règle du tutorat"
        verbose_name_plural = "règles du tutorat"
        ordering = ["pk"]

    def __str__(self):
        return f"Tutorat de {self.duree_mois} mois (version {self.version})"
