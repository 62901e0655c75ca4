from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.crypto import salted_hmac
from simple_history.models import HistoricalRecords

from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Departement, Service, Site
from suivi.delais.echeances import Unite
from suivi.models.conduite import Conduite
from suivi.models.nomenclature import Canal, Nature, NonDue, Registre
from suivi.models.phrases import DemandeQuerySet
from suivi.models.situations import ETATS_OUVERTS, SONT_OUVERTES, Situation


class Demande(Conduite):
    """Un message d'un usager inscrit à un registre : d'où il vient, ce qu'on lui doit et quand."""

    class QualiteAccueil(models.TextChoices):
        OUI = "oui", "oui"
        NON = "non", "non"
        INCONNU = "inconnu", "pas encore examinée"

    class Etat(models.TextChoices):
        RECUE = "recue", "reçue"
        ACCUSEE = "accusee", "accusée"
        EN_ATTENTE = "en_attente", "en attente"
        SUSPENDUE = "suspendue", "suspendue"
        TRANSMISE = "transmise", "transmise"
        REPONDUE = "repondue", "répondue"
        RETIREE = "retiree", "retirée"

        @classmethod
        def ouverts(cls):
            return [cls(etat) for etat in ETATS_OUVERTS]

    Situation = Situation

    # Du plus fort au plus faible : l'état est le dernier pas franchi, déduit des dates.
    PAS = (
        (Q(date_retrait__isnull=False), Etat.RETIREE),
        (Q(date_reponse__isnull=False), Etat.REPONDUE),
        (Q(repondue_par_accuse=True), Etat.REPONDUE),
        (Q(suspendue_le__isnull=False), Etat.SUSPENDUE),
        (Q(date_transmission__isnull=False), Etat.TRANSMISE),
        (Q(date_attente__isnull=False), Etat.EN_ATTENTE),
        (Q(date_accuse__isnull=False), Etat.ACCUSEE),
    )
    # Ce qui décide de la règle : y toucher recalcule l'échéance, et rien d'autre ne le fait.
    CHAMPS_DU_CALCUL = ("registre", "service", "canal", "nature", "date_arrivee", "heure_arrivee")

    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        related_name="demandes",
        verbose_name="département",
        db_index=False,
    )
    site = models.ForeignKey(Site, models.PROTECT, related_name="demandes", verbose_name="site")
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="demandes", verbose_name="service", db_index=False
    )
    registre = models.CharField(
        "registre", max_length=25, choices=Registre, default=Registre.COURRIERS_COURRIELS
    )
    nature = models.CharField(
        "nature", max_length=25, choices=Nature, default=Nature.NON_RENSEIGNEE
    )
    canal = models.CharField("canal", max_length=25, choices=Canal, default=Canal.COURRIEL)
    numero = models.CharField("numéro", max_length=50, blank=True)
    objet = models.TextField("objet")
    theme = models.CharField("thème", max_length=100, blank=True)
    date_arrivee = models.DateField("arrivée le")
    heure_arrivee = models.TimeField(
        "heure d'arrivée",
        null=True,
        blank=True,
        help_text="Ne compte que si la règle de délai a une heure de fermeture.",
    )
    date_accuse = models.DateField("accusé de réception le", null=True, blank=True)
    repondue_par_accuse = models.BooleanField(
        "l'accusé vaut traitement", default=False, editable=False
    )
    date_attente = models.DateField("réponse d'attente le", null=True, blank=True)
    date_transmission = models.DateField(
        "transmise le",
        null=True,
        blank=True,
        help_text="À un autre service ou à une autre administration ; le délai continue de courir.",
    )
    date_reponse = models.DateField("réponse sur le fond le", null=True, blank=True)
    date_retrait = models.DateField("retirée le", null=True, blank=True)
    suspendue_le = models.DateField("délai suspendu le", null=True, blank=True, editable=False)
    etat = models.GeneratedField(
        expression=Case(
            *(When(condition, then=Value(pas.value)) for condition, pas in PAS),
            default=Value(Etat.RECUE.value),
        ),
        output_field=models.CharField(max_length=12),
        db_persist=True,
        verbose_name="état",
        choices=Etat,
    )
    date_echeance = models.DateField("échéance", null=True, blank=True)
    date_echeance_accuse = models.DateField("échéance de l'accusé", null=True, blank=True)
    regle = models.CharField("règle de délai", max_length=60, blank=True)
    unite = models.CharField(
        "unité du délai",
        max_length=12,
        blank=True,
        choices=[(unite.value, f"jours {unite.adjectif}s") for unite in Unite],
    )
    explication = models.JSONField("explication de l'échéance", default=dict, editable=False)
    qualite_accueil = models.CharField(
        "porte sur la qualité de l'accueil",
        max_length=10,
        choices=QualiteAccueil,
        default=QualiteAccueil.INCONNU,
    )
    reponse_non_due = models.CharField(
        "réponse non due",
        max_length=25,
        choices=NonDue,
        blank=True,
        help_text="La demande est alors comptée dans les volumes, pas dans les délais.",
    )
    observations = models.TextField("observations", blank=True)
    cle_doublon = models.CharField("empreinte de la ligne", max_length=64, editable=False)

    # L'explication redit l'échéance, l'état redit les dates : seules les sources ont une histoire.
    history = HistoricalRecords(excluded_fields=["etat", "explication", "cle_doublon"])
    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande"
        ordering = ["-date_arrivee", "-pk"]
        indexes = [
            models.Index(fields=["departement", "-date_arrivee", "-id"], name="demande_arrivee"),
            models.Index(
                fields=["departement", "registre", "-date_arrivee", "-id"],
                name="demande_registre",
            ),
            models.Index(fields=["service", "-date_arrivee", "-id"], name="demande_service"),
            *(
                models.Index(fields=[lieu, "date_echeance"], name=nom, condition=SONT_OUVERTES)
                for lieu, nom in (("departement", "demande_echeance"), ("service", "demande_due"))
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "registre", "cle_doublon"],
                name="demande_unique",
                violation_error_message="Cette demande est déjà enregistrée dans ce registre.",
            ),
            models.CheckConstraint(
                condition=Q(date_reponse=None) | Q(date_reponse__gte=F("date_arrivee")),
                name="demande_reponse_apres_arrivee",
                violation_error_message="La réponse est datée avant l'arrivée.",
            ),
            models.CheckConstraint(
                condition=Q(date_retrait=None) | Q(date_retrait__gte=F("date_arrivee")),
                name="demande_retrait_apres_arrivee",
                violation_error_message="Le retrait est daté avant l'arrivée.",
            ),
        ]

    def __str__(self):
        numero = f"Demande n° {self.numero}" if self.numero else "Demande"
        return f"{numero} du {self.date_arrivee:%d/%m/%Y}"

    def save(self, *args, **kwargs):
        self.placer()
        self.cle_doublon = self.cle_doublon or self.empreinte()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("suivi:demande_detail", args=[self.pk])

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self.pieces.effacer([self])  # les fichiers aussi
        return super().delete(*args, **kwargs)

    def placer(self):
        """Le site et le département sont ceux du service (bulk_create ne passe pas par save)."""
        self.site = self.service.site
        self.departement = self.site.departement

    def empreinte(self, usager=""):
        """Clé d'une ligne (conventions.md, « Doublon »), illisible sans le secret du site."""
        parties = (self.numero, f"{self.date_arrivee:%Y-%m-%d}", usager, self.objet)
        texte = "\x1f".join(map(normaliser, parties))
        return salted_hmac("suivi.doublon", texte, algorithm="sha256").hexdigest()

    @property
    def est_ouverte(self):
        return self.etat in self.Etat.ouverts()

    @property
    def nature_comptee(self):
        """Celle qui choisit la règle : au registre des suggestions, le registre décide."""
        if self.registre == Registre.SUGGESTIONS_RECLAMATIONS:
            return "suggestion_reclamation"
        return self.nature
