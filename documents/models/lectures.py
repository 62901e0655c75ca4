"""Les lectures : ce qu'un document demande à un service, et qui l'a lu, version par version."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from simple_history.models import HistoricalRecords

from documents import lectures
from documents.models.documents import Document
from documents.models.phrases import ATTESTER, NOMMER, RELANCER, consultable
from documents.models.versions import VersionDocument
from qualepref.socle.models import Designation, PerimetreQuerySet, Service
from qualepref.socle.models.journal import EcritureInterdite
from qualepref.socle.temps import aujourdhui

DELAI, DELAI_MAX = 15, 365
REMONTER = ["pk", "parent", *(f"parent{'__parent' * rang}" for rang in range(1, 4))]


def auditeurs_externes(le=None):
    """Les agents (pk) qu'une seule fonction désigne : auditer du dehors. Ils lisent, sans plus."""
    tenues = Designation.objects.en_vigueur(le).order_by()
    externes = tenues.filter(fonction=Designation.Fonction.AUDITEUR_EXTERNE)
    autres = tenues.exclude(fonction=Designation.Fonction.AUDITEUR_EXTERNE)
    return externes.exclude(agent__in=autres.values("agent")).values("agent")


def audite_du_dehors(agent):
    fonctions = {une.fonction for une in agent.designations_en_vigueur}
    return fonctions == {Designation.Fonction.AUDITEUR_EXTERNE}


class DemandeDeLectureQuerySet(PerimetreQuerySet):
    chemin_perimetre = "document__service"
    chemin_departement = "document__departement"

    def visibles_par(self, agent, permission=None):
        """Pour attester, ce que l'agent doit encore lire, et rien d'autre."""
        if permission == ATTESTER:
            return self.a_lire_par(agent)
        return super().visibles_par(agent, permission)

    def confies(self, agent, permission):
        """Un service voit ses propres agents ; l'auteur d'une version, qui la lit.

        Muté, ou d'un rôle qui ne lit plus de noms, l'auteur n'en lit plus là non plus.
        """
        if permission not in (NOMMER, RELANCER) or agent.portee(permission).est_vide:
            return []
        siens = Service.objects.visibles_par(agent, permission).order_by().values("pk")
        ecrits = VersionDocument.objects.filter(auteur=agent).order_by().values("document")
        de_l_auteur = Q(document__in=ecrits, document__departement=agent.departement_id)
        return [Q(service__in=siens), de_l_auteur]

    def en_cours(self, le=None):
        """Celles d'un document qui se consulte ; annote la version à lire et son premier jour."""
        le = le or aujourdhui()
        versions = VersionDocument.objects.en_vigueur_au(le).filter(document=OuterRef("document"))
        derniere = versions.order_by("-numero")
        return (
            self.filter(consultable(le, "document__"))
            .annotate(
                version_a_lire=Subquery(derniere.values("pk")[:1]),
                numero_a_lire=Subquery(derniere.values("numero")[:1]),
                a_lire_depuis=Subquery(derniere.values("en_vigueur_du")[:1]),
            )
            .filter(version_a_lire__isnull=False)
        )

    def faites_a(self, agent):
        """Celles d'un service de l'agent : le sien, ou l'un de ceux dont il dépend."""
        if not (agent.is_active and agent.service_id) or audite_du_dehors(agent):
            return self.none()
        lignee = Service.objects.filter(pk=agent.service_id).values_list(*REMONTER).first()
        return self.filter(service__in=[service for service in lignee if service])

    def a_lire_par(self, agent, le=None):
        lues = Lecture.objects.filter(agent=agent, version=OuterRef("version_a_lire"))
        return self.faites_a(agent).en_cours(le).filter(~Exists(lues))


class DemandeDeLecture(models.Model):
    """Un document demande à un service que chacun de ses agents dise l'avoir lu."""

    document = models.ForeignKey(
        Document,
        models.CASCADE,
        related_name="demandes_de_lecture",
        verbose_name="document",
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="demandes_de_lecture",
        verbose_name="service",
    )
    date_demande = models.DateField("demandée le", default=aujourdhui)
    delai_jours = models.PositiveSmallIntegerField(
        "délai en jours",
        default=DELAI,
        validators=[MinValueValidator(1), MaxValueValidator(DELAI_MAX)],
    )
    motif = models.CharField("motif", max_length=300, blank=True)
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="demandée par",
    )
    date_relance = models.DateField("relancée le", null=True, editable=False)

    history = HistoricalRecords()
    objects = DemandeDeLectureQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de lecture"
        verbose_name_plural = "demandes de lecture"
        ordering = ["document", "service", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "service"],
                name="demande_de_lecture_unique",
                violation_error_message="La lecture est déjà demandée à ce service.",
            ),
        ]

    def __str__(self):
        return f"{self.document} : lecture demandée à {self.service}"

    def get_absolute_url(self):
        return self.document.adresse_des_lectures

    @property
    def due(self):
        """Le dernier jour pour lire la version en vigueur (voir `en_cours`)."""
        return lectures.echeance(self.date_demande, self.a_lire_depuis, self.delai_jours)

    @property
    def est_en_retard(self):
        return self.due < aujourdhui()

    def relancer(self, le=None):
        """Une relance par jour : la même s'entendrait deux fois."""
        le = le or aujourdhui()
        if self.date_relance == le:
            raise ValidationError("Ce service est déjà relancé aujourd'hui.")
        self.date_relance = le
        self.save(update_fields=["date_relance"])


class LectureQuerySet(PerimetreQuerySet):
    chemin_perimetre = "version__document__service"
    chemin_departement = "version__document__departement"

    def attester(self, version, agent, le=None):
        """L'agent dit avoir lu cette version ; le redire ne change rien."""
        le = le or aujourdhui()
        demandes = DemandeDeLecture.objects.faites_a(agent).filter(document=version.document_id)
        if not demandes.exists():
            raise ValidationError("La lecture de ce document n'est pas demandée à votre service.")
        if not demandes.en_cours(le).filter(version_a_lire=version.pk).exists():
            raise ValidationError(
                f"La version {version.numero} n'est plus en vigueur : lisez celle qui la remplace."
            )
        details = {"service_id": agent.service_id, "date": le}
        return self.get_or_create(version=version, agent=agent, defaults=details)[0]

    def update(self, **kwargs):
        raise EcritureInterdite("Une lecture ne se modifie pas.")

    def delete(self):
        raise EcritureInterdite("Une lecture ne s'efface pas.")


class Lecture(models.Model):
    """Un agent dit avoir lu une version, un jour donné : écrit une fois, jamais changé."""

    version = models.ForeignKey(
        VersionDocument, models.PROTECT, related_name="lectures", verbose_name="version"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="lectures", verbose_name="agent"
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="service ce jour-là",
    )
    date = models.DateField("lue le", default=aujourdhui)

    objects = LectureQuerySet.as_manager()

    class Meta:
        verbose_name = "lecture"
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "agent"],
                name="lecture_unique",
                violation_error_message="Cette version est déjà lue.",
            ),
        ]

    def __str__(self):
        return f"{self.version}, lue par {self.agent}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise EcritureInterdite("Une lecture ne se modifie pas.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise EcritureInterdite("Une lecture ne s'efface pas.")
