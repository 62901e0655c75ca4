"""Ce qui part par courriel aux directions : à qui, quand, et une seule fois."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from pilotage.models.fiches import Fiche
from pilotage.models.tableaux import TableauDeBord
from qualepref.socle.models import Departement, PerimetreQuerySet, Service

DEUX_MINUTES, DIX_MINUTES = timedelta(minutes=2), timedelta(minutes=10)


class DestinataireQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"


class Destinataire(models.Model):
    """Une adresse d'une direction, et ce que la démarche qualité lui envoie."""

    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        related_name="destinataires",
        editable=False,
        verbose_name="département",
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="direction",
        help_text="Vide pour qui suit tout le département : corps préfectoral, cabinet.",
    )
    intitule = models.CharField(
        "intitulé", max_length=150, help_text="À qui est l'adresse : « Secrétariat de direction »."
    )
    courriel = models.EmailField("adresse électronique")
    tableaux = models.BooleanField("reçoit le tableau de bord trimestriel", default=True)
    fiches = models.BooleanField("reçoit la fiche mensuelle de sa direction", default=False)
    demi_pages = models.BooleanField("reçoit la demi-page de la semaine", default=False)

    history = HistoricalRecords()
    objects = DestinataireQuerySet.as_manager()

    class Meta:
        verbose_name = "destinataire"
        ordering = ["departement", "intitule", "pk"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("courriel"),
                "departement",
                name="destinataire_unique",
                violation_error_message="Cette adresse est déjà parmi les destinataires.",
            )
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("pilotage:destinataire_list")

    def clean(self):
        if self.service_id and self.service.site.departement_id != self.departement_id:
            raise ValidationError({"service": "Ce service est dans un autre département."})
        if self.fiches and not self.service_id:
            raise ValidationError({"service": "Dites de quelle direction est la fiche mensuelle."})


class ExpeditionQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def echouees(self):
        return self.filter(etat=Expedition.Etat.ECHOUEE)

    def oubliees(self, avant):
        """À envoyer depuis longtemps, et que nul worker n'a prises : leur message s'est perdu."""
        return self.filter(etat=Expedition.Etat.A_ENVOYER, depart_le=None, demandee_le__lt=avant)

    def interrompues(self, avant):
        """Prises par un worker qui n'a jamais dit si le courriel était parti."""
        return self.filter(etat=Expedition.Etat.A_ENVOYER, depart_le__lt=avant)

    @transaction.atomic
    def inscrire(self, piece, par):
        """Une ligne par adresse qui n'a pas encore cette pièce ; rend les nouvelles.

        Sous verrou : de deux demandes ensemble, la seconde ne trouve plus personne à servir.
        """
        piece = type(piece).objects.select_for_update(of=("self",)).get(pk=piece.pk)
        if empechement := empechement_d_envoyer(piece):
            raise ValidationError(empechement)
        return self.bulk_create(
            Expedition(
                departement_id=piece.departement_id,
                **{CHAMPS[type(piece)]: piece},
                destinataire=un,
                intitule=un.intitule,
                courriel=un.courriel,
                demandee_par=par,
            )
            for un in a_servir(piece)
        )


CHAMPS = {TableauDeBord: "tableau", Fiche: "fiche"}


def a_servir(piece):
    """Les destinataires à qui cette pièce n'est ni partie, ni en train de partir."""
    inscrits = Destinataire.objects.filter(departement=piece.departement_id, **_abonnes(piece))
    return inscrits.exclude(courriel__in=piece.expeditions.values("courriel"))


def _abonnes(piece):
    if isinstance(piece, TableauDeBord):
        return {"tableaux": True}
    return {"fiches": True, "service": piece.service} if piece.service_id else {"demi_pages": True}


def empechement_d_envoyer(piece):
    """Ce qui empêche d'envoyer cette pièce, en une phrase ; vide si rien ne l'empêche."""
    if isinstance(piece, Fiche):
        return ""
    if not piece.est_publie:
        return "Ce tableau de bord n'est pas publié : il ne s'envoie pas."
    if piece.suivante:
        return "Cette édition est remplacée : c'est la dernière qui s'envoie."
    if not piece.pdf:
        return "Le PDF se fabrique : envoyez le tableau dès qu'il est fait."
    return ""


class Expedition(models.Model):
    """Un tableau de bord ou une fiche envoyé à une adresse, une seule fois."""

    class Etat(models.TextChoices):
        A_ENVOYER = "a_envoyer", "en cours d'envoi"
        ENVOYEE = "envoyee", "envoyé"
        ECHOUEE = "echouee", "échoué"

    departement = models.ForeignKey(
        Departement, models.CASCADE, related_name="+", verbose_name="département"
    )
    tableau = models.ForeignKey(
        TableauDeBord,
        models.CASCADE,
        null=True,
        related_name="expeditions",
        verbose_name="tableau de bord",
    )
    fiche = models.ForeignKey(
        Fiche, models.CASCADE, null=True, related_name="expeditions", verbose_name="fiche"
    )
    destinataire = models.ForeignKey(
        Destinataire,
        models.SET_NULL,
        null=True,
        related_name="expeditions",
        verbose_name="destinataire",
    )
    intitule = models.CharField("intitulé", max_length=150)
    courriel = models.EmailField("adresse électronique")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_ENVOYER)
    erreur = models.CharField("erreur", max_length=300, blank=True)
    demandee_le = models.DateTimeField("demandée le", default=timezone.now)
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="demandée par",
    )
    depart_le = models.DateTimeField("prise le", null=True)
    envoyee_le = models.DateTimeField("envoyée le", null=True)
    jeton = models.UUIDField("identifiant du courriel", default=uuid4, unique=True)

    objects = ExpeditionQuerySet.as_manager()

    class Meta:
        verbose_name = "expédition"
        ordering = ["-demandee_le", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["tableau", "courriel"], name="expedition_unique"),
            models.UniqueConstraint(fields=["fiche", "courriel"], name="expedition_fiche_unique"),
            models.CheckConstraint(
                condition=models.Q(tableau=None, fiche__isnull=False)
                | models.Q(tableau__isnull=False, fiche=None),
                name="expedition_d_une_piece",
            ),
        ]

    def __str__(self):
        return f"{self.piece}, à {self.intitule}"

    def get_absolute_url(self):
        if self.fiche_id:
            return reverse("pilotage:fiche_detail", args=[self.fiche_id])
        return reverse("pilotage:tableaudebord_envois", args=[self.tableau_id])

    @property
    def piece(self):
        return self.fiche if self.fiche_id else self.tableau

    @property
    def message_id(self):
        """Le même à chaque essai : une boîte qui l'a déjà reçu sait que c'est le même."""
        return f"<expedition-{self.jeton}@{settings.DOMAINE_DES_MESSAGES}>"

    def prendre_le_depart(self):
        """Vrai pour un seul worker : c'est lui qui envoie, et personne après lui."""
        libre = Expedition.objects.filter(pk=self.pk, etat=self.Etat.A_ENVOYER, depart_le=None)
        return bool(libre.update(depart_le=timezone.now()))

    def constater_l_envoi(self):
        self._en_cours().update(etat=self.Etat.ENVOYEE, envoyee_le=timezone.now(), erreur="")

    def constater_l_echec(self, phrase):
        self._en_cours().update(etat=self.Etat.ECHOUEE, erreur=phrase, depart_le=None)

    def relancer(self):
        """Remet dans la file un envoi échoué ; de deux relances ensemble, une seule compte."""
        echouee = Expedition.objects.echouees().filter(pk=self.pk)
        if not echouee.update(etat=self.Etat.A_ENVOYER, erreur="", demandee_le=timezone.now()):
            raise ValidationError("Cet envoi n'a pas échoué : il n'y a rien à relancer.")

    def _en_cours(self):
        return Expedition.objects.filter(pk=self.pk, etat=self.Etat.A_ENVOYER)
