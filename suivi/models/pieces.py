"""Les pièces jointes d'une demande : elles peuvent nommer l'usager, et s'effacent comme lui."""

from functools import partial
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from qualepref.socle.fichiers.contenus import MONTRABLES, QUELCONQUE, sha256, type_reconnu
from qualepref.socle.fichiers.noms import NOM_MAX, nom_court
from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui, maintenant
from suivi.models.demandes import Demande


def chemin_de_la_piece(piece, nom):
    """Sous un nom tiré au hasard : celui du fichier reçu pourrait dire de qui il vient."""
    return f"pieces/{aujourdhui():%Y}/{uuid4().hex}"


class PieceJointeQuerySet(PerimetreQuerySet):
    chemin_perimetre = "demande__service"
    chemin_site = "demande__site"
    chemin_departement = "demande__departement"

    def lisibles_sur(self, demande, agent):
        """Celles de la demande, ou None pour qui n'y voit pas l'identité de l'usager."""
        tenues = Demande.objects.visibles_par(agent, "suivi.view_identite")
        if not tenues.filter(pk=demande.pk).exists():
            return None
        return self.filter(demande=demande).select_related("deposee_par")

    def joindre(self, demande, fichier, agent=None, le=None):
        """Ajoute le fichier à la demande ; le même contenu déjà joint ne l'est pas deux fois."""
        return self.joindre_ou_retrouver(demande, fichier, agent, le)[0]

    def joindre_ou_retrouver(self, demande, fichier, agent=None, le=None):
        """La pièce, et si elle est neuve : retrouvée, elle est peut-être à quelqu'un d'autre.

        `le` : le moment où elle fut reçue, si elle n'est pas déposée à l'instant.
        """
        empreinte = sha256(fichier)
        champs = {
            "fichier": fichier,
            "nom": nom_court(fichier.name),
            "taille": fichier.size,
            "type": type_reconnu(fichier),
            "deposee_par": agent,
            "deposee_le": le or maintenant(),
        }
        return self.get_or_create(demande=demande, sha256=empreinte, defaults=champs)

    def contient(self, demande, fichier):
        return self.filter(demande=demande, sha256=sha256(fichier)).exists()

    @transaction.atomic
    def effacer(self, demandes):
        """Retire les pièces de ces demandes ; les fichiers partent une fois l'effacement acquis.

        Ce qui reste des courriels dont elles sont nées s'efface avec.
        """
        apps.get_model("suivi", "MessageRecu").objects.effacer(demandes)
        pieces = self.filter(demande__in=demandes)
        noms = list(pieces.values_list("fichier", flat=True))
        nombre, _ = pieces.delete()
        transaction.on_commit(partial(retirer_les_fichiers, noms))
        return nombre


class PieceJointe(models.Model):
    """Un fichier joint à une demande ; il peut nommer l'usager, et se lit comme son identité."""

    # Pas d'historique : il garderait les noms que la purge doit faire disparaître.
    demande = models.ForeignKey(
        Demande, models.CASCADE, related_name="pieces", verbose_name="demande"
    )
    fichier = models.FileField("fichier", upload_to=chemin_de_la_piece, max_length=250)
    nom = models.CharField("nom", max_length=NOM_MAX)
    taille = models.PositiveBigIntegerField("taille en octets")
    type = models.CharField("type", max_length=100, default=QUELCONQUE)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, editable=False)
    deposee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="déposée par",
        help_text="Vide : reçue avec le message de l'usager.",
    )
    deposee_le = models.DateTimeField("déposée le", default=maintenant)

    objects = PieceJointeQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ["deposee_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["demande", "sha256"],
                name="piece_unique",
                violation_error_message="Cette pièce est déjà jointe à la demande.",
            )
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("suivi:piece", args=[self.pk])

    @property
    def est_montrable(self):
        return self.type in MONTRABLES

    @transaction.atomic
    def delete(self, *args, **kwargs):
        tracer(self.demande, "pièce jointe retirée")
        transaction.on_commit(partial(retirer_les_fichiers, [self.fichier.name]))
        return super().delete(*args, **kwargs)


def tracer(demande, raison):
    """Une ligne à l'historique de la demande, sans le nom du fichier : la purge n'y touche pas."""
    demande._change_reason = raison
    demande.save(update_fields=["cle_doublon"])


def retirer_les_fichiers(noms):
    depot = PieceJointe._meta.get_field("fichier").storage
    for nom in noms:
        depot.delete(nom)
