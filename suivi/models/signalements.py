"""Les signalements : ce qu'un agent fait remonter, sans que son nom coure."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import ExtractMonth
from django.urls import reverse
from django.utils.text import Truncator
from simple_history.models import HistoricalRecords

from engagements.models import Action, Engagement
from qualepref.socle.models import Departement, PerimetreQuerySet, Service, Site
from qualepref.socle.temps import aujourdhui
from suivi import circuit
from suivi.models.traitement import Traitement

SUIVRE = "suivi.suivre_signalement"


def chemin_de_la_piece(signalement, nom):
    """Sous un nom tiré au hasard : celui du fichier reçu pourrait dire de qui il vient."""
    extension = nom.rpartition(".")[2].lower()
    return f"signalements/{aujourdhui():%Y}/{uuid4().hex}.{extension}"


class SignalementQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_site = "site"
    chemin_departement = "departement"

    def visibles_par(self, agent, permission=None):
        """Suivre les siens ne tient à aucun lieu : un agent muté garde les siens."""
        if permission == SUIVRE and agent.is_active and not agent.is_superuser:
            return self.deposes_par(agent)
        return super().visibles_par(agent, permission)

    def deposes_par(self, agent):
        return self.filter(auteur=agent)

    def deposes_entre(self, debut, fin):
        """Déposés entre les deux jours, bornes comprises."""
        return self.filter(date_depot__gte=debut, date_depot__lte=fin)

    def a_trier(self):
        return self.filter(etat=circuit.RECU)

    def ouverts(self):
        return self.filter(etat__in=circuit.OUVERTS)

    def sans_reponse(self):
        """Ni répondus, ni classés : leur auteur attend."""
        return self.filter(etat__in=circuit.SANS_REPONSE)

    def a_lire(self):
        """Ceux dont l'auteur n'a pas encore lu la dernière nouvelle."""
        return self.filter(a_lire=True)

    def recherches(self, texte):
        return self.filter(Q(description__icontains=texte) | Q(endroit__icontains=texte))

    def par_nature(self):
        """(nature, nombre), les plus nombreux d'abord."""
        return self.comptes_par("nature")

    def par_service(self):
        """(nom du service, nombre) ; None pour ceux qui n'en disent aucun."""
        return self.comptes_par("service__nom")

    def par_mois(self):
        """(1 à 12, nombre), dans l'ordre des mois où il y en a."""
        mois = self.annotate(mois=ExtractMonth("date_depot")).order_by("mois")
        return list(mois.values_list("mois").annotate(nombre=Count("pk")))

    def comptes_par(self, champ):
        comptes = self.order_by().values_list(champ).annotate(nombre=Count("pk"))
        return list(comptes.order_by("-nombre", F(champ).asc(nulls_last=True)))

    def chiffres(self):
        """Les comptes du bilan, en une requête."""
        return self.order_by().aggregate(
            total=Count("pk"),
            sans_reponse=Count("pk", filter=Q(etat__in=circuit.SANS_REPONSE)),
            repondus=Count("pk", filter=~Q(reponse="")),
            classes=Count("pk", filter=Q(etat=circuit.CLASSE)),
            avec_action=Count("pk", filter=Q(action__isnull=False)),
        )

    def deposer(self, signalement):
        """L'enregistre sans que l'historique dise qui l'a saisi : ce serait dire son auteur."""
        signalement._history_user = None
        signalement.save()
        del signalement._history_user
        return signalement


class Signalement(Traitement):
    """Un dysfonctionnement ou une idée dont un agent fait part, et la réponse qu'il en reçoit."""

    class Nature(models.TextChoices):
        DYSFONCTIONNEMENT = "dysfonctionnement", "dysfonctionnement"
        IDEE = "idee", "idée"

    class Canal(models.TextChoices):
        APPLICATION = "application", "dans l'application"
        BOITE_QUALITE = "boite_qualite", "boîte « qualité »"
        HIERARCHIE = "hierarchie", "voie hiérarchique"
        CORRESPONDANT = "correspondant", "correspondant qualité"

    class Etat(models.TextChoices):
        RECU = "recu", "reçu"
        EN_COURS = "en_cours", "en cours"
        REPONDU = "repondu", "répondu"
        CLOS = "clos", "clos"
        CLASSE_SANS_SUITE = "classe_sans_suite", "classé sans suite"

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="signalements", verbose_name="département"
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signalements",
        verbose_name="site",
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signalements",
        verbose_name="service concerné",
    )
    endroit = models.CharField(
        "endroit précis", max_length=200, blank=True, help_text="Hall, guichet 3, page du site…"
    )
    nature = models.CharField("nature", max_length=20, choices=Nature)
    canal = models.CharField("reçu par", max_length=20, choices=Canal, default=Canal.APPLICATION)
    description = models.TextField("description")
    piece = models.FileField(
        "photo ou document", upload_to=chemin_de_la_piece, blank=True, max_length=250
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="signalements",
        verbose_name="auteur",
    )
    nom_dicible = models.BooleanField("mon nom peut être dit au service", default=False)
    date_depot = models.DateField("déposé le", default=aujourdhui)
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.RECU)
    engagement = models.ForeignKey(
        Engagement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signalements",
        verbose_name="engagement",
    )
    reponse = models.TextField("réponse", blank=True)
    date_reponse = models.DateField("répondu le", null=True, blank=True)
    motif = models.TextField("motif du classement", blank=True)
    date_cloture = models.DateField("terminé le", null=True, blank=True)
    action = models.ForeignKey(
        Action,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="signalements",
        verbose_name="action proposée",
    )
    a_lire = models.BooleanField("nouvelle à lire par l'auteur", default=False, editable=False)

    # Ni l'auteur, ni ce qu'il lit ou permet : d'autres lisent cet historique.
    history = HistoricalRecords(excluded_fields=["auteur", "nom_dicible", "a_lire"])
    objects = SignalementQuerySet.as_manager()

    class Meta:
        verbose_name = "signalement"
        ordering = ["-date_depot", "-pk"]
        permissions = [
            ("suivre_signalement", "Peut suivre ses propres signalements"),
            ("nommer_signalement", "Peut lire le nom que l'auteur laisse dire, et la pièce jointe"),
            ("identifier_signalement", "Peut ouvrir l'identité d'un auteur, ce qui se consigne"),
            ("compter_signalement", "Peut lire les comptes des signalements"),
        ]
        indexes = [
            models.Index(fields=["departement", "etat"], name="signalement_etat"),
            models.Index(fields=["auteur", "a_lire"], name="signalement_auteur"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat__in=["repondu", "clos"])
                | (~Q(reponse="") & Q(date_reponse__isnull=False)),
                name="signalement_repondu",
                violation_error_message="Écrivez la réponse faite à l'auteur.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="classe_sans_suite") | ~Q(motif=""),
                name="signalement_classe_motif",
                violation_error_message="Dites à l'auteur pourquoi son signalement est sans suite.",
            ),
        ]

    def __str__(self):
        return f"Signalement n° {self.pk}"

    def save(self, *args, **kwargs):
        self.placer()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("suivi:signalement_detail", args=[self.pk])

    def placer(self):
        """Le site est celui du service ; sans service, le site dit reste."""
        if self.service_id:
            self.site = self.service.site

    @property
    def resume(self):
        """Le début de la description, pour une liste."""
        return Truncator(" ".join(self.description.split())).chars(90)

    @property
    def adresse_pour_l_auteur(self):
        return reverse("suivi:mon_signalement", args=[self.pk])

    @property
    def nom_de_la_piece(self):
        """Le nom sous lequel la pièce se télécharge, qui ne dit rien de l'auteur."""
        return f"signalement-{self.pk}.{self.piece.name.rpartition('.')[2]}"

    @property
    def piece_est_une_image(self):
        return bool(self.piece) and not self.piece.name.endswith(".pdf")
