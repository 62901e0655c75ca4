"""Où chaque document est accessible : un canal, un endroit, et quand on l'y a vu."""

from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from documents.models import endroits
from documents.models.documents import Document
from documents.models.versions import VersionDocument
from documents.models.vocabulaire import CanalDiffusion
from qualepref.socle.fichiers.depot import depose
from qualepref.socle.models import Designation, Lieu, Site
from qualepref.socle.temps import aujourdhui


def chemin_de_la_photo(diffusion, nom):
    return f"diffusions/{aujourdhui():%Y}/{uuid4().hex}"


class Diffusion(models.Model):
    """Un endroit où un document est accessible, qui l'y contrôle et quand on l'y a vu."""

    class Constat(models.TextChoices):
        VU = "vu", "vu en place"
        A_REMPLACER = "a_remplacer", "à remplacer"
        ABSENT = "absent", "absent"

    class Reponse(models.TextChoices):
        REPOND = "repond", "répond"
        EN_FAUTE = "en_faute", "ne répond pas"
        NON_CONTROLEE = "non_controlee", "pas contrôlée"

    SITUATIONS = {
        endroits.A_RETIRER: "à retirer",
        endroits.A_REMPLACER: "à remplacer",
        endroits.ABSENTE: "absent",
        endroits.MUETTE: "adresse en faute",
        endroits.JAMAIS_VUE: "jamais vu",
        endroits.EN_PLACE: "en place",
    }

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="diffusions", verbose_name="document"
    )
    canal = models.ForeignKey(
        CanalDiffusion, models.PROTECT, related_name="diffusions", verbose_name="canal"
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="diffusions",
        verbose_name="site",
    )
    lieu = models.ForeignKey(
        Lieu,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="diffusions",
        verbose_name="hall, panneau ou guichet",
    )
    adresse = models.URLField("adresse de la page", max_length=500, blank=True)
    precision = models.CharField("précision", max_length=200, blank=True)
    fonction = models.CharField(
        "qui contrôle", max_length=40, choices=Designation.Fonction, blank=True
    )
    version = models.ForeignKey(
        VersionDocument,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="diffusions",
        verbose_name="version en place",
    )
    date_debut = models.DateField("en place depuis le", default=aujourdhui)
    date_constat = models.DateField("vu le", null=True, blank=True)
    constate_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="vu par",
    )
    constat = models.CharField("constat", max_length=12, choices=Constat, blank=True)
    observation = models.CharField(
        "observation", max_length=300, blank=True, help_text="Ce qu'on a vu sur place."
    )
    photo = models.FileField(
        "photographie", upload_to=chemin_de_la_photo, max_length=250, blank=True
    )
    date_photo = models.DateField("photographié le", null=True, editable=False)
    date_retrait = models.DateField("retiré le", null=True, blank=True)
    reponse = models.CharField(
        "réponse de l'adresse", max_length=15, choices=Reponse, blank=True, editable=False
    )
    reponse_dite = models.CharField("réponse en mots", max_length=200, blank=True, editable=False)
    controlee_le = models.DateTimeField("adresse contrôlée le", null=True, editable=False)

    history = HistoricalRecords(excluded_fields=["reponse", "reponse_dite", "controlee_le"])
    objects = endroits.DiffusionQuerySet.as_manager()

    class Meta:
        verbose_name = "diffusion"
        ordering = ["document", "canal__ordre", "pk"]
        permissions = [
            ("suivre_diffusion", "Peut suivre où les documents sont accessibles"),
            ("constater_diffusion", "Peut constater ce qui est en place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_retrait=None) | Q(date_retrait__gte=F("date_debut")),
                name="diffusion_ordre",
                violation_error_message="Le retrait précède la mise en place.",
            ),
            models.CheckConstraint(
                condition=Q(lieu=None) | Q(site__isnull=False),
                name="diffusion_lieu_et_site",
                violation_error_message="Dites le site de ce lieu.",
            ),
        ]

    def __str__(self):
        return f"{self.canal} : {self.endroit}" if self.endroit else str(self.canal)

    def get_absolute_url(self):
        return f"{self.document.get_absolute_url()}#endroits"

    @property
    def endroit(self):
        """« Préfecture, Hall d'accueil (à gauche de la porte) », « Guichet 3 », ou rien."""
        ou = ", ".join(str(mot) for mot in (self.site, self.lieu) if mot)
        return f"{ou} ({self.precision})" if ou and self.precision else ou or self.precision

    @property
    def situation_en_mots(self):
        """Lue dans l'annotation d'`avec_situation`."""
        return self.SITUATIONS[self.situation_du_jour]

    def clean(self):
        if self.lieu_id and self.site_id is None:
            self.site = self.lieu.site
        if self.lieu_id and self.lieu.site_id != self.site_id:
            raise ValidationError({"lieu": "Ce lieu est sur un autre site."})
        if self.site_id and self.site.departement_id != self.document.departement_id:
            raise ValidationError({"site": "Ce site est dans un autre département."})

    # --- Actes ------------------------------------------------------------------------------------

    def constater(self, par, constat, *, le=None, version=None, observation="", photo=None):
        """Ce qu'on a vu sur place ce jour-là ; une photo remplace la précédente.

        Absent, un document qui ne vaut plus n'a pas à revenir : il en est retiré.
        """
        le = le or aujourdhui()
        self._exiger_en_place()
        self._exiger_jour_possible(le, "date_constat")
        self._exiger_apres_le_dernier_constat(le)
        if constat == self.Constat.VU and version:
            self.version = version
        self.constat, self.observation = constat, observation
        self.date_constat, self.constate_par = le, par
        if constat == self.Constat.ABSENT and self.document.ne_vaut_plus(le):
            self.date_retrait = le
        self._garder(photo, le)

    def remplacer(self, par, le=None):
        """La version en vigueur prend la place de l'ancienne, dont la photo ne dit plus rien."""
        le = le or aujourdhui()
        self._exiger_en_place()
        self._exiger_jour_possible(le, "date_constat")
        self._exiger_apres_le_dernier_constat(le)
        version = self.document.version_en_vigueur(le)
        if not self.document.est_valable(le):
            raise ValidationError("Ce document ne vaut plus : retirez-le de cet endroit.")
        if version is None and self.document.derniere_version:
            raise ValidationError("Aucune version n'est en vigueur : il n'y a rien à poser.")
        self.version, self.constat, self.observation = version, self.Constat.VU, ""
        self.date_constat, self.constate_par = le, par
        self.photo, self.date_photo = "", None
        self.save()

    def retirer(self, le=None):
        le = le or aujourdhui()
        self._exiger_en_place()
        self._exiger_jour_possible(le, "date_retrait")
        self.date_retrait = le
        self.save()

    def _exiger_en_place(self):
        if self.date_retrait:
            raise ValidationError(f"Il en est retiré depuis le {self.date_retrait:%d/%m/%Y}.")

    def _exiger_jour_possible(self, le, champ):
        if le > aujourdhui():
            raise ValidationError({champ: "Cette date est dans le futur."})
        if le < self.date_debut:
            dit = f"Il n'y est que depuis le {self.date_debut:%d/%m/%Y}."
            raise ValidationError({champ: dit})

    def _exiger_apres_le_dernier_constat(self, le):
        if self.date_constat and le < self.date_constat:
            dit = f"On l'a déjà vu le {self.date_constat:%d/%m/%Y} : dites un jour aussi récent."
            raise ValidationError({"date_constat": dit})

    def _garder(self, photo, le):
        """Écrit la photo puis la ligne ; si la ligne manque, la photo ne reste pas."""
        if not photo:
            self.save()
            return
        depot, chemin = self.photo.storage, chemin_de_la_photo(self, photo.name)
        with depose(depot, chemin, photo, "photo") as nom:
            self.photo, self.date_photo = nom, le
            self.save()
