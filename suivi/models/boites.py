"""Les boîtes aux lettres électroniques des services, que l'application relève."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from qualepref.socle.models import Departement, PerimetreQuerySet, Service
from qualepref.socle.temps import aujourdhui
from suivi.models.modeles_reponse import ModeleReponse
from suivi.models.nomenclature import Canal, Nature, Registre

BAIL = timedelta(minutes=10)  # un worker mort rend la boîte au bout de ce temps
UNE_CLE = RegexValidator(
    r"^BOITE_[A-Z0-9_]+$", "En capitales, et commençant par BOITE_ : BOITE_ACCUEIL."
)


class BoiteFonctionnelleQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_departement = "departement"

    def actives(self):
        return self.filter(active=True)

    def en_panne(self):
        return self.actives().exclude(panne="")

    def avec_comptes(self):
        """Annote le nombre de messages relevés, et de ceux qui sont en erreur."""
        en_erreur = Q(messages__etat="en_erreur")
        return self.annotate(
            nombre=Count("messages"), erreurs=Count("messages", filter=en_erreur)
        ).order_by(*self.model._meta.ordering)

    def adresses_du(self, departement):
        """Nos adresses : un message qui en vient tournerait en rond."""
        return set(self.filter(departement=departement).values_list("adresse", flat=True))


class BoiteFonctionnelle(models.Model):
    """Une adresse électronique d'un service, relevée par l'application, une fois mise en marche."""

    class Securite(models.TextChoices):
        SSL = "ssl", "TLS dès la connexion (port 993)"
        STARTTLS = "starttls", "STARTTLS (port 143)"

    class Cible(models.TextChoices):
        DEMANDES = "demandes", "des demandes d'usagers"
        SIGNALEMENTS = "signalements", "des signalements d'agents"

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="boites", verbose_name="département"
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="boites",
        verbose_name="service destinataire",
        help_text="Il reçoit les demandes que la boîte apporte.",
    )
    adresse = models.EmailField("adresse électronique")
    serveur = models.CharField("serveur IMAP", max_length=200)
    port = models.PositiveIntegerField("port", default=993)
    securite = models.CharField("sécurité", max_length=10, choices=Securite, default=Securite.SSL)
    identifiant = models.CharField("identifiant", max_length=200)
    cle_du_mot_de_passe = models.CharField(
        "clé du mot de passe",
        max_length=60,
        validators=[UNE_CLE],
        help_text="Le nom de la variable d'environnement qui porte le mot de passe, jamais le mot "
        "de passe : BOITE_ACCUEIL.",
    )
    dossier = models.CharField("dossier relevé", max_length=200, default="INBOX")
    dossier_rangement = models.CharField(
        "dossier de rangement",
        max_length=200,
        blank=True,
        help_text="Où va un message repris. Vide : il reste en place, marqué comme lu.",
    )
    depuis = models.DateField(
        "relever depuis le",
        default=aujourdhui,
        help_text="Les messages arrivés avant ce jour ne sont pas repris.",
    )
    cible = models.CharField("ce qu'elle apporte", max_length=15, choices=Cible, default="demandes")
    registre = models.CharField(
        "registre", max_length=25, choices=Registre, default=Registre.COURRIERS_COURRIELS
    )
    nature = models.CharField(
        "nature", max_length=25, choices=Nature, default=Nature.NON_RENSEIGNEE
    )
    canal = models.CharField("canal", max_length=25, choices=Canal, default=Canal.COURRIEL)
    accuse = models.BooleanField(
        "accuser réception de chaque courriel repris",
        default=False,
        help_text="Jamais à une machine, ni plus de trois fois par jour à la même adresse.",
    )
    modele_accuse = models.ForeignKey(
        ModeleReponse,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="boites",
        verbose_name="modèle de l'accusé",
        help_text="Vide : celui qui convient le mieux à la demande.",
    )
    active = models.BooleanField("en marche", default=False)
    bail = models.DateTimeField("prise jusqu'à", null=True, blank=True, editable=False)
    relevee_le = models.DateTimeField("relevée le", null=True, blank=True, editable=False)
    panne = models.TextField("panne", blank=True, editable=False)

    history = HistoricalRecords(excluded_fields=["bail", "relevee_le", "panne"])
    objects = BoiteFonctionnelleQuerySet.as_manager()

    class Meta:
        verbose_name = "boîte fonctionnelle"
        verbose_name_plural = "boîtes fonctionnelles"
        ordering = ["adresse", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["serveur", "identifiant", "dossier"],
                name="boite_unique",
                violation_error_message="Ce dossier de ce compte est déjà relevé par une boîte.",
            )
        ]

    def __str__(self):
        return self.adresse

    def save(self, *args, **kwargs):
        self.adresse = self.adresse.lower()
        self.departement = self.service.site.departement
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("suivi:boite_detail", args=[self.pk])

    @property
    def par_formulaire(self):
        """Ce qu'un site envoie est toujours « automatique », et n'en est pas moins d'un usager."""
        return self.canal == Canal.FORMULAIRE_INTERNET

    def prendre(self):
        """Vrai si personne d'autre ne la relève ; la rend le plus tard possible à qui meurt."""
        maintenant = timezone.now()
        libre = Q(bail=None) | Q(bail__lt=maintenant)
        boites = type(self).objects.filter(libre, pk=self.pk)
        return bool(boites.update(bail=maintenant + BAIL))

    def prolonger(self):
        self._noter(bail=timezone.now() + BAIL)

    def rendre(self, panne=""):
        """Relevée, ou en panne : la page des boîtes le dit."""
        suite = {"panne": panne} if panne else {"panne": "", "relevee_le": timezone.now()}
        self._noter(bail=None, **suite)

    def _noter(self, **champs):
        type(self).objects.filter(pk=self.pk).update(**champs)

    def exiger_en_marche(self):
        if not self.active:
            raise ValidationError("Cette boîte est arrêtée : mettez-la d'abord en marche.")

    def mettre_en_marche(self):
        self._basculer(True)

    def arreter(self):
        self._basculer(False)

    def _basculer(self, active):
        if self.active == active:
            etat = "en marche" if active else "arrêtée"
            raise ValidationError(f"Cette boîte est déjà {etat}.")
        self.active, self.panne = active, ""
        self.save(update_fields=["active", "panne", "adresse", "departement"])
