"""Les groupes de travail, leurs membres et ce qu'on attend d'eux."""

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements.models.contenu import Engagement
from qualepref.socle.models import Agent, Departement, PerimetreQuerySet
from qualepref.socle.temps import aujourdhui


class GroupeTravailQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def actifs(self, le=None):
        le = le or aujourdhui()
        return self.filter(Q(date_fin=None) | Q(date_fin__gt=le))

    def confies(self, agent, permission):
        """Un membre voit son groupe, même sans rôle dans la démarche."""
        if permission != "engagements.view_groupetravail":
            return []
        return [Q(pk__in=MembreGroupe.objects.redacteurs(agent).values("groupe"))]

    def avec_comptes(self):
        """Membres du jour, engagements, livrables qui restent à rendre."""
        le = aujourdhui()
        du_jour = Q(membres__date_fin=None) | Q(membres__date_fin__gt=le)
        attendus = ~Q(livrables__etat__in=Livrable.RENDUS)
        return self.annotate(
            nombre_membres=Count("membres", filter=du_jour, distinct=True),
            nombre_engagements=Count("engagements", distinct=True),
            nombre_attendus=Count("livrables", filter=attendus, distinct=True),
        ).order_by(*self.model._meta.ordering)


class GroupeTravail(models.Model):
    """Groupe thématique, permanent ou temporaire, qui travaille des engagements."""

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="groupes", verbose_name="département"
    )
    nom = models.CharField("nom", max_length=120)
    objet = models.TextField("objet", blank=True)
    permanent = models.BooleanField("permanent", default=True)
    date_creation = models.DateField("créé le", default=aujourdhui)
    date_fin = models.DateField("dissous le", null=True, blank=True)
    engagements = models.ManyToManyField(
        Engagement, blank=True, related_name="groupes", verbose_name="engagements"
    )

    history = HistoricalRecords()
    objects = GroupeTravailQuerySet.as_manager()

    class Meta:
        verbose_name = "groupe de travail"
        verbose_name_plural = "groupes de travail"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "nom"],
                name="groupetravail_unique",
                violation_error_message="Un groupe porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(date_fin=None) | Q(date_fin__gte=F("date_creation")),
                name="groupetravail_ordre",
                violation_error_message="La fin du groupe précède sa création.",
            ),
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("engagements:groupetravail_detail", args=[self.pk])


class DuGroupeQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "groupe__departement"


class MembreGroupeQuerySet(DuGroupeQuerySet):
    def en_exercice(self, le=None):
        """Membres ce jour-là d'un groupe qui n'est pas dissous."""
        le = le or aujourdhui()
        return self.filter(
            Q(date_fin=None) | Q(date_fin__gt=le),
            Q(groupe__date_fin=None) | Q(groupe__date_fin__gt=le),
            date_debut__lte=le,
        )

    def redacteurs(self, agent):
        """Ce à quoi l'agent prend part autrement qu'en personne associée."""
        return self.en_exercice().filter(agent=agent).exclude(role=MembreGroupe.Role.ASSOCIE)


class MembreGroupe(models.Model):
    """Un agent membre du groupe, ou une personne associée désignée par sa qualité."""

    class Role(models.TextChoices):
        ANIMATEUR = "animateur", "animateur"
        MEMBRE = "membre", "membre"
        ASSOCIE = "associe", "associé"

    groupe = models.ForeignKey(
        GroupeTravail, models.CASCADE, related_name="membres", verbose_name="groupe"
    )
    agent = models.ForeignKey(
        Agent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="groupes",
        verbose_name="agent",
    )
    qualite = models.CharField(
        "qualité",
        max_length=120,
        blank=True,
        help_text="Pour une personne sans compte : « association d'usagers », « élue »…",
    )
    role = models.CharField("rôle", max_length=10, choices=Role, default=Role.MEMBRE)
    date_debut = models.DateField("du", default=aujourdhui)
    date_fin = models.DateField("au", null=True, blank=True)

    history = HistoricalRecords()
    objects = MembreGroupeQuerySet.as_manager()

    class Meta:
        verbose_name = "membre d'un groupe de travail"
        verbose_name_plural = "membres des groupes de travail"
        ordering = ["role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agent__isnull=False) | ~Q(qualite=""),
                name="membregroupe_quelqu_un",
                violation_error_message="Choisissez un agent, ou dites la qualité de la personne.",
            ),
            models.UniqueConstraint(
                fields=["groupe", "agent"],
                condition=Q(date_fin=None),
                name="membregroupe_unique",
                violation_error_message="Cet agent est déjà membre du groupe.",
            ),
        ]

    def __str__(self):
        return str(self.agent) if self.agent_id else self.qualite

    def get_absolute_url(self):
        return self.groupe.get_absolute_url()


class LivrableQuerySet(DuGroupeQuerySet):
    def attendus(self):
        return self.exclude(etat__in=Livrable.RENDUS)

    def en_retard(self, le=None):
        return self.attendus().filter(date_echeance__lt=le or aujourdhui())

    def confies_a(self, agent):
        """Ceux des groupes dont l'agent est membre."""
        return self.filter(groupe__in=MembreGroupe.objects.redacteurs(agent).values("groupe"))

    def confies(self, agent, permission):
        """Un membre dit l'avancement des livrables de ses groupes."""
        if permission != "engagements.change_livrable":
            return []
        return [Q(pk__in=Livrable.objects.confies_a(agent).values("pk"))]


class Livrable(models.Model):
    """Ce qu'on demande à un groupe de travail : autodiagnostic, fiches, outils de suivi."""

    class Genre(models.TextChoices):
        AUTODIAGNOSTIC = "autodiagnostic", "autodiagnostic"
        FICHE_PROCEDURE = "fiche_procedure", "fiche de procédure"
        OUTIL_SUIVI = "outil_suivi", "outil de suivi"
        AUTRE = "autre", "autre"

    class Etat(models.TextChoices):
        DEMANDE = "demande", "demandé"
        EN_COURS = "en_cours", "en cours"
        REMIS = "remis", "remis"
        ACCEPTE = "accepte", "accepté"

    RENDUS = (Etat.REMIS, Etat.ACCEPTE)

    groupe = models.ForeignKey(
        GroupeTravail, models.CASCADE, related_name="livrables", verbose_name="groupe"
    )
    genre = models.CharField("genre", max_length=20, choices=Genre)
    intitule = models.CharField("intitulé", max_length=200)
    date_demande = models.DateField("demandé le", default=aujourdhui)
    date_echeance = models.DateField("attendu pour le", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.DEMANDE)
    date_remise = models.DateField("remis le", null=True, blank=True)
    emplacement = models.CharField(
        "où il se trouve", max_length=300, blank=True, help_text="Adresse ou dossier partagé."
    )

    history = HistoricalRecords()
    objects = LivrableQuerySet.as_manager()

    class Meta:
        verbose_name = "livrable"
        ordering = ["date_echeance", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat__in=["remis", "accepte"]) | Q(date_remise__isnull=False),
                name="livrable_remis",
                violation_error_message="Dites quand le livrable a été remis.",
            ),
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return self.groupe.get_absolute_url()

    def est_en_retard(self, le=None):
        attendu = self.date_echeance is not None and self.etat not in self.RENDUS
        return attendu and self.date_echeance < (le or aujourdhui())
