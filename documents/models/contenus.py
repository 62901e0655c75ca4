"""Ce qu'on tire des fichiers : leur texte, leur copie en PDF, les mots qui les retrouvent."""

from uuid import uuid4

from django.db import connection, models
from django.db.models import Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat
from django.utils import timezone

from documents.contenus import plein_texte
from documents.contenus.mots import Requete
from documents.models.documents import Document
from documents.models.versions import VersionDocument
from qualepref.socle.models import PerimetreQuerySet


def chemin_de_la_copie(copie, nom):
    return f"copies/{uuid4().hex}"


class CopieVersionQuerySet(PerimetreQuerySet):
    chemin_perimetre = "version__document__service"
    chemin_departement = "version__document__departement"


class CopieVersion(models.Model):
    """Ce que l'application tire du fichier d'une version : son texte, et sa copie en PDF."""

    # Pas d'historique : tout s'y refait à partir du fichier.
    version = models.OneToOneField(
        VersionDocument, models.CASCADE, related_name="copie", verbose_name="version"
    )
    texte = models.TextField("texte", blank=True)
    reserve = models.CharField(
        "réserve", max_length=300, blank=True, help_text="Vide : tout le texte a été lu."
    )
    pdf = models.FileField("copie en PDF", upload_to=chemin_de_la_copie, max_length=100, blank=True)
    lue_le = models.DateTimeField("lue le", default=timezone.now)

    objects = CopieVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "copie d'une version"
        verbose_name_plural = "copies des versions"
        ordering = ["pk"]

    def __str__(self):
        return f"copie de {self.version}"


class ContenuQuerySet(PerimetreQuerySet):
    chemin_perimetre = "document__service"
    chemin_departement = "document__departement"

    def contenant(self, requete: Requete):
        """Ceux où se trouvent tous ces mots, ces débuts de mots et ces suites de mots."""
        moteur = connection.vendor
        formule = plein_texte.formule(requete, moteur)
        trouves = self.filter(pk__in=RawSQL(plein_texte.TROUVER[moteur], [formule]))
        if requete.suites:
            bords = Concat(Value(" "), "mots", Value(" "), output_field=models.TextField())
            trouves = trouves.annotate(ligne=bords)
        for suite in requete.suites:
            trouves = trouves.filter(ligne__contains=f" {suite} ")
        return trouves


class Contenu(models.Model):
    """Les mots d'un document : ceux de son titre, et ceux de la version qu'on en lit."""

    document = models.OneToOneField(
        Document, models.CASCADE, related_name="contenu", verbose_name="document"
    )
    version = models.ForeignKey(
        VersionDocument,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="version",
    )
    mots = models.TextField("mots", blank=True)
    indexe_le = models.DateTimeField("indexé le")

    objects = ContenuQuerySet.as_manager()

    class Meta:
        verbose_name = "contenu d'un document"
        verbose_name_plural = "contenus des documents"
        ordering = ["pk"]

    def __str__(self):
        return f"contenu de {self.document_id}"
