"""Le périmètre engagé : quels services tiennent quels modules d'un référentiel, et depuis quand."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_update_with_history

from engagements import cycle
from engagements.models.contenu import Engagement, Module
from engagements.models.referentiel import Referentiel
from qualepref.socle.models import Departement, PerimetreQuerySet, Service
from qualepref.socle.temps import aujourdhui

CHAMPS_SORTIE = ["date_sortie", "motif_sortie", "suivi_maintenu"]


class LabellisationQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def avec_services(self, le=None):
        """Le nombre de services engagés ce jour-là ou à venir : ceux qui ne sont pas sortis."""
        restes = Q(perimetres__date_sortie=None) | Q(perimetres__date_sortie__gt=le or aujourdhui())
        nombre = Count("perimetres__service", filter=restes, distinct=True)
        return self.annotate(nombre_services=nombre).order_by("-date_debut")

    def avec_etapes(self):
        """Ce qu'il faut pour en dire la situation sans autre requête."""
        return self.select_related("referentiel").prefetch_related("etapes")


class Labellisation(models.Model):
    """La démarche d'un département pour un référentiel : le périmètre qu'il engage."""

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="labellisations", verbose_name="département"
    )
    referentiel = models.ForeignKey(
        Referentiel, models.PROTECT, related_name="labellisations", verbose_name="référentiel"
    )
    date_debut = models.DateField("démarche engagée le")

    history = HistoricalRecords()
    objects = LabellisationQuerySet.as_manager()

    class Meta:
        verbose_name = "labellisation"
        ordering = ["-date_debut", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "referentiel"],
                name="labellisation_unique",
                violation_error_message="Ce référentiel a déjà son périmètre dans le département.",
            ),
        ]

    def __str__(self):
        return f"Périmètre {self.referentiel.intitule}"

    def get_absolute_url(self):
        return reverse("engagements:labellisation_detail", args=[self.pk])

    def suit(self, campagne):
        """Vrai d'une campagne de son département et de son référentiel."""
        siens = (self.departement_id, self.referentiel_id)
        return siens == (campagne.departement_id, campagne.referentiel_id)

    @property
    def chiffres_du_cycle(self):
        return cycle.Chiffres.lire(self.referentiel.cycle)

    def faits(self):
        """Ses étapes, telles que les lisent les règles du cycle."""
        return [etape.fait for etape in self.etapes.all()]

    def jalons(self):
        return cycle.jalons(self.faits(), self.chiffres_du_cycle)

    def situation(self, le=None):
        """La situation de l'ensemble des sites, un jour donné."""
        return cycle.situation(self.faits(), le or aujourdhui(), chiffres=self.chiffres_du_cycle)

    @transaction.atomic
    def quitter(self, *, date_sortie, motif, suivi_maintenu=False, module=None, site=None):
        """Sort du périmètre les services d'un module, d'un site, ou d'un module sur un site.

        Rend le nombre de services sortis ; ValidationError si aucun n'y est engagé.
        """
        visees = self.perimetres.filter(date_sortie=None).select_related("service", "module")
        visees = visees.filter(module=module) if module else visees
        visees = visees.filter(service__site=site) if site else visees
        sorties = list(visees)
        if not sorties:
            raise ValidationError("Aucun service n'y est engagé : rien à quitter.")
        for ligne in sorties:
            if ligne.date_entree > date_sortie:
                raise ValidationError(
                    f"« {ligne} » n'est entré que le {ligne.date_entree:%d/%m/%Y} : la sortie ne "
                    "peut pas être avant."
                )
            ligne.date_sortie, ligne.motif_sortie = date_sortie, motif
            ligne.suivi_maintenu = suivi_maintenu
        bulk_update_with_history(sorties, Perimetre, CHAMPS_SORTIE)
        self.aligner_les_campagnes()
        return len(sorties)

    @transaction.atomic
    def retirer_le_site(self, *, site, date_sortie, motif, suivi_maintenu=False):
        """Un site quitte la démarche : ses services sortent, l'histoire du label le dit."""
        self.quitter(site=site, date_sortie=date_sortie, motif=motif, suivi_maintenu=suivi_maintenu)
        return self.etapes.create(
            genre="retrait",
            site=site,
            date=date_sortie,
            motif=motif,
            realisee=date_sortie <= aujourdhui(),
        )

    def adresse_des_decisions(self, annee):
        return reverse("engagements:decision_list", args=[self.pk, annee])

    def engagements_a_decider(self):
        """Ceux des modules engagés que le comité de pilotage retient, diffère ou écarte."""
        a_decider = (
            Q(facultatif=True)
            | Q(condition__isnull=False)
            | ~Q(module__caractere=Module.Caractere.OBLIGATOIRE)
        )
        engagements = Engagement.objects.en_vigueur().pour(self.departement_id)
        siens = engagements.filter(a_decider, module__in=self.perimetres.values("module"))
        return siens.select_related("module", "condition").order_by("ordre", "pk")

    def engagements_decides(self, annee):
        """Les couples (engagement à décider, décision de l'année ou None)."""
        prises = {d.engagement_id: d for d in self.decisions.de_l_annee(annee)}
        return [
            (engagement, prises.get(engagement.pk)) for engagement in self.engagements_a_decider()
        ]

    def aligner_les_campagnes(self):
        """Met les campagnes ouvertes au périmètre du jour."""
        campagnes = self.referentiel.campagnes.ouvertes().filter(departement=self.departement)
        for campagne in campagnes:
            campagne.aligner()


class PerimetreServiceQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"

    def pas_sortis(self, le):
        return self.filter(Q(date_sortie=None) | Q(date_sortie__gt=le))

    def en_vigueur(self, le=None):
        """Engagés ce jour-là : entrés, pas encore sortis."""
        le = le or aujourdhui()
        return self.pas_sortis(le).filter(date_entree__lte=le)

    def au_cours(self, debut, fin):
        """Engagés au moins un jour entre les deux dates, bornes comprises."""
        return self.pas_sortis(debut).filter(date_entree__lte=fin)

    def de_services_fermes(self, le=None):
        """Encore engagés alors que leur service a fermé : à sortir, ou à confier à un autre."""
        le = le or aujourdhui()
        return self.pas_sortis(le).filter(service__date_fin__lte=le)

    def suivis_hors_label(self, debut):
        """Sortis avant ce jour et pas revenus, mais dont on recueille encore les preuves."""
        revenus = Perimetre.objects.en_vigueur(debut).filter(
            labellisation=OuterRef("labellisation"),
            module=OuterRef("module"),
            service=OuterRef("service"),
        )
        return self.filter(~Exists(revenus), date_sortie__lte=debut, suivi_maintenu=True)


class Perimetre(models.Model):
    """Un service engagé sur un module, d'une date à une autre ; le site est celui du service."""

    class Role(models.TextChoices):
        METIER = "metier", "métier"
        SUPPORT = "support", "support"

    labellisation = models.ForeignKey(
        Labellisation, models.CASCADE, related_name="perimetres", verbose_name="labellisation"
    )
    module = models.ForeignKey(
        Module, models.PROTECT, related_name="perimetres", verbose_name="module"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="perimetres", verbose_name="service"
    )
    role = models.CharField("rôle", max_length=10, choices=Role, default=Role.METIER)
    restriction = models.CharField(
        "restriction",
        max_length=200,
        blank=True,
        help_text="En mots, par exemple : « point numérique uniquement ».",
    )
    date_entree = models.DateField("entré le")
    date_sortie = models.DateField(
        "sorti le", null=True, blank=True, help_text="Le premier jour hors du périmètre."
    )
    motif_sortie = models.CharField("motif de la sortie", max_length=300, blank=True)
    suivi_maintenu = models.BooleanField(
        "preuves encore recueillies après la sortie",
        default=False,
        help_text="Elles se montrent à part, hors de tous les taux.",
    )

    history = HistoricalRecords()
    objects = PerimetreServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "périmètre"
        ordering = ["module__ordre", "service__site_id", "service_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["labellisation", "module", "service"],
                condition=Q(date_sortie=None),
                name="perimetre_unique",
                violation_error_message="Ce service est déjà engagé sur ce module.",
            ),
            models.CheckConstraint(
                condition=Q(date_sortie=None) | Q(date_sortie__gte=F("date_entree")),
                name="perimetre_ordre",
                violation_error_message="La sortie du périmètre précède l'entrée.",
            ),
            models.CheckConstraint(
                condition=Q(date_sortie=None) | ~Q(motif_sortie=""),
                name="perimetre_motif_sortie",
                violation_error_message="Dites pourquoi le service sort du périmètre.",
            ),
        ]

    def __str__(self):
        return f"{self.service}, module {self.module.numero}"

    def get_absolute_url(self):
        return self.labellisation.get_absolute_url()

    def est_sortie(self, le=None):
        return self.date_sortie is not None and self.date_sortie <= (le or aujourdhui())

    def est_a_venir(self, le=None):
        return self.date_entree > (le or aujourdhui())

    def est_engagee(self, le=None):
        return self.date_entree <= (le or aujourdhui()) and not self.est_sortie(le)

    def clean(self):
        if self.module.referentiel_id != self.labellisation.referentiel_id:
            raise ValidationError({"module": "Ce module est d'un autre référentiel."})
        if self.service.site.departement_id != self.labellisation.departement_id:
            raise ValidationError({"service": "Ce service est dans un autre département."})


class DispenseQuerySet(PerimetreQuerySet):
    chemin_perimetre = "perimetre__service"


class Dispense(models.Model):
    """Un engagement qu'un service engagé n'a pas à tenir, et pourquoi : le référent en décide."""

    perimetre = models.ForeignKey(
        Perimetre, models.CASCADE, related_name="dispenses", verbose_name="périmètre"
    )
    engagement = models.ForeignKey(
        Engagement, models.PROTECT, related_name="dispenses", verbose_name="engagement"
    )
    motif = models.CharField("motif", max_length=300)

    history = HistoricalRecords()
    objects = DispenseQuerySet.as_manager()

    class Meta:
        verbose_name = "dispense"
        ordering = ["engagement__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["perimetre", "engagement"],
                name="dispense_unique",
                violation_error_message="Ce service est déjà dispensé de cet engagement.",
            ),
        ]

    def __str__(self):
        return f"Engagement {self.engagement.numero}, {self.perimetre.service}"

    def get_absolute_url(self):
        return self.perimetre.get_absolute_url()
