"""Combien de fois les documents se consultent : des nombres, et rien sur qui les consulte."""

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q, Sum

from documents.models.documents import Document
from documents.models.versions import VersionDocument
from qualepref.socle.models import PerimetreQuerySet, Service


class ConsultationQuerySet(PerimetreQuerySet):
    chemin_perimetre = "document__service"
    chemin_departement = "document__departement"

    def compter(self, version_id, service_id, jour):
        """Une de plus ce mois-là, depuis ce service ; deux à la fois ne se perdent pas."""
        mois = jour.replace(day=1)
        siennes = self.filter(version=version_id, service=service_id, mois=mois)
        if siennes.update(nombre=F("nombre") + 1):
            return
        version = VersionDocument.objects.only("document").get(pk=version_id)
        try:
            with transaction.atomic():
                self.create(
                    document_id=version.document_id,
                    version=version,
                    service_id=service_id,
                    mois=mois,
                    nombre=1,
                )
        except IntegrityError:  # ouvert en même temps par un autre
            siennes.update(nombre=F("nombre") + 1)

    def de_l_annee(self, annee):
        return self.filter(mois__year=annee)

    def par_mois(self) -> dict:
        """Premier jour du mois → consultations."""
        lignes = self.order_by("mois").values_list("mois")
        return dict(lignes.annotate(total=Sum("nombre")))

    def par_document(self) -> dict:
        """Document (pk) → consultations."""
        lignes = self.order_by().values_list("document")
        return dict(lignes.annotate(total=Sum("nombre")))

    def par_service(self) -> list[tuple]:
        """(service de qui consulte, consultations), du plus au moins."""
        lignes = self.order_by().values_list("service__nom").annotate(total=Sum("nombre"))
        return sorted(lignes, key=lambda ligne: (-ligne[1], ligne[0] or ""))


class Consultation(models.Model):
    """Un compteur : les consultations d'une version, depuis un service, un mois donné."""

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="consultations", verbose_name="document"
    )
    version = models.ForeignKey(
        VersionDocument, models.CASCADE, related_name="consultations", verbose_name="version"
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="service de qui consulte",
    )
    mois = models.DateField("mois")
    nombre = models.PositiveIntegerField("consultations", default=0)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "consultation"
        ordering = ["-mois", "pk"]
        indexes = [models.Index(fields=["document", "mois"], name="consultation_mois")]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "service", "mois"], name="consultation_unique"
            ),
            models.UniqueConstraint(
                fields=["version", "mois"],
                condition=Q(service=None),
                name="consultation_unique_sans_service",
            ),
        ]

    def __str__(self):
        return f"{self.version}, {self.mois:%m/%Y} : {self.nombre}"
