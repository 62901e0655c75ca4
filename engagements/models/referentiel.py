"""Les référentiels : des données versionnées, que seuls les fichiers chargés changent."""

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements import cotation
from qualepref.socle.models import CommunQuerySet


class Statut(models.TextChoices):
    CONFIRME = "confirmé", "confirmé"
    PROPOSE = "proposé", "proposé"
    A_VERIFIER = "à vérifier", "à vérifier"


class Origine(models.TextChoices):
    CONFIRMEE = "confirmée", "confirmée par une source"
    PROPOSEE = "proposée", "proposée par le projet"


class ChargeQuerySet(CommunQuerySet):
    def du_fichier(self):
        """Ce que le chargement d'un fichier a seul le droit de changer."""
        return self


class ReferentielQuerySet(ChargeQuerySet):
    def avec_comptes(self):
        """Modules, engagements et exigences du fichier en vigueur, hors chapitre de pilotage."""
        return self.annotate(
            nombre_modules=Count("modules", filter=Q(modules__retire=False), distinct=True),
            nombre_engagements=Count(
                "modules__engagements",
                filter=Q(
                    modules__engagements__retire=False, modules__engagements__departement=None
                ),
                distinct=True,
            ),
            nombre_exigences=Count(
                "exigences",
                filter=Q(
                    exigences__retire=False,
                    exigences__departement=None,
                    exigences__engagement__isnull=False,
                ),
                distinct=True,
            ),
        ).order_by("-date")

    def suivi_par(self, departement):
        """Celui de sa démarche la plus récente ; à défaut le plus fourni, ou None."""
        engage = self.filter(labellisations__departement=departement)
        return (
            departement and engage.order_by("-labellisations__date_debut").first()
        ) or self.avec_comptes().order_by("-nombre_engagements", "-date").first()


class Referentiel(models.Model):
    """Texte qui fixe les engagements à tenir, dans une version datée."""

    code = models.SlugField("code", max_length=60, unique=True, allow_unicode=True)
    intitule = models.CharField("intitulé", max_length=100)
    intitule_long = models.CharField("intitulé complet", max_length=400, blank=True)
    version = models.CharField("version", max_length=100)
    version_donnees = models.CharField("version des données", max_length=20)
    editeur = models.CharField("éditeur", max_length=200)
    date = models.DateField("date")
    en_vigueur_depuis = models.DateField("en vigueur depuis", null=True, blank=True)
    fin_d_usage = models.CharField("fin d'usage", max_length=20, blank=True)
    motif_fin = models.CharField("motif de la fin d'usage", max_length=300, blank=True)
    remplace = models.CharField("remplace", max_length=100, blank=True)
    remplace_par = models.CharField("remplacé par", max_length=100, blank=True)
    successeur_annonce = models.CharField("successeur annoncé", max_length=200, blank=True)
    sources = models.JSONField("sources", default=list)
    evaluation = models.JSONField("règles d'évaluation", default=dict)
    pilotage = models.JSONField("chapitre de pilotage", default=dict)
    cycle = models.JSONField("cycle du label", default=dict)
    complements = models.JSONField("autres indications du fichier", default=dict)

    history = HistoricalRecords()
    objects = ReferentielQuerySet.as_manager()

    class Meta:
        verbose_name = "référentiel"
        ordering = ["-date", "pk"]

    def __str__(self):
        return f"{self.intitule} ({self.version})"

    def get_absolute_url(self):
        return reverse("engagements:referentiel_detail", args=[self.pk])

    @property
    def pire(self):
        """Les avis du plus au moins dégradant, tels que le fichier les ordonne."""
        return tuple(self.evaluation.get("pire", cotation.PIRE))


class ElementQuerySet(ChargeQuerySet):
    def en_vigueur(self):
        return self.filter(retire=False)


class Element(models.Model):
    """Ce qu'apporte un fichier de référentiel ; retiré du fichier, il garde ses réponses."""

    ordre = models.PositiveSmallIntegerField("rang", default=0)
    retire = models.BooleanField("retiré du référentiel", default=False)
    source = models.CharField("source", max_length=60, blank=True)
    note = models.TextField("note", blank=True)

    history = HistoricalRecords(inherit=True)
    objects = ElementQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["ordre", "pk"]


class Theme(Element):
    """Regroupement d'engagements : accueil physique, téléphonie…"""

    referentiel = models.ForeignKey(
        Referentiel, models.CASCADE, related_name="themes", verbose_name="référentiel"
    )
    module = models.ForeignKey(
        "Module",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="themes",
        verbose_name="module",
    )
    cle = models.SlugField("clé", max_length=60)
    libelle = models.CharField("libellé", max_length=120)
    statut = models.CharField("statut", max_length=20, choices=Statut, default=Statut.CONFIRME)

    class Meta(Element.Meta):
        verbose_name = "thème"
        constraints = [
            models.UniqueConstraint(fields=["referentiel", "cle"], name="theme_unique"),
        ]

    def __str__(self):
        return self.libelle


class Condition(Element):
    """Fait local dont dépend l'application d'un engagement ou d'un module."""

    class Portee(models.TextChoices):
        SITE = "site", "par site"
        PREFECTURE = "prefecture", "pour toute la préfecture"

    class SiNon(models.TextChoices):
        NON_APPLICABLE = "non_applicable", "non applicable"
        NON_CONFORME = "non_conforme", "non conforme"

    referentiel = models.ForeignKey(
        Referentiel, models.CASCADE, related_name="conditions", verbose_name="référentiel"
    )
    cle = models.SlugField("clé", max_length=60)
    question = models.CharField("question", max_length=300)
    portee = models.CharField("portée", max_length=20, choices=Portee)
    si_non = models.CharField("si la réponse est non", max_length=20, choices=SiNon)
    origine = models.CharField("origine", max_length=20, choices=Origine)
    explication = models.TextField("explication", blank=True)

    class Meta(Element.Meta):
        verbose_name = "condition"
        constraints = [
            models.UniqueConstraint(fields=["referentiel", "cle"], name="condition_unique"),
        ]

    def __str__(self):
        return self.question
