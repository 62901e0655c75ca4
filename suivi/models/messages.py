"""Ce que la relève a fait de chaque message ; seul le brut nomme l'usager, et il s'efface."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from qualepref.socle.models import PerimetreQuerySet
from suivi.messagerie import automates
from suivi.models.boites import BoiteFonctionnelle
from suivi.models.demandes import Demande
from suivi.models.pieces import retirer_les_fichiers
from suivi.models.signalements import Signalement

VOIR_LE_BRUT = "suivi.view_identite"


def chemin_du_brut(message, nom):
    return f"courriels/{timezone.now():%Y/%m}/{uuid4().hex}"


class MessageRecuQuerySet(PerimetreQuerySet):
    chemin_perimetre = "boite__service"
    chemin_departement = "boite__departement"

    def visibles_par(self, agent, permission=None):
        """Le message brut d'un signalement dit son auteur : il s'ouvre à qui peut l'identifier."""
        lus = super().visibles_par(agent, permission)
        if permission != VOIR_LE_BRUT:
            return lus
        nommes = super().visibles_par(agent, "suivi.identifier_signalement").values("pk")
        demandes = Q(boite__cible=BoiteFonctionnelle.Cible.DEMANDES)
        return lus.filter(demandes | Q(pk__in=nommes))

    def du_fil(self, boite, cles):
        """Le dernier message déjà repris du département que nomme ce fil."""
        repris = Q(demande__isnull=False) | Q(signalement__isnull=False)
        siens = self.filter(repris, boite__departement=boite.departement_id, cle__in=cles)
        return siens.select_related("demande", "signalement").order_by("-pk").first()

    def uids(self, boite, uidvalidite):
        """Ce que la base sait déjà de ce dossier : uid → message."""
        connus = self.filter(boite=boite, uidvalidite=uidvalidite)
        return {connu.uid: connu for connu in connus.only("uid", "etat", "range")}

    def a_revoir(self):
        """En erreur : quelqu'un doit les regarder."""
        return self.filter(etat=MessageRecu.Etat.EN_ERREUR)

    def suites_a_lire(self):
        """L'usager a écrit de nouveau, et personne ne l'a encore lu."""
        return self.filter(etat=MessageRecu.Etat.RATTACHE, lu=False, demande__isnull=False)

    def repris_du_meme(self, message):
        """Ceux que le même expéditeur a envoyés dans les vingt-quatre heures d'avant."""
        depuis = message.recu_le - timedelta(days=1)
        siens = self.filter(expediteur=message.expediteur, etat=MessageRecu.Etat.REPRIS)
        return siens.filter(recu_le__gt=depuis).exclude(pk=message.pk)

    def suites_sur(self, demande, agent):
        """Celles que l'agent doit lire sur la fiche d'une demande."""
        siennes = self.suites_a_lire().filter(demande=demande)
        return siennes.visibles_par(agent, "suivi.change_messagerecu").order_by("recu_le")

    @transaction.atomic
    def effacer_les_bruts(self, avant):
        """Les messages bruts d'avant ce moment ne se gardent plus ; les lignes restent."""
        return self.filter(repris_le__lt=avant).exclude(brut="")._vider()

    @transaction.atomic
    def effacer(self, demandes):
        """Ce qui peut nommer leur auteur ; la ligne reste, ainsi rien n'est repris deux fois.

        Un avertissement cite le nom des pièces refusées.
        """
        nominatifs = dict.fromkeys(("message_id", "expediteur", "erreur"), "")
        return self.filter(demande__in=demandes)._vider(**nominatifs, avertissements=[])

    def _vider(self, **champs):
        noms = [nom for nom in self.values_list("brut", flat=True) if nom]
        transaction.on_commit(lambda: retirer_les_fichiers(noms))
        return self.update(brut="", **champs)


class MessageRecu(models.Model):
    """Un message lu dans une boîte : ce qu'il est devenu, une fois et une seule."""

    class Etat(models.TextChoices):
        REPRIS = "repris", "repris"
        RATTACHE = "rattache", "rattaché"
        ECARTE = "ecarte", "écarté"
        EN_ERREUR = "en_erreur", "en erreur"
        A_RELIRE = "a_relire", "à relire"

    class Motif(models.TextChoices):
        REPONSE_AUTOMATIQUE = automates.REPONSE_AUTOMATIQUE, "réponse automatique"
        NON_REMISE = automates.NON_REMISE, "avis de non-remise"
        BOUCLE = automates.BOUCLE, "message de nos propres adresses"
        PUBLIPOSTAGE = automates.PUBLIPOSTAGE, "publipostage ou liste de diffusion"
        DOUBLON = "doublon", "déjà repris"

    boite = models.ForeignKey(
        BoiteFonctionnelle, models.PROTECT, related_name="messages", verbose_name="boîte"
    )
    cle = models.CharField("empreinte du message", max_length=64, editable=False)
    contenu = models.CharField("empreinte du contenu", max_length=64, blank=True, editable=False)
    message_id = models.TextField("identifiant du message", blank=True, editable=False)
    expediteur = models.CharField(
        "empreinte de l'expéditeur", max_length=64, blank=True, editable=False
    )
    uidvalidite = models.BigIntegerField("génération du dossier", editable=False)
    uid = models.BigIntegerField("rang dans le dossier", editable=False)
    recu_le = models.DateTimeField("reçu le")
    repris_le = models.DateTimeField("relevé le", default=timezone.now)
    original_a_garder = models.BooleanField("pièces restées dans la boîte", default=False)
    taille = models.PositiveBigIntegerField("taille en octets", default=0)
    etat = models.CharField("état", max_length=10, choices=Etat)
    motif = models.CharField("motif", max_length=20, choices=Motif, blank=True)
    avertissements = models.JSONField("avertissements", default=list)
    erreur = models.TextField("erreur", blank=True)
    demande = models.ForeignKey(
        Demande,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name="demande",
    )
    signalement = models.ForeignKey(
        Signalement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name="signalement",
    )
    brut = models.FileField("message brut", upload_to=chemin_du_brut, blank=True, max_length=250)
    range = models.BooleanField("rangé", default=False)
    lu = models.BooleanField("lu", default=False)

    objects = MessageRecuQuerySet.as_manager()

    class Meta:
        verbose_name = "message reçu"
        verbose_name_plural = "messages reçus"
        ordering = ["-recu_le", "-pk"]
        indexes = [
            models.Index(fields=["boite", "uidvalidite", "uid"], name="message_uid"),
            models.Index(fields=["expediteur", "recu_le"], name="message_expediteur"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["boite", "cle"],
                name="message_unique",
                violation_error_message="Ce message est déjà connu de cette boîte.",
            )
        ]

    def __str__(self):
        return f"Message n° {self.pk}, reçu le {timezone.localtime(self.recu_le):%d/%m/%Y à %H:%M}"

    def get_absolute_url(self):
        return reverse("suivi:message_detail", args=[self.pk])

    @property
    def reste_a_ranger(self):
        """Enregistré, mais pas encore marqué sur le serveur ; une erreur, elle, reste en place."""
        return not self.range and self.etat not in (self.Etat.EN_ERREUR, self.Etat.A_RELIRE)

    @property
    def est_rejouable(self):
        """Rien n'en est né : on peut le reprendre, en demande s'il avait été écarté."""
        return self.etat in (self.Etat.ECARTE, self.Etat.EN_ERREUR) and not (
            self.motif == self.Motif.DOUBLON or self.signalement_id
        )

    @property
    def est_a_lire(self):
        return self.etat == self.Etat.RATTACHE and not self.lu and self.demande_id is not None

    @property
    def expire_le(self):
        return self.repris_le + timedelta(days=settings.COURRIEL_CONSERVATION_JOURS)

    def exiger_rejouable(self):
        if not self.est_rejouable:
            raise ValidationError(f"Ce message est {self.get_etat_display()} : rien à reprendre.")

    def noter_la_faute(self, faute):
        """Ce qui empêche encore de le reprendre ; le détail est au journal du serveur."""
        erreur = f"La reprise a encore échoué ({type(faute).__name__})."
        type(self).objects.filter(pk=self.pk).update(etat=self.Etat.EN_ERREUR, erreur=erreur)

    def marquer_lu(self):
        type(self).objects.filter(pk=self.pk).update(lu=True)
