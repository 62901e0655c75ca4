"""Le plan d'actions : un seul, quelle que soit l'origine de l'action."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements import plan
from engagements.models.conduite import Conduite
from engagements.models.contenu import Engagement
from qualepref.socle.models import (
    Agent,
    Departement,
    Designation,
    PerimetreQuerySet,
    Service,
)
from qualepref.socle.temps import aujourdhui

# Sans service pilote : à la fin.
PAR_SERVICE = (F("service__site").asc(nulls_last=True), "service__nom", "service_id")


def comptes(le):
    """Ce qui se compte d'un ensemble d'actions, pour le plan entier comme pour un service."""
    a_mener = ~Q(etat__in=plan.TERMINEES)
    retard = Q(etat__in=plan.OUVERTES, date_echeance__lt=le)
    conditions = {
        "proposees": Q(etat=plan.PROPOSEE),
        "a_faire": Q(etat=plan.A_FAIRE),
        "en_cours": Q(etat=plan.EN_COURS),
        "reportees": Q(etat=plan.REPORTEE),
        "en_retard": retard,
        "faites": Q(etat__in=plan.FAITES),
        "base": ~Q(etat__in=plan.HORS_TAUX),
        "sans_echeance": a_mener & Q(date_echeance=None),
        "sans_responsable": a_mener & Q(fonction="", responsable_lu=""),
    }
    filtres = {nom: Count("pk", filter=condition) for nom, condition in conditions.items()}
    return {"total": Count("pk"), **filtres}


def avec_taux(ligne):
    """Le taux suit la règle du plan."""
    return ligne | {"taux": plan.TauxRealisation(ligne["faites"], ligne["base"])}


class ActionQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_departement = "departement"

    def ouvertes(self):
        return self.filter(etat__in=plan.OUVERTES)

    def proposees(self):
        return self.filter(etat=plan.PROPOSEE)

    def au_plan(self):
        """Ni proposées seulement, ni refusées."""
        return self.exclude(etat__in=(plan.PROPOSEE, plan.REFUSEE))

    def avec_echeance_d_origine(self):
        """Annote `echeance_d_origine` : la première fixée, qu'un report ne déplace pas."""
        passees = self.model.history.filter(id=OuterRef("pk"), date_echeance__isnull=False)
        premiere = passees.order_by("history_date", "history_id").values("date_echeance")[:1]
        return self.annotate(echeance_d_origine=Coalesce(Subquery(premiere), "date_echeance"))

    def dues_a_l_origine(self, debut=None, fin=None):
        """Au plan, leur première échéance entre deux jours, quels que soient les reports."""
        dues = self.au_plan().avec_echeance_d_origine()
        if debut:
            dues = dues.filter(echeance_d_origine__gte=debut)
        return dues.filter(echeance_d_origine__lte=fin) if fin else dues

    def a_mener(self):
        """Ni faites, ni abandonnées, ni refusées."""
        return self.exclude(etat__in=plan.TERMINEES)

    def en_retard(self, le=None):
        """À faire ou en cours, échéance passée ; une action reportée n'est jamais en retard."""
        return self.ouvertes().filter(date_echeance__lt=le or aujourdhui())

    def a_echeance(self, debut, fin):
        """Échéance entre les deux jours, bornes comprises."""
        return self.filter(date_echeance__gte=debut, date_echeance__lte=fin)

    def a_reprendre(self, le=None):
        """Reportées à une date qui est passée : il faut les reprendre ou les abandonner."""
        return self.filter(etat=plan.REPORTEE, date_echeance__lt=le or aujourdhui())

    def a_verifier(self):
        """Nées d'un audit et réalisées : leur efficacité reste à vérifier pour les solder."""
        origines = Action.ORIGINES_AUDIT
        return self.filter(etat=plan.REALISEE, origine__in=origines, efficacite="")

    def faites_entre(self, debut, fin):
        """Réalisées entre les deux jours ; à défaut de date, l'année du plan en tient lieu."""
        dates = Q(date_realisation__gte=debut, date_realisation__lte=fin)
        sans_date = Q(date_realisation=None, annee__gte=debut.year, annee__lte=fin.year)
        return self.filter(dates | sans_date, etat__in=plan.FAITES).par_echeance()

    def en_cours_en(self, annee):
        """En cours, inscrites au plan de cette année ou d'une année d'avant."""
        return self.filter(etat=plan.EN_COURS, annee__lte=annee).par_echeance()

    def sans_echeance(self):
        return self.filter(date_echeance=None)

    def sans_responsable(self):
        return self.filter(fonction="", responsable_lu="")

    def incompletes(self):
        """À mener, sans échéance ou sans responsable."""
        sans_responsable = Q(fonction="", responsable_lu="")
        return self.a_mener().filter(Q(date_echeance=None) | sans_responsable)

    def presentables(self):
        """Ce qu'un comité de pilotage peut valider : à mener, et dans aucun lot."""
        return self.a_mener().filter(lot=None)

    def chiffres(self, le=None):
        """Les comptes du plan et ses échéances extrêmes, en une requête."""
        extremes = {"premiere": Min("date_echeance"), "derniere": Max("date_echeance")}
        return avec_taux(self.order_by().aggregate(**comptes(le or aujourdhui()), **extremes))

    def chiffres_par_service(self, le=None):
        """Une ligne de comptes par service pilote, dans l'ordre de `par_service`."""
        uniques = Action.objects.filter(pk__in=self.order_by().values("pk"))
        par_service = uniques.order_by(*PAR_SERVICE).values(
            "service", "service__nom", "service__site__nom"
        )
        return [avec_taux(ligne) for ligne in par_service.annotate(**comptes(le or aujourdhui()))]

    def recherchees(self, texte):
        return self.filter(Q(intitule__icontains=texte) | Q(description__icontains=texte))

    def par_echeance(self):
        return self.order_by(F("date_echeance").asc(nulls_last=True), "annee", "numero")

    def par_service(self):
        """Service après service, et dans chacun l'ordre déjà demandé."""
        return self.order_by(*PAR_SERVICE, *(self.query.order_by or self.model._meta.ordering))

    @transaction.atomic
    def inscrire(self, action):
        """Enregistre une action nouvelle sous le numéro suivant du plan de son année."""
        Departement.objects.select_for_update(of=("self",)).get(pk=action.departement_id)
        du_plan = self.filter(departement=action.departement_id, annee=action.annee)
        action.numero = (du_plan.aggregate(dernier=Max("numero"))["dernier"] or 0) + 1
        action.save()
        return action


class Action(Conduite):
    """Ce qu'un service s'engage à faire pour une échéance, d'où que l'action vienne."""

    class Origine(models.TextChoices):
        AUTOEVALUATION = "autoevaluation", "auto-évaluation"
        AUDIT_INTERNE = "audit_interne", "audit interne"
        AUDIT_EXTERNE = "audit_externe", "audit externe"
        ENQUETE_SATISFACTION = "enquete_satisfaction", "enquête de satisfaction"
        ENQUETE_MYSTERE = "enquete_mystere", "enquête mystère"
        CONTROLE = "controle", "contrôle ou grille"
        TEST_BOITES = "test_boites", "tests de boîtes"
        RECLAMATION = "reclamation", "réclamations"
        SUGGESTION = "suggestion", "suggestions"
        SIGNALEMENT = "signalement", "signalement d'un agent"
        FORMALISATION = "formalisation", "formalisation des documents"
        INDICATEUR = "indicateur", "indicateurs"
        COPIL = "copil", "comité de pilotage"
        CLU = "clu", "comité local des usagers"
        GROUPE_TRAVAIL = "groupe_travail", "groupe de travail"
        AUTRE = "autre", "autre"

    class Etat(models.TextChoices):
        PROPOSEE = "proposee", "proposée"
        REFUSEE = "refusee", "refusée"
        A_FAIRE = "a_faire", "à faire"
        EN_COURS = "en_cours", "en cours"
        REPORTEE = "reportee", "reportée"
        REALISEE = "realisee", "réalisée"
        SOLDEE = "soldee", "soldée"
        ABANDONNEE = "abandonnee", "abandonnée"

    class Priorite(models.IntegerChoices):
        HAUTE = 1, "haute"
        NORMALE = 2, "normale"
        BASSE = 3, "basse"

    class Efficacite(models.TextChoices):
        EFFICACE = "efficace", "efficace"
        PARTIELLE = "partielle", "en partie efficace"
        INEFFICACE = "inefficace", "sans effet"

        __empty__ = "pas encore jugée"

    ORIGINES_AUDIT = (Origine.AUDIT_INTERNE, Origine.AUDIT_EXTERNE)

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="actions", verbose_name="département"
    )
    annee = models.PositiveSmallIntegerField("plan de l'année")
    numero = models.PositiveIntegerField("numéro")
    intitule = models.CharField("intitulé", max_length=300)
    description = models.TextField("description", blank=True)
    origine = models.CharField("origine", max_length=30, choices=Origine, default=Origine.AUTRE)
    origine_lue = models.CharField("origine telle qu'écrite", max_length=120, blank=True)
    engagements = models.ManyToManyField(
        Engagement, blank=True, related_name="actions", verbose_name="engagements"
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name="service pilote",
    )
    fonction = models.CharField(
        "responsable",
        max_length=40,
        choices=Designation.Fonction,
        blank=True,
        help_text="Une fonction : l'action suit qui la tient.",
    )
    responsable_lu = models.CharField("responsable tel qu'écrit", max_length=120, blank=True)
    priorite = models.PositiveSmallIntegerField(
        "priorité", choices=Priorite, default=Priorite.NORMALE
    )
    date_echeance = models.DateField("échéance", null=True, blank=True)
    avancement = models.PositiveSmallIntegerField(
        "avancement", default=0, validators=[MaxValueValidator(100)], help_text="De 0 à 100 %."
    )
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.A_FAIRE)
    date_realisation = models.DateField("réalisée le", null=True, blank=True)
    moyens = models.TextField("moyens", blank=True)
    indicateur_resultat = models.CharField("indicateur de résultat", max_length=300, blank=True)
    bilan = models.TextField("bilan", blank=True)
    commentaire = models.TextField("commentaire", blank=True)
    motif = models.CharField(
        "motif", max_length=300, blank=True, help_text="D'un refus, d'un report, d'un abandon."
    )
    efficacite = models.CharField("efficacité", max_length=12, choices=Efficacite, blank=True)
    date_efficacite = models.DateField("efficacité vérifiée le", null=True, blank=True)
    efficacite_par = models.ForeignKey(
        Agent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_verifiees",
        verbose_name="efficacité vérifiée par",
    )
    lot = models.ForeignKey(
        "LotActions",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name="lot",
    )
    date_modification = models.DateTimeField("mise à jour le", auto_now=True)

    history = HistoricalRecords(m2m_fields=[engagements])
    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "action"
        ordering = ["-annee", "numero", "pk"]
        permissions = [("avancer_action", "Peut faire avancer une action")]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "annee", "numero"],
                name="action_unique",
                violation_error_message="Ce numéro est déjà pris dans le plan de l'année.",
            ),
            models.CheckConstraint(
                condition=Q(avancement__lte=100),
                name="action_avancement",
                violation_error_message="L'avancement va de 0 à 100 %.",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["refusee"]) | ~Q(motif=""),
                name="action_refus_motif",
                violation_error_message="Dites pourquoi l'action est refusée.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="soldee") | ~Q(bilan=""),
                name="action_soldee_bilan",
                violation_error_message="Une action se solde avec son bilan.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="soldee", origine__in=["audit_interne", "audit_externe"])
                | (
                    ~Q(efficacite="")
                    & Q(date_efficacite__isnull=False, efficacite_par__isnull=False)
                ),
                name="action_soldee_efficacite",
                violation_error_message="Née d'un audit, l'action se solde une fois son efficacité "
                "vérifiée : par qui, quand, avec quel résultat.",
            ),
        ]

    def __str__(self):
        return f"{self.numero}. {self.intitule}"

    def clean(self):
        if self.service_id and self.service.site.departement_id != self.departement_id:
            raise ValidationError({"service": "Ce service est dans un autre département."})

    def get_absolute_url(self):
        return reverse("engagements:action_detail", args=[self.pk])
