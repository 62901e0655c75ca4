from fractions import Fraction

from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from simple_history.models import HistoricalRecords

from pilotage.cibles import CibleDatee
from pilotage.grandeurs import Definition
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Agent, Departement, Designation, PerimetreQuerySet
from qualepref.socle.periodes import Genre
from qualepref.socle.temps import aujourdhui

PAS = {
    "mensuelle": Genre.MOIS,
    "trimestrielle": Genre.TRIMESTRE,
    "semestrielle": Genre.SEMESTRE,
    "annuelle": Genre.ANNEE,
}


class IndicateurQuerySet(PerimetreQuerySet):
    chemin_perimetre = None

    def visibles_par(self, agent, permission=None):
        """La liste livrée est commune à tous : seul le réglage est propre à un département."""
        return self if agent.is_active else self.none()

    def regles_pour(self, departement, le=None):
        """Chaque indicateur, avec `actif`, `cible_visee` et `sens_vise` du département ce jour."""
        fixees = CibleIndicateur.objects.filter(
            indicateur=OuterRef("pk"), departement=departement, date_effet__lte=le or aujourdhui()
        ).order_by("-date_effet")
        return self.annotate(
            reglage=FilteredRelation("reglages", condition=Q(reglages__departement=departement)),
            actif=Coalesce(F("reglage__actif"), F("actif_par_defaut")),
            cible_visee=Case(
                When(Exists(fixees), then=Subquery(fixees.values("cible")[:1])), default=F("cible")
            ),
            sens_vise=Coalesce(Subquery(fixees.values("sens")[:1]), F("sens")),
        )

    def actifs_pour(self, departement):
        return self.regles_pour(departement).filter(actif=True)

    def non_ecartes_par(self, departement):
        """Les actifs, et les facultatifs dont le département n'a pas dit qu'il s'en passe."""
        return self.regles_pour(departement).filter(Q(actif=True) | Q(reglage=None))


class Indicateur(models.Model):
    """Une grandeur suivie par la démarche qualité, avec son mode de calcul et sa cible."""

    class Famille(models.TextChoices):
        COURRIERS_COURRIELS = "courriers_courriels", "Courriers et courriels"
        ECOUTE = "ecoute", "Suggestions et réclamations"
        TELEPHONIE = "telephonie", "Téléphonie"
        SATISFACTION = "satisfaction", "Satisfaction des usagers"
        ACCUEIL_PHYSIQUE = "accueil_physique", "Accueil physique"
        INTERNET = "internet", "Site internet et point numérique"
        RESEAUX_SOCIAUX = "reseaux_sociaux", "Réseaux sociaux"
        FORMATION = "formation", "Formation et tutorat"
        DELIVRANCE_TITRES = "delivrance_titres", "Délivrance des titres"
        PILOTAGE = "pilotage", "Pilotage de la démarche"

    class Unite(models.TextChoices):
        POURCENTAGE = "%", "%"
        JOURS = "jours", "jours"
        NOMBRE = "nombre", "nombre"
        SUR_CINQ = "sur 5", "sur 5"

    class Sens(models.TextChoices):
        HAUSSE = "hausse", "à la hausse"
        BAISSE = "baisse", "à la baisse"
        NEUTRE = "neutre", "suivi sans cible"

    class Periodicite(models.TextChoices):
        MENSUELLE = "mensuelle", "mensuelle"
        TRIMESTRIELLE = "trimestrielle", "trimestrielle"
        SEMESTRIELLE = "semestrielle", "semestrielle"
        ANNUELLE = "annuelle", "annuelle"

    class Statut(models.TextChoices):
        CONFIRME = "confirmé", "confirmé"
        PROPOSE = "proposé", "proposé"
        A_VERIFIER = "à vérifier", "à vérifier"

    class Source(models.TextChoices):
        CALCULE = "calcule", "calculé par l'application"
        SAISI = "saisi", "saisi à la main"
        PILOT = "pilot", "PILOT"
        MEMOBOX = "memobox", "Memobox"
        SPHINX = "sphinx", "SPHINX"
        RESEAUX = "reseaux", "statistiques des réseaux sociaux"

    code = models.CharField("code", max_length=30, unique=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    libelle = models.CharField("libellé", max_length=150)
    famille = models.CharField("famille", max_length=30, choices=Famille)
    actif_par_defaut = models.BooleanField("actif d'origine", default=True)
    numerateur = models.CharField("numérateur", max_length=300)
    denominateur = models.CharField("dénominateur", max_length=300, blank=True)
    unite = models.CharField("unité", max_length=10, choices=Unite)
    sens = models.CharField("sens", max_length=10, choices=Sens)
    cible = models.DecimalField("cible", max_digits=12, decimal_places=4, null=True, blank=True)
    cible_statut = models.CharField(
        "statut de la cible", max_length=12, choices=Statut, blank=True, default=""
    )
    periodicite = models.CharField("périodicité", max_length=15, choices=Periodicite)
    source = models.CharField("source", max_length=10, choices=Source)
    mode_de_calcul = models.TextField("mode de calcul")
    delai_disponibilite_jours = models.PositiveSmallIntegerField("délai de disponibilité (jours)")
    engagement = models.PositiveSmallIntegerField("engagement", null=True, blank=True)
    ventilation = models.JSONField("ventilation", default=list, blank=True)
    statut = models.CharField("statut", max_length=12, choices=Statut)
    reference = models.TextField("référence", blank=True)

    history = HistoricalRecords()
    objects = IndicateurQuerySet.as_manager()

    class Meta:
        verbose_name = "indicateur"
        ordering = ["ordre", "pk"]

    def __str__(self):
        return self.libelle

    def get_absolute_url(self):
        return reverse("pilotage:indicateur_detail", args=[self.pk])

    @property
    def est_calcule(self):
        return self.source == self.Source.CALCULE

    def modalites(self, departement):
        """Les détails déjà mesurés dans le département : nom sans casse ni accents → nom écrit."""
        siennes = self.mesures.filter(departement=departement).exclude(modalite="")
        noms = siennes.order_by("modalite").values_list("modalite", flat=True).distinct()
        return {normaliser(nom): nom for nom in noms}

    @property
    def sens_dit(self):
        """Celui de la cible du département, s'il en a fixé une (voir `regles_pour`)."""
        return self.Sens(getattr(self, "sens_vise", self.sens)).label

    @property
    def pas(self):
        return PAS[self.periodicite]

    @property
    def definition(self):
        """Ce que lit la consolidation ; la cible est d'origine (un département date la sienne)."""
        return Definition(
            code=self.code,
            unite=self.unite,
            sens=self.sens,
            cible=en_fraction(self.cible),
            pas=self.pas,
            delai=self.delai_disponibilite_jours,
            ventilation=tuple(self.ventilation),
        )


def en_fraction(nombre):
    return None if nombre is None else Fraction(nombre)


class ReglageIndicateurQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"


class ReglageIndicateur(models.Model):
    """Le choix d'un département pour un indicateur : le suivre ou non, et qui en répond."""

    indicateur = models.ForeignKey(
        Indicateur, models.PROTECT, related_name="reglages", verbose_name="indicateur"
    )
    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        related_name="reglages_indicateurs",
        verbose_name="département",
    )
    actif = models.BooleanField("suivi dans le département", default=True)
    fonction = models.CharField(
        "fonction responsable",
        max_length=40,
        choices=Designation.Fonction,
        blank=True,
        help_text="L'indicateur suit qui la tient.",
    )
    agent = models.ForeignKey(
        Agent,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicateurs",
        verbose_name="agent responsable",
        help_text="Une personne, à défaut de fonction.",
    )

    history = HistoricalRecords()
    objects = ReglageIndicateurQuerySet.as_manager()

    class Meta:
        verbose_name = "réglage d'indicateur"
        verbose_name_plural = "réglages d'indicateurs"
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "departement"],
                name="reglage_indicateur_unique",
                violation_error_message="Cet indicateur est déjà réglé pour le département.",
            ),
            models.CheckConstraint(
                condition=Q(fonction="") | Q(agent=None),
                name="reglage_indicateur_un_responsable",
                violation_error_message="Choisissez une fonction ou un agent, pas les deux.",
            ),
        ]

    def __str__(self):
        return f"{self.indicateur.code} : {self.departement}"

    def get_absolute_url(self):
        return self.indicateur.get_absolute_url()


class CibleIndicateurQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"


class CibleIndicateur(models.Model):
    """Ce qu'un département vise pour un indicateur à partir d'un jour ; les périodes passées
    gardent la cible qu'elles avaient."""

    class Sens(models.TextChoices):
        HAUSSE = "hausse", "au moins"
        BAISSE = "baisse", "au plus"

    indicateur = models.ForeignKey(
        Indicateur, models.PROTECT, related_name="cibles", verbose_name="indicateur"
    )
    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        related_name="cibles_indicateurs",
        verbose_name="département",
    )
    date_effet = models.DateField("à partir du")
    sens = models.CharField("sens", max_length=10, choices=Sens)
    cible = models.DecimalField(
        "cible",
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Vide : l'indicateur se suit sans cible.",
    )
    motif = models.CharField("motif", max_length=300, blank=True)

    history = HistoricalRecords()
    objects = CibleIndicateurQuerySet.as_manager()

    class Meta:
        verbose_name = "cible d'un indicateur"
        verbose_name_plural = "cibles des indicateurs"
        ordering = ["indicateur", "-date_effet", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "departement", "date_effet"],
                name="cible_indicateur_unique",
                violation_error_message="Une cible est déjà fixée à partir de ce jour.",
            ),
            models.CheckConstraint(
                condition=Q(cible=None) | Q(cible__gte=0),
                name="cible_indicateur_positive",
                violation_error_message="Une cible ne peut pas être négative.",
            ),
        ]

    def __str__(self):
        return f"{self.indicateur.code}, cible à partir du {self.date_effet:%d/%m/%Y}"

    def get_absolute_url(self):
        return self.indicateur.get_absolute_url()

    @property
    def datee(self):
        return CibleDatee(self.date_effet, en_fraction(self.cible), self.sens)
