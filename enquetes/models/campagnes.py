"""Une enquête : un questionnaire posé entre deux dates, en des endroits, par des moyens."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from enquetes.models.questionnaires import Questionnaire
from qualepref.socle.depot_public import code_au_hasard
from qualepref.socle.models import Departement, Lieu, PerimetreQuerySet, Site
from qualepref.socle.temps import aujourdhui, maintenant

DEJA = "Ce point de collecte existe déjà."
LONGUEUR_DU_CODE = 8  # 27 ** 8 : 280 milliards d'adresses courtes


class Mode(models.TextChoices):
    """Par quoi une réponse est venue."""

    LIEN = "lien", "lien internet"
    CODE_QR = "code_qr", "code QR"
    TABLETTE = "tablette", "tablette"
    PAPIER = "papier", "papier saisi"
    TELEPHONE = "telephone", "téléphone"
    FICHIER = "fichier", "fichier importé"


PUBLICS = frozenset({Mode.LIEN, Mode.CODE_QR, Mode.TABLETTE})


class EnqueteQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def ouvertes(self):
        return self.filter(etat=Enquete.Etat.OUVERTE)

    def a_ouvrir(self, le=None):
        """Préparées, dont le premier jour est venu et le dernier n'est pas passé."""
        le = le or aujourdhui()
        attendues = self.filter(etat=Enquete.Etat.PREPAREE, date_ouverture__lte=le)
        return attendues.filter(date_cloture__gte=le)

    def a_clore(self, le=None):
        """Ouvertes, dont le dernier jour est passé."""
        return self.ouvertes().filter(date_cloture__lt=le or aujourdhui())

    def avec_comptes(self):
        return self.annotate(nombre_reponses=Count("reponses")).order_by(*self.model._meta.ordering)


class Enquete(models.Model):
    """Une enquête auprès des usagers, du premier au dernier jour de collecte."""

    class Etat(models.TextChoices):
        PREPAREE = "preparee", "en préparation"
        OUVERTE = "ouverte", "ouverte"
        CLOSE = "close", "close"

    TRANSITIONS = {
        Etat.PREPAREE: {Etat.OUVERTE, Etat.CLOSE},
        Etat.OUVERTE: {Etat.CLOSE},
        Etat.CLOSE: set(),
    }

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="enquetes", verbose_name="département"
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="enquetes", verbose_name="questionnaire"
    )
    code = models.SlugField("code", max_length=40)
    intitule = models.CharField("intitulé", max_length=200)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PREPAREE)
    date_ouverture = models.DateField("premier jour")
    date_cloture = models.DateField("dernier jour")
    une_question_par_ecran = models.BooleanField("une question par écran", default=True)
    notice = models.TextField(
        "ce qu'il advient des réponses",
        blank=True,
        help_text="S'ajoute à la notice d'anonymat de l'application.",
    )
    invitation = models.JSONField("texte d'invitation", default=dict, blank=True)
    close_le = models.DateTimeField("close le", null=True, editable=False)

    history = HistoricalRecords()
    objects = EnqueteQuerySet.as_manager()

    class Meta:
        verbose_name = "enquête"
        ordering = ["-date_ouverture", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "code"],
                name="enquete_code_unique",
                violation_error_message="Une autre enquête porte ce code.",
            ),
            models.CheckConstraint(
                condition=Q(date_cloture__gte=F("date_ouverture")),
                name="enquete_ordre",
                violation_error_message="Le dernier jour précède le premier.",
            ),
            models.CheckConstraint(
                condition=Q(etat="close", close_le__isnull=False)
                | (~Q(etat="close") & Q(close_le=None)),
                name="enquete_close",
                violation_error_message="Une enquête close dit quand elle l'a été.",
            ),
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("enquetes:enquete_detail", args=[self.pk])

    def est_en_cours(self, le=None):
        """Prend des réponses ce jour-là."""
        le = le or aujourdhui()
        return self.etat == self.Etat.OUVERTE and self.date_ouverture <= le <= self.date_cloture

    def ouvrir(self):
        if not self.questionnaire.questions.exists():
            raise ValidationError("Ce questionnaire n'a pas de question.")
        self._passer(self.Etat.OUVERTE)

    def clore(self):
        self._passer(self.Etat.CLOSE, close_le=maintenant())

    def _passer(self, etat, **champs):
        if etat not in self.TRANSITIONS[self.etat]:
            raise ValidationError(
                f"Cette enquête est {self.get_etat_display()} : elle ne peut pas passer "
                f"« {self.Etat(etat).label} »."
            )
        for champ, valeur in {"etat": etat, **champs}.items():
            setattr(self, champ, valeur)
        self.save(update_fields=["etat", *champs])


class PointDeCollecte(models.Model):
    """Un endroit où l'on répond, par un moyen, sous une adresse courte ; et ce qu'on y attend."""

    enquete = models.ForeignKey(
        Enquete, models.CASCADE, related_name="points", verbose_name="enquête"
    )
    mode = models.CharField("moyen", max_length=10, choices=Mode)
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="points_de_collecte",
        verbose_name="site",
    )
    lieu = models.ForeignKey(
        Lieu,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="points_de_collecte",
        verbose_name="lieu",
    )
    code = models.SlugField("adresse courte", max_length=20, unique=True, editable=False)
    cible = models.PositiveIntegerField(
        "réponses attendues", null=True, blank=True, help_text="Taille visée de l'échantillon."
    )
    plafond_du_jour = models.PositiveIntegerField(
        "réponses par jour au plus", default=500, help_text="Au-delà, le formulaire se ferme."
    )
    ferme = models.BooleanField("fermé", default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "point de collecte"
        verbose_name_plural = "points de collecte"
        ordering = ["enquete", "site", "mode", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquete", "mode", "lieu"],
                name="point_de_collecte_du_lieu",
                violation_error_message=DEJA,
            ),
            models.UniqueConstraint(
                fields=["enquete", "mode", "site"],
                condition=Q(lieu=None),
                name="point_de_collecte_du_site",
                violation_error_message=DEJA,
            ),
            models.UniqueConstraint(
                fields=["enquete", "mode"],
                condition=Q(site=None),
                name="point_de_collecte_partout",
                violation_error_message=DEJA,
            ),
            models.CheckConstraint(
                condition=Q(lieu=None) | Q(site__isnull=False),
                name="point_de_collecte_lieu",
                violation_error_message="Dites le site de ce lieu.",
            ),
        ]

    def __str__(self):
        endroit = self.lieu or self.site
        return f"{self.get_mode_display()}, {endroit}" if endroit else self.get_mode_display()

    def save(self, *args, **kwargs):
        self.code = self.code or code_au_hasard(LONGUEUR_DU_CODE)
        super().save(*args, **kwargs)

    def clean(self):
        if self.lieu_id and self.lieu.site_id != self.site_id:
            raise ValidationError({"lieu": "Ce lieu est sur un autre site."})
        if self.site_id and self.site.departement_id != self.enquete.departement_id:
            raise ValidationError({"site": "Ce site est dans un autre département."})

    @property
    def est_public(self):
        return self.mode in PUBLICS
