"""Le contenu d'un référentiel : modules, engagements, exigences, et ce qui les rapproche."""

from django.db import models
from django.db.models import Count, F, Prefetch, Q
from django.urls import reverse

from engagements.models.referentiel import (
    Condition,
    Element,
    ElementQuerySet,
    Origine,
    Referentiel,
    Statut,
    Theme,
)
from engagements.models.saisi import Saisi, SaisiQuerySet


class ModuleQuerySet(ElementQuerySet):
    def avec_engagements(self, departement):
        """Chaque module porte ses engagements du moment dans `en_vigueur`."""
        engagements = Engagement.objects.en_vigueur().pour(departement).select_related("theme")
        return self.prefetch_related(Prefetch("engagements", engagements, to_attr="en_vigueur"))


class Module(Element):
    """Partie d'un référentiel, obligatoire, conditionnelle ou optionnelle."""

    class Caractere(models.TextChoices):
        OBLIGATOIRE = "obligatoire", "obligatoire"
        CONDITIONNEL = "conditionnel", "conditionnel"
        OPTIONNEL = "optionnel", "optionnel"

    referentiel = models.ForeignKey(
        Referentiel, models.CASCADE, related_name="modules", verbose_name="référentiel"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    intitule = models.CharField("intitulé", max_length=200)
    intitule_officiel = models.BooleanField("intitulé officiel", default=True)
    caractere = models.CharField("caractère", max_length=20, choices=Caractere)
    caractere_statut = models.CharField(
        "statut du caractère", max_length=20, choices=Statut, default=Statut.CONFIRME
    )
    condition = models.ForeignKey(
        Condition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="modules",
        verbose_name="condition",
    )
    statut = models.CharField("statut", max_length=20, choices=Statut)

    objects = ModuleQuerySet.as_manager()

    class Meta(Element.Meta):
        verbose_name = "module"
        constraints = [
            models.UniqueConstraint(fields=["referentiel", "numero"], name="module_unique"),
        ]

    def __str__(self):
        return f"Module {self.numero} : {self.intitule}"

    def get_absolute_url(self):
        return reverse("engagements:module_detail", args=[self.pk])


class EngagementQuerySet(SaisiQuerySet):
    def du_referentiel(self, referentiel, departement):
        """Ceux qu'on tient dans ce département, dans l'ordre : du fichier, puis saisis."""
        tenus = self.en_vigueur().pour(departement).filter(module__referentiel=referentiel)
        return tenus.order_by(
            F("departement").asc(nulls_first=True), "module__ordre", "ordre", "pk"
        )

    def completes_par(self, departement):
        """Ceux que ce département a saisis, ou auxquels il a ajouté des exigences."""
        ajoutees = Exigence.objects.saisis().filter(departement=departement).values("engagement")
        siens = Q(departement__isnull=False, departement=departement)
        return self.filter(siens | Q(pk__in=ajoutees)).order_by("ordre", "pk")

    def avec_exigences(self, departement):
        """Chaque engagement et le nombre de ses exigences, du fichier ou de ce département."""
        siennes = Q(exigences__departement=None) | Q(exigences__departement=departement)
        en_vigueur = Q(exigences__retire=False) & siennes
        return self.select_related("theme", "condition").annotate(
            nombre_exigences=Count("exigences", filter=en_vigueur)
        )


class Engagement(Saisi, Element):
    """Promesse faite aux usagers, numérotée."""

    module = models.ForeignKey(
        Module, models.PROTECT, related_name="engagements", verbose_name="module"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    intitule = models.CharField("intitulé", max_length=300, blank=True)
    intitule_officiel = models.BooleanField("intitulé officiel", default=True)
    theme = models.ForeignKey(
        Theme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="engagements",
        verbose_name="thème",
    )
    condition = models.ForeignKey(
        Condition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="engagements",
        verbose_name="condition",
    )
    facultatif = models.BooleanField(
        "optionnel", default=False, help_text="Sa mise en œuvre se décide chaque année."
    )
    statut = models.CharField("statut", max_length=20, choices=Statut, default=Statut.CONFIRME)

    objects = EngagementQuerySet.as_manager()

    class Meta(Element.Meta):
        verbose_name = "engagement"
        constraints = [
            models.UniqueConstraint(
                fields=["module", "numero"],
                condition=Q(departement=None, retire=False),
                name="engagement_unique",
            ),
            models.UniqueConstraint(
                fields=["module", "numero", "departement"],
                name="engagement_saisi_unique",
                violation_error_message="Ce numéro est déjà pris dans ce module.",
            ),
        ]

    def __str__(self):
        return f"{self.numero}. {self.intitule or 'Intitulé non retrouvé'}"

    def get_absolute_url(self):
        return reverse("engagements:engagement_detail", args=[self.pk])

    @property
    def du_referentiel(self):
        return self.module.referentiel


class ExigenceQuerySet(SaisiQuerySet):
    def de_pilotage(self):
        """Les exigences du chapitre de pilotage, hors des engagements de service."""
        return self.filter(engagement=None)


class Exigence(Saisi, Element):
    """Point vérifiable sous un engagement, ou du chapitre de pilotage, avec ses preuves."""

    referentiel = models.ForeignKey(
        Referentiel, models.CASCADE, related_name="exigences", verbose_name="référentiel"
    )
    engagement = models.ForeignKey(
        Engagement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exigences",
        verbose_name="engagement",
        help_text="Vide : exigence du chapitre de pilotage.",
    )
    code = models.CharField("code", max_length=20)
    intitule = models.TextField("intitulé")
    origine = models.CharField("origine", max_length=20, choices=Origine)
    code_officiel = models.BooleanField("code officiel", default=False)
    facultative = models.BooleanField("facultative", default=False)
    preuves = models.JSONField("preuves attendues", default=list)
    preuve_automatique = models.JSONField("preuve automatique", null=True, blank=True)
    complement = models.TextField("complément", blank=True)
    verification = models.TextField("vérification", blank=True)
    exception = models.TextField("exception", blank=True)

    objects = ExigenceQuerySet.as_manager()

    class Meta(Element.Meta):
        verbose_name = "exigence"
        constraints = [
            models.UniqueConstraint(
                fields=["referentiel", "code"],
                condition=Q(departement=None, retire=False),
                name="exigence_unique",
            ),
            models.UniqueConstraint(
                fields=["referentiel", "code", "departement"],
                name="exigence_saisie_unique",
                violation_error_message="Ce code est déjà pris dans ce référentiel.",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.intitule}"

    def get_absolute_url(self):
        return reverse("engagements:engagement_detail", args=[self.engagement_id])

    @property
    def du_referentiel(self):
        return self.referentiel

    @property
    def est_proposee(self):
        return self.origine == Origine.PROPOSEE


class CorrespondanceQuerySet(ElementQuerySet):
    def touchant(self, engagement):
        """Celles qui partent de l'engagement, ou qui y mènent."""
        chemins = Q(de_engagement=engagement) | Q(vers_engagements=engagement)
        return self.en_vigueur().filter(chemins).distinct()


class Correspondance(Element):
    """Rapprochement entre deux référentiels : il transporte des preuves, jamais un avis."""

    class Relation(models.TextChoices):
        EQUIVALENT = "équivalent", "même promesse"
        PARTIEL = "partiel", "recouvrement d'une partie"
        NOUVEAU = "nouveau", "n'existe que d'un côté"

    cle = models.SlugField("clé", max_length=60, unique=True)
    de_referentiel = models.ForeignKey(
        Referentiel,
        models.CASCADE,
        related_name="correspondances_sortantes",
        verbose_name="référentiel de départ",
    )
    de_module = models.ForeignKey(
        Module, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="module"
    )
    de_theme = models.ForeignKey(
        Theme, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="thème"
    )
    de_engagement = models.ForeignKey(
        Engagement,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="correspondances_sortantes",
        verbose_name="engagement",
    )
    vers_referentiel = models.ForeignKey(
        Referentiel,
        models.CASCADE,
        related_name="correspondances_entrantes",
        verbose_name="référentiel d'arrivée",
    )
    vers_module = models.ForeignKey(
        Module, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="module"
    )
    vers_engagements = models.ManyToManyField(
        Engagement, related_name="correspondances_entrantes", verbose_name="engagements"
    )
    vers_exigences = models.ManyToManyField(
        Exigence, related_name="correspondances_entrantes", verbose_name="exigences"
    )
    relation = models.CharField("relation", max_length=20, choices=Relation)
    commentaire = models.TextField("commentaire", blank=True)
    statut = models.CharField("statut", max_length=20, choices=Statut)

    objects = CorrespondanceQuerySet.as_manager()

    class Meta(Element.Meta):
        verbose_name = "correspondance"

    def __str__(self):
        return self.cle

    @property
    def depart(self):
        """L'élément de départ, le plus précis connu ; None s'il n'y en a pas."""
        return self.de_engagement or self.de_theme or self.de_module
