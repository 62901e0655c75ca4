"""Les dossiers de preuves : ce qu'un auditeur demande ou reçoit, arrêté à une date."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from engagements.models import Campagne
from qualepref.socle.models import Departement, PerimetreQuerySet, Production, Service
from qualepref.socle.typographie import jour_et_mois

GENRE = "dossier-de-preuves"
VOIR = "pilotage.view_dossierdepreuves"
ADRESSER = "pilotage.change_dossierdepreuves"


class DossierDePreuvesQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def visibles_par(self, agent, permission=None):
        """Ceux du département pour qui y répond de tout ; à tout autre, les siens."""
        visibles = super().visibles_par(agent, permission)
        if agent.is_superuser:
            return visibles
        tenus = Q(departement__in=agent.portee(ADRESSER).departements)
        return visibles.filter(tenus | Q(demandeur=agent) | Q(destinataire=agent))

    @transaction.atomic
    def inscrire(self, dossier, services=()):
        """Garde le dossier et sa production, sans l'envoyer."""
        dossier.production = Production.objects.create(
            departement=dossier.departement,
            demandeur=dossier.demandeur,
            genre=GENRE,
            objet=GENRE,
            titre=f"{dossier}, {dossier.departement.nom}"[:200],
        )
        dossier.save()
        dossier.services.set(services)
        return dossier


class DossierDePreuves(models.Model):
    """Les preuves en vigueur à une date, réunies dans un zip pour un audit."""

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="dossiers", verbose_name="département"
    )
    le = models.DateField("en vigueur au")
    campagne = models.ForeignKey(
        Campagne,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers",
        verbose_name="campagne",
        help_text="Vide : la dernière commencée à cette date.",
    )
    services = models.ManyToManyField(
        Service,
        blank=True,
        related_name="dossiers",
        verbose_name="services",
        help_text="Aucun : tous ceux que vous suivez.",
    )
    demandeur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="dossiers_demandes",
        verbose_name="demandé par",
    )
    destinataire = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="dossiers_recus",
        verbose_name="pour l'auditeur",
        help_text="Il le télécharge tant que dure sa désignation.",
    )
    production = models.OneToOneField(
        Production,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="dossier",
        verbose_name="production",
    )
    cree_le = models.DateTimeField("demandé le", default=timezone.now, editable=False)

    objects = DossierDePreuvesQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de preuves"
        verbose_name_plural = "dossiers de preuves"
        ordering = ["-cree_le", "-pk"]

    def __str__(self):
        return f"Dossier de preuves au {jour_et_mois(self.le)} {self.le.year}"

    def get_absolute_url(self):
        return reverse("pilotage:dossierdepreuves_detail", args=[self.pk])

    @property
    def nom_de_fichier(self):
        return f"preuves-{self.departement.code}-{self.le:%Y-%m-%d}.zip"

    @property
    def situation(self):
        """« prêt », « effacé »… : ce que la production en dit."""
        if self.production is None:
            return "effacé"
        if self.production.etat != Production.Etat.TERMINEE:
            return self.production.get_etat_display()
        return "prêt" if self.production.fichier else "effacé"

    @property
    def est_fini(self):
        return self.production is None or self.production.est_finie

    def relancer(self):
        """Une panne se relance ; un fichier effacé se redemande."""
        if self.production is None:
            raise ValidationError("Ce dossier est effacé : demandez-en un nouveau.")
        self.production.relancer()
