"""Le registre des documents : ce que chaque service tient à jour, et jusqu'à quand cela vaut."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from documents import circuit, validite
from documents.models.conduite import Conduite
from documents.models.phrases import DocumentQuerySet
from documents.models.vocabulaire import Etiquette, TypeDocument
from engagements import plan
from engagements.models import Engagement, Exigence
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Departement, Designation, Service
from qualepref.socle.temps import aujourdhui

MOIS_MAX = 600
DUREE = [MinValueValidator(1), MaxValueValidator(MOIS_MAX)]


class Document(Conduite):
    """Un document de la base documentaire : qui le tient, ce qu'il sert, jusqu'à quand il vaut."""

    class Etat(models.TextChoices):
        A_REDIGER = circuit.A_REDIGER, "à rédiger"
        EN_REDACTION = circuit.EN_REDACTION, "en rédaction"
        EN_RELECTURE = circuit.EN_RELECTURE, "en relecture"
        EN_VIGUEUR = circuit.EN_VIGUEUR, "en vigueur"
        ARCHIVE = circuit.ARCHIVE, "archivé"

    class Public(models.TextChoices):
        AGENTS = "agents", "agents"
        USAGERS = "usagers", "usagers"
        TOUS = "tous", "agents et usagers"

    class Langue(models.TextChoices):
        FRANCAIS = "fr", "français"
        FALC = "falc", "français facile à lire et à comprendre"
        LSF = "lsf", "langue des signes française"
        ANGLAIS = "en", "anglais"
        ALLEMAND = "de", "allemand"
        ARABE = "ar", "arabe"
        ESPAGNOL = "es", "espagnol"
        ITALIEN = "it", "italien"
        PORTUGAIS = "pt", "portugais"
        RUSSE = "ru", "russe"
        TURC = "tr", "turc"
        UKRAINIEN = "uk", "ukrainien"
        CHINOIS = "zh", "chinois"
        PLUSIEURS = "plusieurs", "plusieurs langues"

    # Les états du circuit, plus ce que les dates en disent un jour donné.
    SITUATIONS = {
        **dict(Etat.choices),
        validite.A_REVISER: "à réviser",
        validite.CADUC: "caduc",
    }

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="documents", verbose_name="département"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="documents", verbose_name="service"
    )
    reference = models.CharField(
        "référence",
        max_length=60,
        help_text="Une seule fois dans le département : type, service, numéro.",
    )
    intitule = models.CharField("intitulé", max_length=300)
    type = models.ForeignKey(
        TypeDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="type",
    )
    type_lu = models.CharField("type tel qu'écrit", max_length=120, blank=True)
    fonction = models.CharField(
        "responsable",
        max_length=40,
        choices=Designation.Fonction,
        blank=True,
        help_text="Une fonction : le document suit qui la tient.",
    )
    engagements = models.ManyToManyField(
        Engagement, blank=True, related_name="documents", verbose_name="engagements"
    )
    exigences = models.ManyToManyField(
        Exigence, blank=True, related_name="documents", verbose_name="exigences"
    )
    etiquettes = models.ManyToManyField(
        Etiquette, blank=True, related_name="documents", verbose_name="étiquettes"
    )
    public = models.CharField("public", max_length=10, choices=Public, default=Public.AGENTS)
    langue = models.CharField("langue", max_length=10, choices=Langue, default=Langue.FRANCAIS)
    emplacement = models.CharField(
        "où il se trouve",
        max_length=500,
        blank=True,
        help_text="Adresse ou dossier, quand le fichier n'est pas dans l'application.",
    )
    observations = models.TextField("observations", blank=True)
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.A_REDIGER)
    motif = models.CharField(
        "motif", max_length=300, blank=True, help_text="Du dernier changement d'état."
    )
    approbation = models.BooleanField(
        "approbation exigée",
        default=False,
        help_text="Une version n'entre en vigueur qu'approuvée par un autre que son auteur.",
    )
    date_depot = models.DateField("inscrit le", default=aujourdhui, editable=False)
    date_effet = models.DateField("date d'effet", null=True, blank=True)
    date_caducite = models.DateField("date de caducité", null=True, blank=True)
    date_preavis = models.DateField("caducité annoncée dès le", null=True, editable=False)
    revue_mois = models.PositiveSmallIntegerField(
        "à relire tous les (mois)", null=True, blank=True, validators=DUREE
    )
    date_relecture = models.DateField("relu le", null=True, blank=True)
    date_revue = models.DateField("à relire le", null=True, editable=False)
    conservation_mois = models.PositiveSmallIntegerField(
        "à conserver (mois)",
        null=True,
        blank=True,
        validators=DUREE,
        help_text="Combien de temps le garder une fois archivé : ce n'est pas sa caducité.",
    )
    date_archivage = models.DateField("archivé le", null=True, editable=False)
    remplace_par = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="remplaces",
        verbose_name="remplacé par",
    )
    date_remplacement = models.DateField("remplacé le", null=True, editable=False)
    date_modification = models.DateTimeField("mis à jour le", auto_now=True)

    history = HistoricalRecords(
        m2m_fields=[engagements, exigences, etiquettes], excluded_fields=["date_modification"]
    )
    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        ordering = ["reference", "pk"]
        permissions = [
            ("approuver_document", "Peut approuver un document"),
            ("renvoyer_document", "Peut renvoyer un document en rédaction"),
        ]
        indexes = [
            models.Index(fields=["departement", "etat", "date_caducite"], name="document_caducite"),
            models.Index(fields=["departement", "etat", "date_revue"], name="document_revue"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "reference"],
                name="document_reference_unique",
                violation_error_message="Cette référence est déjà celle d'un autre document.",
            ),
            models.CheckConstraint(
                condition=Q(date_caducite=None)
                | Q(date_effet=None)
                | Q(date_caducite__gte=F("date_effet")),
                name="document_ordre",
                violation_error_message="Le document est caduc avant sa date d'effet.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="archive") | (~Q(motif="") & Q(date_archivage__isnull=False)),
                name="document_archive_motif",
                violation_error_message="Dites pourquoi le document est archivé.",
            ),
            models.CheckConstraint(
                condition=Q(remplace_par=None, date_remplacement=None)
                | Q(
                    ~Q(remplace_par=F("pk")),
                    remplace_par__isnull=False,
                    date_remplacement__isnull=False,
                    etat=circuit.ARCHIVE,
                ),
                name="document_remplacement",
                violation_error_message="Un document remplacé est archivé, et dit par quel autre.",
            ),
            models.CheckConstraint(
                condition=~Q(reference=""),
                name="document_reference_dite",
                violation_error_message="Un document a une référence.",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.intitule}"

    @property
    def type_en_mots(self):
        """Le type du vocabulaire, à défaut celui qu'écrivait le registre importé."""
        return str(self.type) if self.type_id else self.type_lu

    @property
    def type_lu_differe(self):
        """Le registre importé écrivait le type autrement que le vocabulaire."""
        return bool(self.type_lu and self.type_id) and normaliser(self.type_lu) != normaliser(
            str(self.type)
        )

    @property
    def acces_en_mots(self):
        """« Site intranet, Affichage sur place » : lu dans `acces` (voir `avec_acces`)."""
        return ", ".join(dict.fromkeys(str(diffusion.canal) for diffusion in self.acces))

    @property
    def numeros_engagements(self):
        """« 2, 5 », « 16 à 18 » : lus dans les engagements déjà chargés."""
        return plan.en_intervalles(engagement.numero for engagement in self.engagements.all())

    @property
    def codes_exigences(self):
        return ", ".join(exigence.code for exigence in self.exigences.all())

    @property
    def etiquette_dite(self):
        """La clé de sa première étiquette, ou rien."""
        return next((etiquette.cle for etiquette in self.etiquettes.all()), "")

    def clean(self):
        if self.service_id and self.service.site.departement_id != self.departement_id:
            raise ValidationError({"service": "Ce service est dans un autre département."})

    def get_absolute_url(self):
        return reverse("documents:document_detail", args=[self.pk])

    @property
    def adresse_des_lectures(self):
        return reverse("documents:lectures", args=[self.pk])
