"""Les sessions : qui y est inscrit, qui y est venu, et ce qu'elles valident une fois tenues."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from formations.models.agents import AgentAFormer
from formations.models.catalogue import Formation, ThemeFormation
from qualepref.socle.models import Departement, PerimetreQuerySet
from qualepref.socle.temps import aujourdhui

SUIVRE = "formations.suivre_obligationformation"


class SessionFormationQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def prevues(self):
        return self.filter(etat=SessionFormation.Etat.PREVUE)

    def validees(self):
        return self.filter(etat=SessionFormation.Etat.VALIDEE)

    def a_valider(self, le=None):
        """Passées, et personne n'a encore dit qui était là."""
        return self.filter(etat=SessionFormation.Etat.PREVUE, date_fin__lt=le or aujourdhui())

    def avec_effectifs(self):
        etats = Participation.Etat
        return self.annotate(
            inscrits=Count("participations"),
            presents=Count("participations", filter=Q(participations__etat=etats.PRESENT)),
        ).order_by(*self.model._meta.ordering)  # compter efface l'ordre du modèle


class SessionFormation(models.Model):
    """Une formation du catalogue, donnée des jours précis à des agents inscrits."""

    class Etat(models.TextChoices):
        PREVUE = "prevue", "prévue"
        VALIDEE = "validee", "validée"
        ANNULEE = "annulee", "annulée"

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="sessions_formation", verbose_name="département"
    )
    formation = models.ForeignKey(
        Formation, models.PROTECT, related_name="sessions", verbose_name="formation"
    )
    themes = models.ManyToManyField(
        ThemeFormation,
        blank=True,
        related_name="sessions",
        verbose_name="thèmes validés",
        help_text="Ceux du catalogue, que cette session-ci peut élargir ou réduire.",
    )
    date_debut = models.DateField("premier jour")
    date_fin = models.DateField("dernier jour")
    lieu = models.CharField("lieu", max_length=200, blank=True)
    organisme = models.CharField("organisme ou intervenant", max_length=200, blank=True)
    places = models.PositiveSmallIntegerField("places", null=True, blank=True)
    observations = models.TextField("observations", blank=True)
    etat = models.CharField(
        "état", max_length=10, choices=Etat, default=Etat.PREVUE, editable=False
    )
    motif = models.CharField("motif de l'annulation", max_length=300, blank=True, editable=False)

    history = HistoricalRecords(m2m_fields=[themes])
    objects = SessionFormationQuerySet.as_manager()

    class Meta:
        verbose_name = "session de formation"
        verbose_name_plural = "sessions de formation"
        ordering = ["-date_debut", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_fin__gte=F("date_debut")),
                name="session_ordre",
                violation_error_message="La session finit avant de commencer.",
            ),
            models.CheckConstraint(
                condition=Q(places=None) | Q(places__gte=1),
                name="session_places",
                violation_error_message="Une session a au moins une place.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="annulee") | ~Q(motif=""),
                name="session_annulee_motif",
                violation_error_message="Dites pourquoi la session est annulée.",
            ),
        ]

    def __str__(self):
        return f"{self.formation}, {self.date_debut:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("formations:sessionformation_detail", args=[self.pk])

    @property
    def quand(self):
        if self.date_debut == self.date_fin:
            return f"le {self.date_debut:%d/%m/%Y}"
        return f"du {self.date_debut:%d/%m/%Y} au {self.date_fin:%d/%m/%Y}"

    @property
    def est_prevue(self):
        return self.etat == self.Etat.PREVUE

    @property
    def est_validee(self):
        return self.etat == self.Etat.VALIDEE

    @property
    def peut_se_valider(self):
        """Le jour venu, et tant qu'elle n'est pas annulée : une présence se corrige après coup."""
        return self.etat != self.Etat.ANNULEE and self.date_debut <= aujourdhui()

    @transaction.atomic
    def inscrire(self, agents):
        """Donne une place à chacun ; lève ValidationError s'il en manque ou si elle est close."""
        session = SessionFormation.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if not session.est_prevue:
            raise ValidationError(f"Cette session est {session.get_etat_display()}.")
        deja = set(session.participations.values_list("agent_id", flat=True))
        nouveaux = [agent for agent in agents if agent.pk not in deja]
        if session.places is not None and len(deja) + len(nouveaux) > session.places:
            raise ValidationError(
                f"{session.places} place(s), {len(deja)} prise(s) : "
                f"{len(nouveaux)} inscription(s) de plus n'y tiennent pas."
            )
        Participation.objects.bulk_create(
            Participation(session=session, agent=agent) for agent in nouveaux
        )
        return len(nouveaux)

    @transaction.atomic
    def valider(self, presences):
        """`presences` : participation (clé) → (état, observations). Les échéances en découlent."""
        session = SessionFormation.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if not session.peut_se_valider:
            raise ValidationError("Une session se valide à partir de son premier jour.")
        siennes = list(session.participations.select_for_update(of=("self",)))
        for participation in siennes:
            etat, observations = presences.get(
                participation.pk, (participation.etat, participation.observations)
            )
            participation.etat, participation.observations = etat, observations
        if any(participation.etat == Participation.Etat.INSCRIT for participation in siennes):
            raise ValidationError("Dites de chaque inscrit s'il était là.")
        Participation.objects.bulk_update(siennes, ["etat", "observations"])
        session.etat = self.etat = self.Etat.VALIDEE
        session.save(update_fields=["etat"])
        self.recalculer()

    @transaction.atomic
    def annuler(self, motif):
        session = SessionFormation.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if not session.est_prevue:
            raise ValidationError(f"Cette session est déjà {session.get_etat_display()}.")
        session.etat, session.motif = self.Etat.ANNULEE, motif
        session.full_clean()
        session.save(update_fields=["etat", "motif"])

    def recalculer(self):
        """Les échéances de ceux qui y ont une place, et ce que la session prouve."""
        obligations = AgentAFormer._meta.get_field("obligations").related_model.objects
        obligations.filter(agent__participations__session=self).distinct().recalculer()
        self.citations.suivre()


class ParticipationQuerySet(PerimetreQuerySet):
    chemin_perimetre = "agent__service"

    def visibles_par(self, agent, permission=None):
        """Qui suit ses formations lit ses propres places, où qu'il soit."""
        if permission == SUIVRE and agent.is_active and not agent.is_superuser:
            return self.filter(agent__compte=agent)
        return super().visibles_par(agent, permission)

    def inscrites(self, le=None):
        """Une place à une session à venir."""
        return self.filter(
            etat=Participation.Etat.INSCRIT,
            session__etat=SessionFormation.Etat.PREVUE,
            session__date_debut__gte=le or aujourdhui(),
        )

    def suivies(self):
        return self.filter(
            etat=Participation.Etat.PRESENT, session__etat=SessionFormation.Etat.VALIDEE
        )


class Participation(models.Model):
    """La place d'un agent à une session, puis sa présence."""

    class Etat(models.TextChoices):
        INSCRIT = "inscrit", "inscrit"
        PRESENT = "present", "présent"
        ABSENT = "absent", "absent"
        EXCUSE = "excuse", "excusé"

    session = models.ForeignKey(
        SessionFormation, models.CASCADE, related_name="participations", verbose_name="session"
    )
    agent = models.ForeignKey(
        AgentAFormer, models.CASCADE, related_name="participations", verbose_name="agent"
    )
    etat = models.CharField("présence", max_length=10, choices=Etat, default=Etat.INSCRIT)
    observations = models.CharField("observations", max_length=300, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = "participation"
        ordering = ["agent__nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "agent"],
                name="participation_unique",
                violation_error_message="Cet agent est déjà inscrit à cette session.",
            ),
        ]

    def __str__(self):
        return f"{self.agent} : {self.session}"

    def get_absolute_url(self):
        return self.session.get_absolute_url()

    @property
    def est_suivie(self):
        return self.etat == self.Etat.PRESENT and self.session.est_validee

    @property
    def est_inscrite(self):
        return self.etat == self.Etat.INSCRIT and self.session.est_prevue

    def valide(self, theme_id):
        """Sa session compte pour ce thème ; lu dans les thèmes déjà chargés."""
        return any(theme.pk == theme_id for theme in self.session.themes.all())
