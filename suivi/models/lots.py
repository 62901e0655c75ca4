"""La saisie rapide : un lot de fiches qui partagent registre, service, canal et date."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count
from django.urls import reverse

from qualepref.socle.models import PerimetreQuerySet, Service
from qualepref.socle.temps import aujourdhui
from suivi.models.demandes import Demande
from suivi.models.nomenclature import Canal, Registre

FICHES_MONTREES = 100


class LotSaisieQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"

    def ouverts_par(self, agent):
        return self.filter(agent=agent)

    def avec_nombre(self):
        """Annote `nombre` : les fiches du lot, sans celles qui furent annulées."""
        return self.annotate(nombre=Count("fiches__demande"))


class LotSaisie(models.Model):
    """Des fiches saisies à la suite : ce qui ne change pas de l'une à l'autre se dit une fois."""

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="lots_de_saisie",
        verbose_name="ouvert par",
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="lots_de_saisie", verbose_name="service"
    )
    registre = models.CharField(
        "registre", max_length=25, choices=Registre, default=Registre.SUGGESTIONS_RECLAMATIONS
    )
    canal = models.CharField("canal", max_length=25, choices=Canal, default=Canal.FICHE_ACCUEIL)
    date_arrivee = models.DateField(
        "arrivées le", help_text="Pour une urne, le jour où elle a été relevée."
    )
    date_ouverture = models.DateField("ouvert le", default=aujourdhui, editable=False)

    objects = LotSaisieQuerySet.as_manager()

    class Meta:
        verbose_name = "lot de saisie"
        verbose_name_plural = "lots de saisie"
        ordering = ["-pk"]

    def __str__(self):
        return f"Lot n° {self.pk}"

    def get_absolute_url(self):
        return reverse("suivi:saisie", args=[self.pk])

    def inscrites(self):
        """Les fiches encore au registre, la dernière d'abord."""
        return self.fiches.filter(demande__isnull=False).select_related("demande")

    def dernieres(self):
        return self.inscrites()[:FICHES_MONTREES]

    def nombre_de_fiches(self):
        return self.inscrites().count()

    @transaction.atomic
    def inscrire(self, jeton, empreinte, enregistrer):
        """La fiche de ce jeton, qu'on enregistre une seule fois : (fiche, vrai si elle est neuve).

        `enregistrer(numero)` rend la demande ; le lot reste verrouillé, deux envois se suivent.
        """
        LotSaisie.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if connue := self.fiches.filter(jeton=jeton).first():
            return connue, False
        rang = (self.fiches.aggregate(models.Max("rang"))["rang__max"] or 0) + 1
        demande = enregistrer(f"F{self.pk}-{rang:02}")
        champs = {"rang": rang, "jeton": jeton, "empreinte": empreinte}
        return self.fiches.create(demande=demande, **champs), True

    @transaction.atomic
    def annuler(self, rang):
        """Ôte la dernière fiche, si rien ne lui est encore arrivé ; deux fois ne fait qu'une."""
        LotSaisie.objects.select_for_update(of=("self",)).get(pk=self.pk)
        fiche = self.fiches.filter(rang=rang).select_related("demande").first()
        if fiche is None or fiche.demande is None:
            raise ValidationError("Cette fiche est déjà annulée.")
        if fiche != self.inscrites().first():
            raise ValidationError("Seule la dernière fiche du lot s'annule ; corrigez les autres.")
        if fiche.demande.etat != Demande.Etat.RECUE:
            etat = fiche.demande.get_etat_display()
            raise ValidationError(f"Cette demande est déjà {etat} : elle ne s'annule plus.")
        fiche.demande.delete()


class FicheSaisie(models.Model):
    """Une fiche d'un lot : son jeton reconnaît un envoi rejoué, même si la demande n'est plus."""

    lot = models.ForeignKey(LotSaisie, models.CASCADE, related_name="fiches", verbose_name="lot")
    rang = models.PositiveIntegerField("rang")
    jeton = models.UUIDField("jeton", unique=True)
    empreinte = models.CharField("empreinte de la saisie", max_length=64)
    demande = models.OneToOneField(
        Demande,
        models.SET_NULL,
        null=True,
        related_name="fiche_saisie",
        verbose_name="demande",
    )

    class Meta:
        verbose_name = "fiche saisie"
        verbose_name_plural = "fiches saisies"
        ordering = ["-rang", "pk"]
        constraints = [models.UniqueConstraint(fields=["lot", "rang"], name="fiche_rang_unique")]

    def __str__(self):
        return f"F{self.lot_id}-{self.rang:02}"
