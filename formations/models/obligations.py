"""Qui doit être formé à quoi, et quand : l'échéance se garde quand elle se décide."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from simple_history.models import HistoricalRecords

from formations import echeances
from formations.echeances import Dossier, Regle
from formations.models.agents import AgentAFormer
from formations.models.catalogue import ThemeFormation
from formations.models.sessions import SUIVRE, Participation
from formations.models.tutorats import PeriodeTutorat
from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui

DUREE = [MinValueValidator(1), MaxValueValidator(240)]
CALCULES = ("derniere_formation", "date_echeance")
TRANCHE = 1000


def en_poste(le):
    return Q(date_prise_de_poste__lte=le) & (Q(date_depart=None) | Q(date_depart__gte=le))


class ObligationFormationQuerySet(PerimetreQuerySet):
    chemin_perimetre = "agent__service"

    def visibles_par(self, agent, permission=None):
        """Suivre les siennes ne tient à aucun lieu : un agent muté garde les siennes."""
        if permission == SUIVRE and agent.is_active and not agent.is_superuser:
            return self.de(agent)
        return super().visibles_par(agent, permission)

    def de(self, compte):
        """Ce que doit la personne qui se connecte sous ce compte."""
        return self.filter(agent__compte=compte)

    def en_cours(self, le=None):
        """Ceux dont l'agent tient la fonction ce jour-là."""
        return self.filter(en_poste(le or aujourdhui()))

    def en_retard(self, le=None):
        le = le or aujourdhui()
        return self.en_cours(le).filter(date_echeance__lt=le)

    def dus_entre(self, debut, fin):
        """Échéance entre deux jours, bornes comprises, d'agents qui seront encore en poste."""
        restent = Q(date_depart=None) | Q(date_depart__gte=F("date_echeance"))
        return self.filter(restent, date_echeance__range=(debut, fin))

    def dus(self, le=None):
        """Tout ce qui reste à faire, échu ou à venir, de qui est en poste."""
        return self.en_cours(le).exclude(date_echeance=None)

    def a_suivre(self, le=None):
        """Ce que l'année demande : échu, ou dû dans les douze mois."""
        le = le or aujourdhui()
        bientot = echeances.ajouter_mois(le, echeances.PREAVIS_MOIS)
        return self.dus(le).filter(date_echeance__lte=bientot)

    def jamais_formes(self):
        return self.filter(derniere_formation=None, date_dispense=None)

    def couverts_par_tutorat(self, le=None):
        """Jamais formés, et un tutorat signé les accompagne ce jour-là."""
        le = le or aujourdhui()
        periodes = PeriodeTutorat.objects.en_cours(le).filter(tutorat__tutore=OuterRef("agent"))
        return self.en_cours(le).jamais_formes().filter(Exists(periodes))

    def dispenses(self):
        return self.exclude(date_dispense=None)

    def inscrits(self, le=None):
        """Une place à une session à venir qui valide leur thème."""
        places = Participation.objects.inscrites(le or aujourdhui())
        siennes = places.filter(agent=OuterRef("agent"), session__themes=OuterRef("theme"))
        return self.filter(Exists(siennes))

    def sans_inscription(self, le=None):
        return self.exclude(pk__in=self.inscrits(le).order_by().values("pk"))

    def en_etat(self, etat, le=None):
        """Même lecture que `echeances.situer` ; un état inconnu ne rend rien."""
        le = le or aujourdhui()
        bientot = echeances.ajouter_mois(le, echeances.PREAVIS_MOIS)
        du = Q(date_dispense=None)
        formes, a_venir = du & Q(derniere_formation__isnull=False), Q(date_echeance__gte=le)
        etats = {
            echeances.DISPENSE: Q(date_dispense__isnull=False),
            echeances.EN_RETARD: du & Q(date_echeance__lt=le),
            echeances.A_FORMER: du & Q(derniere_formation=None) & a_venir,
            echeances.A_RENOUVELER: formes & a_venir & Q(date_echeance__lt=bientot),
            echeances.A_JOUR: formes & (Q(date_echeance=None) | Q(date_echeance__gte=bientot)),
        }
        if etat == echeances.HORS:
            return self.exclude(pk__in=self.en_cours(le).order_by().values("pk"))
        return self.en_cours(le).filter(etats[etat]) if etat in etats else self.none()

    def avec_dossiers(self):
        """Ce que lit `dossier`, en un nombre de requêtes constant."""
        participations = Participation.objects.select_related("session")
        return self.select_related("agent__service", "theme").prefetch_related(
            Prefetch("agent__participations", participations.prefetch_related("session__themes")),
            Prefetch("agent__tutorats__periodes", PeriodeTutorat.objects.signees()),
        )

    def avec_situation(self, le=None):
        """Annote ce qui s'ajoute à l'état : `inscrit_le`, `couvert_jusqu_au`."""
        le = le or aujourdhui()
        places = Participation.objects.inscrites(le).filter(
            agent=OuterRef("agent"), session__themes=OuterRef("theme")
        )
        periodes = PeriodeTutorat.objects.en_cours(le).filter(tutorat__tutore=OuterRef("agent"))
        prochaine = places.order_by("session__date_debut").values("session__date_debut")[:1]
        derniere = periodes.order_by("-date_fin").values("date_fin")[:1]
        return self.annotate(inscrit_le=Subquery(prochaine), couvert_jusqu_au=Subquery(derniere))

    def recalculer(self) -> None:
        """Remet l'échéance de chacune à ce que disent les sessions validées et les dispenses."""
        changees = [obligation for obligation in self.avec_dossiers() if obligation.dater()]
        self.model.objects.bulk_update(changees, CALCULES, batch_size=TRANCHE)

    @transaction.atomic
    def ouvrir(self, agent, theme, date_prise_de_poste, **champs):
        """Une obligation naît avec les durées du jour : un fichier changé ne la rattrape pas."""
        obligation = self.model(
            agent=agent,
            theme=theme,
            date_prise_de_poste=date_prise_de_poste,
            delai_initial_mois=theme.delai_initial_mois,
            renouvellement_mois=theme.renouvellement_mois,
            **champs,
        )
        obligation.full_clean()
        obligation.save()
        self.model.objects.filter(pk=obligation.pk).recalculer()
        obligation.refresh_from_db()
        return obligation


class ObligationFormation(models.Model):
    """Ce qu'une fonction demande à un agent : être formé à un thème, avant une date."""

    agent = models.ForeignKey(
        AgentAFormer, models.CASCADE, related_name="obligations", verbose_name="agent"
    )
    theme = models.ForeignKey(
        ThemeFormation, models.PROTECT, related_name="obligations", verbose_name="thème"
    )
    date_prise_de_poste = models.DateField("prise de poste")
    date_depart = models.DateField(
        "dernier jour dans la fonction",
        null=True,
        blank=True,
        help_text="Départ, changement de poste ou fin de contrat.",
    )
    delai_initial_mois = models.PositiveSmallIntegerField(
        "à faire dans les (mois)", validators=DUREE
    )
    renouvellement_mois = models.PositiveSmallIntegerField(
        "à renouveler tous les (mois)", null=True, blank=True, validators=DUREE
    )
    formee_avant = models.DateField(
        "formé le, avant le suivi",
        null=True,
        blank=True,
        help_text="Dernière formation qui n'est pas parmi les sessions de l'application.",
    )
    date_dispense = models.DateField("dispensé depuis le", null=True, blank=True)
    motif_dispense = models.CharField(
        "motif de la dispense",
        max_length=300,
        blank=True,
        help_text="L'équivalence ou l'expérience admise, et l'écrit qui la justifie.",
    )
    observations = models.TextField("observations", blank=True)
    derniere_formation = models.DateField("dernière formation", null=True, editable=False)
    date_echeance = models.DateField("échéance", null=True, editable=False)

    history = HistoricalRecords()
    objects = ObligationFormationQuerySet.as_manager()

    class Meta:
        verbose_name = "obligation de formation"
        verbose_name_plural = "obligations de formation"
        ordering = [F("date_echeance").asc(nulls_last=True), "agent__nom", "pk"]
        permissions = [("suivre_obligationformation", "Peut suivre ses propres formations")]
        indexes = [
            models.Index(fields=["date_echeance", "date_depart"], name="obligation_echeance"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "theme", "date_prise_de_poste"],
                name="obligation_unique",
                violation_error_message="Cet agent a déjà cette obligation depuis ce jour.",
            ),
            models.UniqueConstraint(
                fields=["agent", "theme"],
                condition=Q(date_depart=None),
                name="obligation_ouverte_unique",
                violation_error_message="Cet agent a déjà ce thème : dites d'abord son départ du "
                "poste d'avant.",
            ),
            models.CheckConstraint(
                condition=Q(date_depart=None) | Q(date_depart__gte=F("date_prise_de_poste")),
                name="obligation_ordre",
                violation_error_message="Le dernier jour précède la prise de poste.",
            ),
            models.CheckConstraint(
                condition=Q(date_dispense=None, motif_dispense="")
                | (Q(date_dispense__isnull=False) & ~Q(motif_dispense="")),
                name="obligation_dispense_motivee",
                violation_error_message="Une dispense a une date et un motif écrit.",
            ),
        ]

    def __str__(self):
        return f"{self.agent} : {self.theme}"

    def get_absolute_url(self):
        return self.agent.get_absolute_url()

    @property
    def regle(self):
        return Regle(self.delai_initial_mois, self.renouvellement_mois)

    @property
    def dossier(self) -> Dossier:
        """Ce que la règle veut savoir ; à lire après `avec_dossiers`."""
        siennes = [p for p in self.agent.participations.all() if p.valide(self.theme_id)]
        suivies = {p.session.date_fin for p in siennes if p.est_suivie}
        return Dossier(
            regle=self.regle,
            prise_de_poste=self.date_prise_de_poste,
            depart=self.date_depart,
            formations=tuple(sorted(suivies | {self.formee_avant} - {None})),
            inscriptions=tuple(sorted(p.session.date_debut for p in siennes if p.est_inscrite)),
            dispense_le=self.date_dispense,
            tutorats=tuple(
                (periode.date_debut, periode.date_fin)
                for tutorat in self.agent.tutorats.all()
                for periode in tutorat.periodes.all()
            ),
        )

    def situation(self, le=None):
        """Où il en est ce jour-là, d'après ce qui se garde ; à lire après `avec_situation`."""
        le = le or aujourdhui()
        inscrit, couvert = self.inscrit_le, self.couvert_jusqu_au
        garde = Dossier(
            regle=self.regle,
            prise_de_poste=self.date_prise_de_poste,
            depart=self.date_depart,
            formations=(self.derniere_formation,) if self.derniere_formation else (),
            inscriptions=(inscrit,) if inscrit else (),
            dispense_le=self.date_dispense,
            tutorats=((le, couvert),) if couvert else (),
        )
        return echeances.situer(garde, le)

    def dater(self) -> bool:
        """Recalcule ce qui se garde ; vrai si quelque chose a changé."""
        dossier = self.dossier
        derniere = max(dossier.formations, default=None)
        due = None
        if self.date_dispense is None:
            due = echeances.echeance(self.regle, self.date_prise_de_poste, derniere)
        avant = self.derniere_formation, self.date_echeance
        self.derniere_formation, self.date_echeance = derniere, due
        return avant != (derniere, due)
