"""Les versions d'un document : le fichier, son empreinte, et les jours où elle a valu."""

from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from documents import circuit
from documents.models.documents import Document
from documents.models.phrases import VOIR, consultable
from qualepref.socle.fichiers.contenus import MONTRABLES, QUELCONQUE, sha256, type_reconnu
from qualepref.socle.fichiers.depot import depose
from qualepref.socle.fichiers.noms import NOM_MAX, extension_de, nom_court
from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui, maintenant


def chemin_de_la_version(version, nom):
    """Sous un nom tiré au hasard : l'adresse d'un fichier ne dit rien de lui."""
    return f"documents/{aujourdhui():%Y}/{uuid4().hex}"


class VersionDocumentQuerySet(PerimetreQuerySet):
    chemin_perimetre = "document__service"
    chemin_departement = "document__departement"

    def confies(self, agent, permission):
        """Avec le document qu'un agent consulte, la version qui vaut ce jour-là, et elle seule."""
        if permission != VOIR or not agent.est_du_departement:
            return []
        le = aujourdhui()
        siens = Q(document__departement=agent.departement_id)
        return [siens & consultable(le, "document__") & en_vigueur(le)]

    def en_vigueur_au(self, le=None):
        """Celle de chaque document qui vaut (ou valait) ce jour-là."""
        return self.filter(en_vigueur(le or aujourdhui()))

    def en_attente(self):
        """Déposées, jamais encore en vigueur."""
        return self.filter(en_vigueur_du=None)

    def a_approuver(self):
        """La dernière déposée, à la relecture, d'un document qui exige une approbation."""
        suivantes = VersionDocument.objects.filter(
            document=OuterRef("document"), numero__gt=OuterRef("numero")
        )
        return self.filter(
            ~Exists(suivantes),
            en_vigueur_du=None,
            date_approbation=None,
            document__approbation=True,
            document__etat__in=[circuit.EN_RELECTURE, circuit.EN_VIGUEUR],
        )

    @transaction.atomic
    def deposer(self, document, fichier, *, agent=None, note="", apres=None, le=None):
        """Ajoute une version sous le numéro suivant.

        `apres` : le numéro de la dernière version qu'on a lue (0 s'il n'y en avait pas) ; si une
        autre est arrivée depuis, la nôtre est refusée et rien n'est écrit.
        """
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        derniere = document.versions.first()
        self._exiger_deposable(document, derniere, fichier, apres)
        version = self.model(
            document=document,
            numero=derniere.numero + 1 if derniere else 1,
            nom=nom_court(fichier.name),
            taille=fichier.size,
            type=type_reconnu(fichier),
            sha256=sha256(fichier),
            note=note,
            auteur=agent,
            deposee_le=le or maintenant(),
        )
        version.garder(fichier)
        if document.etat == circuit.A_REDIGER:
            document.commencer()
        return version

    def _exiger_deposable(self, document, derniere, fichier, apres):
        if document.etat == circuit.ARCHIVE:
            raise ValidationError("Ce document est archivé : remettez-le d'abord en rédaction.")
        if apres is not None and apres != (derniere.numero if derniere else 0):
            raise ValidationError(derniere.dire_qu_elle_precede(), code="conflit")
        if derniere and derniere.sha256 == sha256(fichier):
            raise ValidationError(
                {"fichier": f"Ce fichier est celui de la version {derniere.numero}, à l'identique."}
            )


def en_vigueur(le):
    fin = Q(en_vigueur_au=None) | Q(en_vigueur_au__gte=le)
    return Q(en_vigueur_du__lte=le) & fin


class VersionDocument(models.Model):
    """Un état daté d'un document : son fichier, qui l'a écrit et approuvé, quand il a valu.

    Sans fichier, c'est une version que le registre importé nomme et qu'on n'a pas encore versée.
    """

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="versions", verbose_name="document"
    )
    numero = models.PositiveIntegerField("version")
    version_lue = models.CharField("version telle qu'écrite", max_length=30, blank=True)
    fichier = models.FileField(
        "fichier", upload_to=chemin_de_la_version, max_length=250, blank=True
    )
    nom = models.CharField("nom", max_length=NOM_MAX, blank=True)
    taille = models.PositiveBigIntegerField("taille en octets", default=0)
    type = models.CharField("type", max_length=100, default=QUELCONQUE)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True, editable=False)
    note = models.CharField(
        "ce qui change", max_length=500, blank=True, help_text="En une phrase, pour qui relira."
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="auteur",
    )
    approbateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="versions_approuvees",
        verbose_name="approuvée par",
    )
    date_approbation = models.DateField("approuvée le", null=True, blank=True)
    en_vigueur_du = models.DateField("en vigueur du", null=True, blank=True)
    en_vigueur_au = models.DateField("au", null=True, blank=True)
    deposee_le = models.DateTimeField("déposée le", default=maintenant)

    objects = VersionDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "version d'un document"
        verbose_name_plural = "versions d'un document"
        ordering = ["document", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "numero"],
                name="version_document_unique",
                violation_error_message="Une autre version a reçu ce numéro en même temps.",
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(en_vigueur_du__isnull=False, en_vigueur_au=None),
                name="version_document_une_en_vigueur",
                violation_error_message="Une autre version de ce document est déjà en vigueur.",
            ),
            models.CheckConstraint(
                condition=Q(numero__gte=1),
                name="version_document_numero",
                violation_error_message="Les versions se comptent à partir de 1.",
            ),
            models.CheckConstraint(
                condition=Q(en_vigueur_au=None)
                | (Q(en_vigueur_du__isnull=False) & Q(en_vigueur_au__gte=F("en_vigueur_du"))),
                name="version_document_ordre",
                violation_error_message="La version cesse de valoir avant d'entrer en vigueur.",
            ),
            models.CheckConstraint(
                condition=Q(fichier="", sha256="") | (~Q(fichier="") & ~Q(sha256="")),
                name="version_document_empreinte",
                violation_error_message="Un fichier et son empreinte vont ensemble.",
            ),
            models.CheckConstraint(
                condition=Q(approbateur=None, date_approbation=None)
                | Q(approbateur__isnull=False, date_approbation__isnull=False),
                name="version_document_approbation",
                violation_error_message="Dites qui a approuvé la version, et quand.",
            ),
        ]

    def __str__(self):
        return f"{self.document.reference}-v{self.numero}"

    def get_absolute_url(self):
        return reverse("documents:version_fichier", args=[self.pk])

    @property
    def est_montrable(self):
        """Un PDF ou une image s'ouvre dans le navigateur ; tout autre fichier se télécharge."""
        return self.type in MONTRABLES

    @property
    def nom_a_telecharger(self):
        """« FP-ACC-004-v2.pdf » : la référence, la version et l'extension du fichier reçu."""
        extension = extension_de(self.nom)
        return f"{self}.{extension}" if extension else str(self)

    @property
    def est_en_attente(self):
        return self.en_vigueur_du is None

    @property
    def est_approuvee(self):
        return self.date_approbation is not None

    def dire_qu_elle_precede(self, pendant="prépariez la vôtre"):
        qui = self.auteur or "Un import"
        return (
            f"{qui} a déposé la version {self.numero} pendant que vous {pendant}. Rien n'est "
            "perdu : ouvrez-la sur la fiche, puis recommencez s'il le faut encore."
        )

    def garder(self, fichier):
        """Écrit le fichier puis la ligne ; si l'un manque, l'autre ne reste pas."""
        depot = self._meta.get_field("fichier").storage
        chemin = chemin_de_la_version(self, fichier.name)
        with depose(depot, chemin, fichier, "fichier") as self.fichier.name:
            self.validate_constraints()
            self.save()
