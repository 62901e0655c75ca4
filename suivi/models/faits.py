from django.db import models
from django.db.models import F, Q

from qualepref.socle.models import Agent, PerimetreQuerySet, Service
from suivi.delais import evenements
from suivi.models.demandes import Demande


class FaitQuerySet(PerimetreQuerySet):
    chemin_perimetre = "demande__service"
    chemin_site = "demande__site"
    chemin_departement = "demande__departement"

    def de(self, demandes) -> dict[int, list]:
        """Les faits de plusieurs demandes, par demande et dans l'ordre (une requête)."""
        par_demande = {}
        for fait in self.filter(demande__in=demandes):
            par_demande.setdefault(fait.demande_id, []).append(fait)
        return par_demande

    def transferts(self):
        return self.filter(genre=Fait.Genre.TRANSMISE)

    def transmises_par(self, agent) -> list[int]:
        """Les demandes que les services de l'agent ont transmises à d'autres.

        Nommées une à une, et lues une fois par agent : une sous-requête priverait chaque liste de
        ses index. Qui lit tout le département les lit déjà.
        """
        portee = agent.portee("suivi.view_demande")
        if not (portee.services or portee.sites):
            return []
        if getattr(agent, "_transmises", None) is None:
            services = Service.objects.visibles_par(agent, "suivi.view_demande")
            parties = self.transferts().filter(de_service__in=services)
            parties = parties.exclude(demande__service=F("de_service"))
            agent._transmises = list(
                parties.order_by().values_list("demande", flat=True).distinct()
            )
        return agent._transmises


class Fait(models.Model):
    """Ce qui arrive à une demande outre ses dates : délai suspendu, repris, prolongé, transfert…

    L'histoire ne se récrit pas : un fait inscrit reste, un autre vient le corriger.
    """

    class Genre(models.TextChoices):
        SUSPENDUE = "suspendue", "délai suspendu"
        REPRISE = "reprise", "délai repris"
        PROLONGEE = "prolongee", "délai prolongé"
        TRANSMISE = "transmise", "transmise à un autre service"
        REPONDUE = "repondue", "répondue"  # avant d'être rouverte
        RETIREE = "retiree", "retirée"  # avant d'être rouverte
        ROUVERTE = "rouverte", "rouverte"

    demande = models.ForeignKey(
        Demande, models.CASCADE, related_name="faits", verbose_name="demande"
    )
    genre = models.CharField("genre", max_length=10, choices=Genre)
    le = models.DateField("le")
    motif = models.TextField("motif", blank=True)
    jours = models.PositiveSmallIntegerField("jours de plus", null=True, blank=True)
    de_service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="demandes_transmises",
        verbose_name="du service",
    )
    vers_service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="demandes_recues_d_un_autre",
        verbose_name="au service",
    )
    agent = models.ForeignKey(
        Agent,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="faits_inscrits",
        verbose_name="inscrit par",
    )
    inscrit_le = models.DateTimeField("inscrit le", auto_now_add=True)

    objects = FaitQuerySet.as_manager()

    class Meta:
        verbose_name = "fait"
        ordering = ["pk"]
        indexes = [models.Index(fields=["de_service", "demande"], name="fait_de_service")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(genre="transmise")
                | Q(de_service__isnull=False, vers_service__isnull=False),
                name="fait_transfert_entre_deux_services",
                violation_error_message="Un transfert dit d'où il part et où il va.",
            ),
            models.CheckConstraint(
                condition=~Q(genre="prolongee") | Q(jours__gte=1),
                name="fait_prolongation_d_un_jour",
                violation_error_message="Une prolongation vaut au moins un jour.",
            ),
        ]

    def __str__(self):
        return f"{self.get_genre_display()} le {self.le:%d/%m/%Y}"

    def en_evenement(self) -> evenements.Evenement:
        return evenements.Evenement(
            evenements.Genre(self.genre), self.le, motif=self.motif, jours=self.jours
        )
