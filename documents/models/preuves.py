"""Le document qui prouve : la preuve en suit les dates, l'intitulé et l'emplacement."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from documents import preuve_suivie
from documents.models.documents import Document
from documents.models.versions import VersionDocument
from documents.validite import Periode
from engagements.models import Preuve
from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui

DOCUMENT = "document"
SUIVIS = ("intitule", "type_preuve", "emplacement", "date_effet", "valable_jusqu_au")


class PreuveDocumentQuerySet(PerimetreQuerySet):
    chemin_perimetre = "preuve__service"
    chemin_departement = "preuve__departement"

    @transaction.atomic
    def citer(self, document, service, version=None) -> Preuve:
        """La preuve qu'un service tire de ce document ; citée deux fois, c'est la même."""
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if not Document.objects.valables().filter(pk=document.pk).exists():
            raise ValidationError("Ce document n'est pas en vigueur : il ne prouve rien.")
        deja = self.filter(document=document, version=version, preuve__service=service).first()
        if deja:
            return deja.preuve
        preuve = Preuve(departement=document.departement, service=service, genre=DOCUMENT)
        citation = self.model(preuve=preuve, document=document, version=version)
        citation.aligner()
        preuve.save()
        citation.preuve = preuve
        citation.save()
        return preuve

    def suivre(self, documents) -> None:
        """Met les preuves de ces documents à ce qu'ils sont devenus ; l'histoire dit pourquoi."""
        siennes = self.filter(document__in=documents).select_related(
            "preuve", "version", "document__type"
        )
        for citation in siennes.prefetch_related("document__versions"):
            if citation.aligner():
                citation.preuve._change_reason = "le document a changé"
                citation.preuve.save(update_fields=SUIVIS)


class PreuveDocument(models.Model):
    """Une preuve qui est un document : une version figée, ou celle qui vaut le jour où on lit."""

    preuve = models.OneToOneField(
        Preuve, models.CASCADE, related_name="preuvedocument", verbose_name="preuve"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="citations", verbose_name="document"
    )
    version = models.ForeignKey(
        VersionDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name="version figée",
        help_text="Vide : la version en vigueur le jour où on lit.",
    )

    objects = PreuveDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "preuve par document"
        verbose_name_plural = "preuves par document"
        ordering = ["pk"]

    def __str__(self):
        return str(self.version or self.document)

    def aligner(self) -> bool:
        """Recopie dans la preuve ce que dit le document ; vrai si quelque chose a changé."""
        document, suivi = self.document, self._suivi()
        dits = {
            "intitule": str(document)[:300],
            "type_preuve": document.type.cle if document.type_id else "",
            "emplacement": document.emplacement
            or f"Registre des documents, {self.version or document.reference}",
            "date_effet": suivi.du,
            "valable_jusqu_au": suivi.jusqu_au,
        }
        changes = {nom for nom in SUIVIS if getattr(self.preuve, nom) != dits[nom]}
        for nom in changes:
            setattr(self.preuve, nom, dits[nom])
        return bool(changes)

    def _suivi(self):
        document = self.document
        tenu = preuve_suivie.Tenu(
            document.etat,
            document.date_effet or document.date_depot,
            document.date_caducite,
            document.date_archivage,
            tuple(_periode(version) for version in document.versions.all()),
        )
        figee = _periode(self.version) if self.version_id else None
        deja = self.preuve.valable_jusqu_au if self.preuve_id else None
        return preuve_suivie.suivre(tenu, aujourdhui(), figee, deja)


def _periode(version) -> Periode:
    return Periode(version.numero, version.en_vigueur_du, version.en_vigueur_au)
