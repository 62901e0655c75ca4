"""Le registre des documents : ce que chaque service tient à jour, et jusqu'à quand cela vaut."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Case, CharField, F, Prefetch, Q, Value, When
from django.urls import reverse
from simple_history.models import HistoricalRecords

from documents import circuit, references, validite
from documents.models.conduite import Conduite
from documents.models.vocabulaire import Etiquette, TypeDocument
from engagements.models import Engagement, Exigence
from qualepref.socle.models import Departement, Designation, PerimetreQuerySet, Service
from qualepref.socle.temps import aujourdhui

VOIR = "documents.view_document"
MOIS_MAX = 600
DUREE = [MinValueValidator(1), MaxValueValidator(MOIS_MAX)]
EN_VIGUEUR = Q(etat=circuit.EN_VIGUEUR)


def caduc(le):
    return Q(date_caducite__lt=le)


def a_reviser(le):
    return (Q(date_revue__lt=le) | Q(date_preavis__lte=le)) & ~Q(
        date_caducite__lt=le, date_caducite__isnull=False
    )


def consultable(le, prefixe=""):
    """Ce que tout agent du département peut lire : en vigueur, sans donnée personnelle."""
    valable = Q(**{f"{prefixe}date_caducite": None}) | Q(**{f"{prefixe}date_caducite__gte": le})
    neutre = Q(**{f"{prefixe}type": None}) | Q(**{f"{prefixe}type__donnees_personnelles": False})
    return Q(**{f"{prefixe}etat": circuit.EN_VIGUEUR}) & valable & neutre


class DocumentQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_departement = "departement"

    def confies(self, agent, permission):
        """La documentation en vigueur d'un département se lit de tous ses agents."""
        if permission != VOIR or not agent.departement_id:
            return []
        return [Q(departement=agent.departement_id) & consultable(aujourdhui())]

    def en_preparation(self):
        return self.filter(etat__in=circuit.EN_PREPARATION)

    def a_rediger(self):
        return self.filter(etat=circuit.A_REDIGER)

    def en_vigueur(self):
        """Dans l'état « en vigueur », même à réviser ou caducs."""
        return self.filter(EN_VIGUEUR)

    def valables(self, le=None):
        """En vigueur et pas encore caducs ce jour-là."""
        return self.en_vigueur().exclude(date_caducite__lt=le or aujourdhui())

    def caducs(self, le=None):
        return self.filter(EN_VIGUEUR & caduc(le or aujourdhui()))

    def a_reviser(self, le=None):
        """En vigueur, caducité annoncée ou relecture échue, pas encore caducs."""
        return self.filter(EN_VIGUEUR & a_reviser(le or aujourdhui()))

    def a_relire(self, le=None):
        """Relecture échue, caducs ou non."""
        return self.en_vigueur().filter(date_revue__lt=le or aujourdhui())

    def relectures_entre(self, debut, fin):
        return self.en_vigueur().filter(date_revue__gte=debut, date_revue__lte=fin)

    def caducites_entre(self, debut, fin):
        return self.en_vigueur().filter(date_caducite__gte=debut, date_caducite__lte=fin)

    def sans_caducite(self):
        return self.filter(date_caducite=None)

    def a_approuver(self):
        """Une version attend l'approbation que le circuit exige."""
        soumis = Q(etat__in=[circuit.EN_RELECTURE, circuit.EN_VIGUEUR], approbation=True)
        en_attente = Q(versions__en_vigueur_du=None, versions__date_approbation=None)
        return self.filter(soumis, en_attente, versions__isnull=False).distinct()

    def avec_situation(self, le=None):
        """Annote `situation_du_jour` : l'état, ou « à réviser », ou « caduc »."""
        le = le or aujourdhui()
        return self.annotate(
            situation_du_jour=Case(
                When(~EN_VIGUEUR, then=F("etat")),
                When(caduc(le), then=Value(validite.CADUC)),
                When(a_reviser(le), then=Value(validite.A_REVISER)),
                default=F("etat"),
                output_field=CharField(),
            )
        )

    def en_situation(self, situation, le=None):
        return self.avec_situation(le).filter(situation_du_jour=situation)

    def recherches(self, texte):
        return self.filter(Q(intitule__icontains=texte) | Q(reference__icontains=texte))

    def avec_versions(self):
        """Chaque document et ses versions, la dernière d'abord."""
        versions = self.model._meta.get_field("versions").related_model.objects
        return self.prefetch_related(
            Prefetch("versions", versions.select_related("auteur", "approbateur"))
        )

    def proposer_reference(self, type_, service):
        """La prochaine libre pour ce type et ce service, sans reprendre celle d'un disparu."""
        debut = references.debut_de_reference(type_.prefixe if type_ else "", service.code)
        siennes = {"departement": service.site.departement_id, "reference__istartswith": debut}
        donnees = Document.objects.filter(**siennes).values_list("reference", flat=True)
        passees = Document.history.filter(**siennes).values_list("reference", flat=True).distinct()
        return references.prochaine_reference(debut, [*donnees, *passees])

    @transaction.atomic
    def inscrire(self, document):
        """Enregistre un document nouveau ; sans référence, il reçoit la prochaine libre."""
        Departement.objects.select_for_update(of=("self",)).get(pk=document.departement_id)
        if not document.reference:
            document.reference = self.proposer_reference(document.type, document.service)
        document.validate_constraints()
        document.save()
        return document


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
    date_modification = models.DateTimeField("mis à jour le", auto_now=True)

    history = HistoricalRecords(
        m2m_fields=[engagements, exigences, etiquettes], excluded_fields=["date_modification"]
    )
    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        ordering = ["reference", "pk"]
        permissions = [("approuver_document", "Peut approuver un document")]
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
                condition=~Q(reference=""),
                name="document_reference_dite",
                violation_error_message="Un document a une référence.",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.intitule}"

    def clean(self):
        if self.service_id and self.service.site.departement_id != self.departement_id:
            raise ValidationError({"service": "Ce service est dans un autre département."})

    def get_absolute_url(self):
        return reverse("documents:document_detail", args=[self.pk])
