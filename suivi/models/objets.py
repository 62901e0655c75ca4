"""Ce sur quoi porte une réclamation : objets recevables, exclusions, catégories du département."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse_lazy
from django.utils.text import slugify
from simple_history.models import HistoricalRecords

from engagements.models import Exigence, Referentiel
from qualepref.socle.models import Departement, PerimetreQuerySet
from suivi.models.regles import Statut

REGLAGES = reverse_lazy("suivi:objetreclamation_list")
CATEGORIES = reverse_lazy("suivi:categoriereclamation_list")


class ObjetReclamationQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def visibles_par(self, agent, permission=None):
        """Les nationaux, communs à tous, et ceux de son département."""
        if not agent.is_active:
            return self.none()
        siens = super().visibles_par(agent, permission).values("pk")
        return self.filter(Q(departement=None) | Q(pk__in=siens))

    def pour(self, departement):
        return self.filter(Q(departement=None) | Q(departement=departement))

    def proposes_a(self, departement, garder=None):
        """Ceux qu'on y choisit encore ; `garder` : celui qui est déjà choisi."""
        actifs = Q(actif=True) & ~Q(pk__in=self.filter(ecarte_par=departement).values("pk"))
        return self.pour(departement).filter(actifs | Q(pk=garder))

    def recevables(self):
        return self.filter(genre=ObjetReclamation.Genre.RECEVABLE)

    def exclusions(self):
        return self.filter(genre=ObjetReclamation.Genre.EXCLUSION)

    def avec_emploi(self, departement):
        """Annote `nombre`, les demandes du département qui l'emploient, et `est_ecarte`."""
        siennes = Q(qualifications__demande__departement=departement)
        ecartes = self.model.ecarte_par.through.objects.filter(
            objetreclamation=models.OuterRef("pk"), departement=departement
        )
        return self.annotate(
            nombre=Count("qualifications", filter=siennes), est_ecarte=models.Exists(ecartes)
        )


class ObjetReclamation(models.Model):
    """Ce sur quoi porte une suggestion ou une réclamation : objet recevable ou exclusion."""

    class Genre(models.TextChoices):
        RECEVABLE = "recevable", "objet recevable"
        EXCLUSION = "exclusion", "exclusion (hors champ)"

    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="objets_de_reclamation",
        verbose_name="département",
    )
    cle = models.SlugField("clé", max_length=50)
    libelle = models.CharField("libellé", max_length=150)
    genre = models.CharField("genre", max_length=10, choices=Genre, default=Genre.RECEVABLE)
    exigence = models.CharField(
        "exigence liée", max_length=10, blank=True, help_text="Son code : « 7.2 »."
    )
    statut = models.CharField("statut", max_length=12, choices=Statut, default=Statut.CONFIRME)
    note = models.CharField("note", max_length=300, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=100)
    actif = models.BooleanField("proposé à la saisie", default=True)
    ecarte_par = models.ManyToManyField(
        Departement, blank=True, related_name="objets_ecartes", verbose_name="écarté par"
    )

    history = HistoricalRecords()
    objects = ObjetReclamationQuerySet.as_manager()

    class Meta:
        verbose_name = "objet de réclamation"
        verbose_name_plural = "objets de réclamation"
        ordering = ["-genre", "ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cle"], condition=Q(departement=None), name="objet_national_unique"
            ),
            models.UniqueConstraint(
                fields=["departement", "cle"],
                name="objet_local_unique",
                violation_error_message="Cet objet existe déjà dans le département.",
            ),
        ]

    def __str__(self):
        return self.libelle

    def save(self, *args, **kwargs):
        self.cle = self.cle or slugify(self.libelle)[:50] or "objet"
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return str(REGLAGES)

    @property
    def est_national(self):
        return self.departement_id is None

    @property
    def peut_s_ecarter(self):
        """Ceux que la source confirme restent partout ; un objet proposé se refuse."""
        return self.est_national and self.statut != Statut.CONFIRME

    def ecarter(self, departement):
        if not self.peut_s_ecarter or departement is None:
            raise ValidationError(f"« {self} » reste proposé à tous les départements.")
        self.ecarte_par.add(departement)

    def retenir(self, departement):
        self.ecarte_par.remove(departement)

    def engagement_pour(self, departement):
        """Celui que met en cause l'exigence liée, dans le référentiel du département, ou None."""
        referentiel = Referentiel.objects.suivi_par(departement) if self.exigence else None
        exigences = Exigence.objects.filter(referentiel=referentiel, code=self.exigence)
        exigence = exigences.exclude(engagement=None).select_related("engagement").first()
        return exigence and exigence.engagement


class CategorieReclamationQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def avec_nombre(self):
        return self.annotate(nombre=Count("qualifications"))


class CategorieReclamation(models.Model):
    """Un rangement propre au département : « rendez-vous », « affichage », « file d'attente »."""

    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        related_name="categories_de_reclamation",
        verbose_name="département",
    )
    libelle = models.CharField("libellé", max_length=100)

    history = HistoricalRecords()
    objects = CategorieReclamationQuerySet.as_manager()

    class Meta:
        verbose_name = "catégorie de réclamation"
        verbose_name_plural = "catégories de réclamation"
        ordering = ["libelle", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "libelle"],
                name="categorie_unique",
                violation_error_message="Cette catégorie existe déjà dans le département.",
            )
        ]

    def __str__(self):
        return self.libelle

    def get_absolute_url(self):
        return str(CATEGORIES)

    @transaction.atomic
    def fusionner(self, autre):
        """Ce qui était rangé ici l'est dans l'autre ; celle-ci disparaît."""
        if autre == self or autre.departement_id != self.departement_id:
            raise ValidationError("Choisissez une autre catégorie du même département.")
        self.qualifications.update(categorie=autre)
        self.delete()
